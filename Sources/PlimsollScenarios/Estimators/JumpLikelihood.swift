internal import Glibc

/// The likelihood of one-bar returns under a jump-diffusion, with its slope.
///
/// - Source: Merton (1976) for the mixture; the scores are posterior means of those of the normal
///   components.
/// - Verified by: JumpDiffusionFitTests (against differences).
struct JumpLikelihood {
  let values: [Double]

  /// A log-likelihood with its derivatives.
  struct Score {
    var value = 0.0
    var byDrift = 0.0
    /// In σ².
    var byVariance = 0.0
    var byIntensity = 0.0
    var byJumpMean = 0.0
    /// In δ².
    var byJumpVariance = 0.0
  }

  /// Weights of counts beyond which nothing changes.
  private static let leastWeight = 1e-14
  private static let mostJumps = 40

  /// The value at a law with a positive volatility and intensity.
  ///
  /// - Complexity: O(n × counts of jumps that matter), five to twenty.
  func score(_ law: JumpDiffusion) -> Score {
    let components = Self.components(law)
    var score = Score()
    var terms = [Double](repeating: 0, count: components.count)
    for value in values {
      var largest = -Double.infinity
      for (place, component) in components.enumerated() {
        let offset = value - component.mean
        terms[place] = component.logScale - 0.5 * offset * offset * component.precision
        largest = max(largest, terms[place])
      }
      var sum = 0.0
      for place in terms.indices {
        terms[place] = exp(terms[place] - largest)
        sum += terms[place]
      }
      score.value += largest + log(sum)
      for (place, component) in components.enumerated() {
        let share = terms[place] / sum
        let offset = (value - component.mean) * component.precision
        let byVariance = 0.5 * share * (offset * offset - component.precision)
        score.byDrift += share * offset
        score.byJumpMean += share * offset * component.jumps
        score.byVariance += byVariance
        score.byJumpVariance += byVariance * component.jumps
        score.byIntensity += share * (component.jumps / law.intensity - 1)
      }
    }
    score.value -= 0.5 * log(2 * Double.pi) * Double(values.count)
    return score
  }

  /// A count of jumps: log(weight / deviation), mean, 1 / variance.
  private struct Component {
    var jumps: Double
    var logScale: Double
    var mean: Double
    var precision: Double
  }

  private static func components(_ law: JumpDiffusion) -> [Component] {
    var found: [Component] = []
    var logWeight = -law.intensity
    for count in 0...mostJumps {
      let jumps = Double(count)
      if count > 0 { logWeight += log(law.intensity / jumps) }
      if jumps > law.intensity, logWeight < log(leastWeight) { break }
      let variance =
        law.volatility * law.volatility + jumps * law.jumpDeviation * law.jumpDeviation
      found.append(
        Component(
          jumps: jumps, logScale: logWeight - 0.5 * log(variance),
          mean: law.drift + jumps * law.jumpMean, precision: 1 / variance))
    }
    return found
  }
}
