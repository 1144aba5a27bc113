/// Layers that absorb a loss, one after another: data, in any order and with any repetition.
///
/// A layer takes what the layers before have left. Money is taken once: two layers of the mutual fund
/// share it, as do all that live on the same gains; a layer with an amount or a cap of its own is
/// money of its own.
///
/// - Source: METHODS, waterfall order; the reference values of margin-default-waterfall.
/// - Verified by: WaterfallTests, WaterfallLawTests, ReferenceTests (margin-default-waterfall).
public struct Waterfall: Sendable, Equatable {
  /// What reports call it.
  public var name: String
  /// First to last.
  public var layers: [WaterfallLayer]

  /// A waterfall.
  public init(name: String = "waterfall", layers: [WaterfallLayer]) {
    self.name = name
    self.layers = layers
  }

  /// Whether all equity of an account stands behind its losses, not the margin alone.
  public var countsEquity: Bool { layers.contains(.accountEquity) }

  /// The same in another unit of money: 100 makes cents of dollars.
  public func scaled(by factor: Double) -> Waterfall {
    Waterfall(
      name: name,
      layers: layers.map { layer in
        switch layer {
        case .operatorCapital(let amount): .operatorCapital(amount * factor)
        case .insuranceFund(let amount): .insuranceFund(amount * factor)
        default: layer
        }
      })
  }

  /// Shares a loss out.
  ///
  /// - Parameters:
  ///   - unit: the smallest sum that can be paid; amounts of the event must be multiples of it, what
  ///     there is of a layer is rounded down to it, and parts are rounded by largest remainders, so
  ///     that draws and the uncovered rest add up to the loss without error. Nil shares exactly.
  ///   - listsUnreached: whether layers that no loss reaches are listed, with what there is.
  ///   - opposite: by survivor, what it holds against the defaulters' contracts; asked for only when
  ///     a tear-up is reached. Without any, gains stand for it.
  /// - Complexity: O(layers × n), with a unit O(layers × n log n).
  public func settle(
    _ event: DefaultEvent, unit: Double? = nil, listsUnreached: Bool = true,
    opposite: (() -> [Double])? = nil
  ) -> WaterfallSettlement {
    var money = WaterfallMoney(event, unit: unit)
    var loss = event.loss
    var settlement = WaterfallSettlement(loss: loss, layers: [], uncovered: loss)
    for (place, layer) in layers.enumerated() where loss > 0 || listsUnreached {
      let (available, draws, drawn) = money.take(loss, from: layer, opposite: opposite)
      settlement.layers.append(
        WaterfallSettlement.Layer(
          number: place + 1, layer: layer, lossBefore: loss, lossAfter: loss - drawn,
          available: available, draws: draws))
      loss -= drawn
    }
    settlement.uncovered = loss
    return settlement
  }
}
