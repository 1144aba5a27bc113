import PlimsollClearing
import PlimsollNumerics

/// A default with random members and a random waterfall, in whole cents, the same for the same seed.
struct RandomWorld {
  let event: DefaultEvent
  let waterfall: Waterfall
  /// By survivor.
  let opposite: [Double]

  init(_ seed: Int) {
    var draw = Draw(stream: RandomStream(seed: UInt64(seed), stream: 7))
    let (failed, others) = (draw.count(1...3), draw.count(0...6))
    event = DefaultEvent(
      defaulters: (0..<failed).map { number in
        let margin = draw.cents(1000)
        return .init(
          name: "d\(number)", loss: draw.cents(4000), margin: margin,
          usableMargin: min(margin, draw.cents(1000)), contribution: draw.cents(500))
      },
      survivors: (0..<others).map { number in
        .init(
          name: "s\(number)", contribution: draw.cents(700), gain: draw.cents(900) - 400,
          equity: draw.cents(5000), score: draw.next())
      })
    let kinds: [(inout Draw) -> WaterfallLayer] = [
      { _ in .defaulterMargin }, { _ in .defaulterFund },
      { .operatorCapital($0.cents(600)) }, { .insuranceFund($0.cents(600)) },
      { _ in .mutualFund }, { .assessment(cap: 2 * $0.next()) }, { _ in .gainsHaircutting },
      { _ in .autoDeleveraging }, { .socialisedLoss(of: .gains, cap: $0.next()) },
      { .socialisedLoss(of: .equity, cap: 0.2 * $0.next()) },
    ]
    var layers = (0..<draw.count(1...10)).map { _ in kinds[draw.count(0...9)](&draw) }
    if draw.next() < 0.3 { layers.append(.tearUp) }
    waterfall = Waterfall(layers: layers)
    opposite = event.survivors.map { _ in draw.next() < 0.5 ? 0 : draw.cents(300) }
  }

  func settle(_ waterfall: Waterfall? = nil, unit: Double? = 1) -> WaterfallSettlement {
    (waterfall ?? self.waterfall).settle(event, unit: unit) { opposite }
  }

  /// Uniform numbers one after another.
  struct Draw {
    let stream: RandomStream
    private var place = 0

    init(stream: RandomStream) { self.stream = stream }

    mutating func next() -> Double {
      place += 1
      return stream.uniform(scenario: place, dimension: 0)
    }

    mutating func count(_ range: ClosedRange<Int>) -> Int {
      min(range.upperBound, range.lowerBound + Int(next() * Double(range.count)))
    }

    mutating func cents(_ most: Double) -> Double { (next() * most).rounded(.down) }
  }
}
