/// A measure of a loss distribution, as rules and commands name it.
public enum RiskMeasure: String, Sendable, Codable, CaseIterable {
  /// Value at risk.
  case valueAtRisk = "var"
  /// Expected shortfall.
  case expectedShortfall = "es"

  /// As reports abbreviate it.
  var symbol: String { self == .valueAtRisk ? "VaR" : "ES" }
}
