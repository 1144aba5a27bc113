/// What is left of everybody's money while a waterfall is settled.
struct WaterfallMoney {
  private let event: DefaultEvent
  private let unit: Double?
  /// By defaulter: the loss that neither its margin nor its contribution has paid.
  private var ownLoss: [Double]
  private var margin: [Double]
  private var usable: [Double]
  private var ownFund: [Double]
  /// By survivor.
  private var fund: [Double]
  private var gains: [Double]
  private var equity: [Double]

  init(_ event: DefaultEvent, unit: Double?) {
    self.event = event
    self.unit = unit
    ownLoss = event.defaulters.map(\.loss)
    margin = event.defaulters.map(\.margin)
    usable = event.defaulters.map { min($0.usableMargin, $0.margin) }
    ownFund = event.defaulters.map(\.contribution)
    fund = event.survivors.map(\.contribution)
    gains = event.survivors.map { max(0, $0.gain) }
    equity = event.survivors.map { max(0, $0.equity) }
  }

  /// Takes up to `loss` from a layer.
  mutating func take(_ loss: Double, from layer: WaterfallLayer, opposite: (() -> [Double])?)
    -> (available: [Double], draws: [Double], drawn: Double)
  {
    switch layer {
    case .defaulterMargin, .accountEquity:
      let there = margin
      let (draws, drawn) = share(loss, zip(usable, ownLoss).map(min))
      subtract(draws, from: \.margin)
      subtract(draws, from: \.usable)
      subtract(draws, from: \.ownLoss)
      return (there, draws, drawn)
    case .defaulterFund:
      let there = ownFund
      let (draws, drawn) = share(loss, zip(ownFund, ownLoss).map(min))
      subtract(draws, from: \.ownFund)
      subtract(draws, from: \.ownLoss)
      return (there, draws, drawn)
    case .operatorCapital(let amount), .insuranceFund(let amount):
      let there = whole(amount)
      let drawn = min(loss, there)
      return ([there], [drawn], drawn)
    case .mutualFund:
      return share(loss, of: \.fund, upTo: fund)
    case .assessment(let cap):
      let there = event.survivors.map { whole(cap * $0.contribution) }
      let (draws, drawn) = share(loss, there)
      return (there, draws, drawn)
    case .gainsHaircutting:
      let cut = GainsHaircutting(gains, shortfall: loss, unit: unit)
      let there = gains
      subtract(cut.haircuts, from: \.gains)
      return (there, cut.haircuts, cut.absorbed)
    case .autoDeleveraging:
      return deleverage(loss)
    case .socialisedLoss(.gains, let cap):
      return share(loss, of: \.gains, upTo: gains.map { whole(cap * $0) })
    case .socialisedLoss(.equity, let cap):
      return share(loss, of: \.equity, upTo: equity.map { whole(cap * $0) })
    case .tearUp:
      return tearUp(loss, against: loss > 0 ? opposite?() ?? gainsNow : gainsNow)
    }
  }

  private var gainsNow: [Double] { event.survivors.map { max(0, $0.gain) } }

  /// What is left is borne in proportion to what is torn up; by nobody when nothing can be.
  private func tearUp(_ loss: Double, against weights: [Double])
    -> (available: [Double], draws: [Double], drawn: Double)
  {
    guard loss > 0, weights.contains(where: { $0 > 0 }) else {
      let none = weights.map { _ in 0.0 }
      return (none, none, 0)
    }
    let draws = ProRata.shares(of: loss, weights: weights, unit: unit)
    return (draws, draws, loss)
  }

  private mutating func deleverage(_ loss: Double)
    -> (available: [Double], draws: [Double], drawn: Double)
  {
    let there = gains
    var draws = gains.map { _ in 0.0 }
    var left = loss
    let queue = event.survivors.indices.sorted { first, second in
      let (a, b) = (event.survivors[first].score, event.survivors[second].score)
      return a != b ? a > b : first < second
    }
    for place in queue where left > 0 {
      draws[place] = min(left, gains[place])
      left -= draws[place]
    }
    subtract(draws, from: \.gains)
    return (there, draws, loss - left)
  }

  private mutating func share(
    _ loss: Double, of money: WritableKeyPath<Self, [Double]>, upTo there: [Double]
  ) -> (available: [Double], draws: [Double], drawn: Double) {
    let (draws, drawn) = share(loss, there)
    subtract(draws, from: money)
    return (there, draws, drawn)
  }

  /// In proportion to what there is, which is also the most that each pays.
  private func share(_ loss: Double, _ there: [Double]) -> (draws: [Double], drawn: Double) {
    let total = there.reduce(0, +)
    guard loss < total else { return (there, total) }
    return (ProRata.shares(of: loss, weights: there, unit: unit), loss)
  }

  private mutating func subtract(_ draws: [Double], from money: WritableKeyPath<Self, [Double]>) {
    for (place, draw) in draws.enumerated() where draw > 0 {
      self[keyPath: money][place] = max(0, self[keyPath: money][place] - draw)
    }
  }

  private func whole(_ amount: Double) -> Double {
    guard let unit else { return amount }
    return (amount / unit).rounded(.down) * unit
  }
}
