import PlimsollNumerics

/// The likelihood that a dynamic correlation maximises, with its slope.
struct CorrelationLikelihood: Sendable {
  /// Which one it is: pairs when the wanted full one does not exist.
  let kind: DynamicCorrelation.Likelihood

  private let full: FullCorrelationLikelihood?
  private let pairs: PairCorrelationLikelihood?
  private let threads: Int?

  init(
    _ columns: [[Double]], target: Matrix, wanted: DynamicCorrelation.Likelihood, threads: Int?
  ) {
    self.threads = threads
    let isUsable = SymmetricEigen(target).conditionNumber < Self.worstCondition
    kind = wanted == .full && !isUsable ? .allPairs : wanted
    switch kind {
    case .full:
      full = FullCorrelationLikelihood(columns, target: target)
      pairs = nil
    case .allPairs, .contiguousPairs:
      full = nil
      pairs = PairCorrelationLikelihood(
        columns, target: target, isContiguous: kind == .contiguousPairs)
    }
  }

  /// A target beyond it is taken for singular.
  private static let worstCondition = 1e10

  /// Whether it is zero whatever the weights: there is no pair to tell them from.
  var isEmpty: Bool { pairs?.isEmpty ?? full?.isEmpty ?? true }

  func value(_ parameters: DynamicCorrelation.Parameters) -> Double {
    var slope = [0.0, 0.0]
    return value([parameters.a, parameters.b], slope: &slope)
  }

  /// The value at (a, b), and its derivatives.
  func value(_ argument: [Double], slope: inout [Double]) -> Double {
    let parameters = DynamicCorrelation.Parameters(a: argument[0], b: argument[1])
    let result =
      full?.value(parameters) ?? pairs?.value(parameters, threads: threads) ?? ScoredValue()
    slope = [result.byA, result.byB]
    return result.value
  }
}

/// A log-likelihood with its derivatives in a and b.
struct ScoredValue: Sendable {
  var value = 0.0
  var byA = 0.0
  var byB = 0.0

  static func += (sum: inout ScoredValue, term: ScoredValue) {
    sum.value += term.value
    sum.byA += term.byA
    sum.byB += term.byB
  }
}
