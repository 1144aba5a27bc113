import Plimsoll

/// Exposures to returns that are jointly normal, as a file gives them.
struct NormalBook {
  let exposures: [Double]
  let volatilities: [Double]
  let correlation: Matrix
  let mean: [Double]
  let covariance: Matrix
  let law: NormalLaw

  /// Reads `exposures`, `vol`, `corr` and `mean`, zero when it is absent.
  init(_ file: ReferenceFile) throws {
    exposures = try file.numbers("exposures")
    volatilities = try file.numbers("vol")
    correlation = try file.matrix("corr")
    mean = try file.inputs["mean"].map { _ in try file.numbers("mean") } ?? exposures.map { _ in 0 }
    let count = exposures.count
    guard volatilities.count == count, correlation.rows == count, correlation.columns == count,
      mean.count == count
    else { throw ReferenceError.input("corr") }
    var covariance = correlation
    for i in exposures.indices {
      for j in exposures.indices { covariance[i, j] *= volatilities[i] * volatilities[j] }
    }
    self.covariance = covariance
    law = NormalLaw(exposures: exposures, mean: mean, covariance: covariance)
  }

  /// The law without one exposure.
  func without(_ place: Int) -> NormalLaw {
    var rest = exposures
    rest[place] = 0
    return NormalLaw(exposures: rest, mean: mean, covariance: covariance)
  }

  /// The law of one exposure alone.
  func alone(_ place: Int) -> NormalLaw {
    NormalLaw(
      mean: exposures[place] * mean[place],
      standardDeviation: abs(exposures[place]) * volatilities[place])
  }

  /// The slope of a measure in one exposure.
  func marginal(of measure: RiskMeasure, at level: ConfidenceLevel, _ place: Int) -> Double {
    let slope = covariance.multiplied(by: exposures)[place] / law.standardDeviation
    return NormalLaw.multiplier(measure, at: level) * slope - mean[place]
  }
}
