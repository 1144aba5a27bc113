/// A value marked on a chart by a vertical line and a label.
public struct ChartMarker: Equatable, Sendable {
  /// What the value is, such as `VaR 99%`.
  public let label: String
  /// Where the line stands, in the chart's units; finite.
  public let value: Double

  /// Marks a value.
  public init(label: String, value: Double) {
    self.label = label
    self.value = value
  }
}
