import PlimsollMarket
import PlimsollNumerics

/// The correlation for the next bar by dynamic conditional correlation, with what to say of it.
///
/// - Verified by: DynamicCorrelationTests.
struct DynamicEstimate {
  /// The forecast for the next bar; that of all bars alike when there is no fit.
  let correlation: Matrix
  /// Nil when there is no fit.
  let weights: DynamicCorrelation.Parameters?
  let diagnostics: [Diagnostic]

  private static let subject = "correlation"

  init(_ columns: [[Double]], threads: Int?) {
    let target = DynamicCorrelation.target(.unitDiagonal, of: columns)
    do {
      let fit = try DynamicCorrelation(columns, threads: threads)
      // To the digits that machines agree on, and the forecast by these.
      let weights = DynamicCorrelation.Parameters(
        a: fit.parameters.a.rounded(toPlaces: 5), b: fit.parameters.b.rounded(toPlaces: 5))
      correlation =
        DynamicCorrelation.filtered(columns, target: target, parameters: weights).forecast
      self.weights = weights
      diagnostics = Self.remarks(on: fit)
    } catch {
      correlation = target
      weights = nil
      diagnostics = [
        Diagnostic(
          .warning, Self.subject,
          "no dynamic correlation (\(error)): that of all bars alike stands instead")
      ]
    }
  }

  private static func remarks(on fit: DynamicCorrelation) -> [Diagnostic] {
    switch fit.outcome {
    case .converged: []
    case .constant:
      [Diagnostic(.note, subject, "dynamic correlation finds no movement: a is zero")]
    case .atPersistenceBound:
      [
        Diagnostic(
          .warning, subject,
          "dynamic correlation is at the bound a + b = \(DynamicCorrelation.largestPersistence): "
            + "it hardly returns to its mean")
      ]
    case .notConverged:
      [
        Diagnostic(
          .warning, subject,
          "the search for the dynamic correlation's weights did not converge: the best seen stand")
      ]
    }
  }
}
