internal import PlimsollNumerics

/// What is lost in an exception under a null hypothesis, over the expected shortfall forecast: for
/// each observation equally likely values whose mean is one.
public struct ExceptionLosses: Sendable, Equatable {
  /// One list for all observations, or one for each.
  private let ratios: [[Double]]

  /// Points that stand for a law; their mean is one, whatever their number.
  static let points = 10_000

  /// Losses over expected shortfall, a list for each observation.
  public init(_ ratios: [[Double]]) {
    precondition(!ratios.isEmpty && ratios.allSatisfy { !$0.isEmpty })
    self.ratios = ratios
  }

  /// The tail of a normal law beyond its quantile of 1 − `rate`.
  public static func normal(rate: Double) -> ExceptionLosses {
    law(rate) { -NormalDistribution.quantile($0) }
  }

  /// The tail of a Student-t law beyond its quantile of 1 − `rate`; more than one degree of freedom.
  public static func studentT(degreesOfFreedom: Double, rate: Double) -> ExceptionLosses {
    precondition(degreesOfFreedom > 1, "the shortfall needs more than one degree of freedom")
    let distribution = StudentTDistribution(degreesOfFreedom: degreesOfFreedom)
    return law(rate) { -distribution.quantile($0) }
  }

  private static func law(_ rate: Double, _ loss: (Double) -> Double) -> ExceptionLosses {
    let losses = (0..<points).map { loss(rate * (Double($0) + 0.5) / Double(points)) }
    let mean = losses.reduce(0, +) / Double(points)
    return ExceptionLosses([losses.map { $0 / mean }])
  }

  /// The value at a share of the way through the list of an observation.
  func ratio(at place: Int, share: Double) -> Double {
    let list = ratios[ratios.count == 1 ? 0 : place]
    return list[min(Int(share * Double(list.count)), list.count - 1)]
  }
}
