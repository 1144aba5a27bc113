/// Who pays how much of a loss, layer by layer.
public struct WaterfallSettlement: Sendable, Equatable {
  /// The loss.
  public var loss: Double
  /// In the order of the waterfall; those that were not reached only when they were asked for.
  public var layers: [Layer]
  /// What no layer bears.
  public var uncovered: Double

  /// One layer.
  public struct Layer: Sendable, Equatable {
    /// Its place, from one.
    public var number: Int
    /// What it is.
    public var layer: WaterfallLayer
    /// The loss that reaches it.
    public var lossBefore: Double
    /// The loss that it leaves.
    public var lossAfter: Double
    /// By payer, what there is; one element for the operator.
    public var available: [Double]
    /// By payer, what is taken.
    public var draws: [Double]

    /// `3-operator-capital`.
    public var name: String { "\(number)-\(layer.kind.rawValue)" }
    /// What is taken of all.
    public var drawn: Double { lossBefore - lossAfter }
  }

  /// What all layers bear.
  public var drawn: Double { loss - uncovered }

  /// What payers of a kind pay in the layers that `matches` names, one by one.
  ///
  /// - Parameter count: how many payers there are.
  public func paid(count: Int, where matches: (WaterfallLayer) -> Bool) -> [Double] {
    var paid = [Double](repeating: 0, count: count)
    for layer in layers where matches(layer.layer) {
      for (place, draw) in layer.draws.enumerated() { paid[place] += draw }
    }
    return paid
  }
}
