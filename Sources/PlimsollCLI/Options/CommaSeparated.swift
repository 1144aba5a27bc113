public import ArgumentParser
public import Plimsoll

/// A list written with commas: `0.975,0.99`.
struct CommaSeparated<Element: ExpressibleByArgument>: ExpressibleByArgument {
  var values: [Element]

  init(_ values: [Element]) { self.values = values }

  init?(argument: String) {
    var values: [Element] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = Element(argument: String(part)) else { return nil }
      values.append(value)
    }
    guard !values.isEmpty else { return nil }
    self.values = values
  }

  var defaultValueDescription: String {
    values.map(\.defaultValueDescription).joined(separator: ",")
  }

  static var allValueStrings: [String] { Element.allValueStrings }
}

extension ConfidenceLevel: ExpressibleByArgument {
  /// A decimal between 0 and 1.
  public init?(argument: String) { self.init(argument) }
}

extension TimeSpan: ExpressibleByArgument {
  /// A span such as `2d`.
  public init?(argument: String) { self.init(argument) }
}

extension Timestamp: ExpressibleByArgument {
  /// ISO-8601.
  public init?(argument: String) { self.init(argument) }
}

extension WhatIf.Trade: ExpressibleByArgument {
  /// A position such as `BTC-PERP:-2.5`.
  public init?(argument: String) { self.init(argument) }
}

extension RiskMethod: ExpressibleByArgument {}
extension SweepDesign.Kind: ExpressibleByArgument {}
extension VolatilityModel.Kind: ExpressibleByArgument {}
extension InnovationModel.Kind: ExpressibleByArgument {}
extension Dependence.Copula: ExpressibleByArgument {}
extension SurfaceFit.Kind: ExpressibleByArgument {}

extension CorrelationEstimator: ExpressibleByArgument {
  /// The estimator by name.
  public init?(argument: String) { self.init(named: argument) }
}
extension WaterfallStudy.FundSettings.Allocation: ExpressibleByArgument {}
extension WaterfallStudy.MoveSettings.Extent: ExpressibleByArgument {}
