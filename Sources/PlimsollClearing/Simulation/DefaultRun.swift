internal import PlimsollMargin

/// Finds and settles the defaults in tiles of scenarios, in cents.
struct DefaultRun: Sendable {
  private let book: ClearedBook
  private let waterfall: Waterfall
  private let capitals: [Double]

  init(_ book: ClearedBook, waterfall: Waterfall) {
    self.book = book
    self.waterfall = waterfall
    capitals = book.capitals
  }

  /// The number that stands for the operator among payers.
  var operatorNumber: Int { book.members.count }

  /// A scenario with defaults.
  struct Settled: Sendable, Codable {
    var number: Int
    var loss: Double
    var uncovered: Double
    /// By layer that a loss reached.
    var draws: [Double]
  }

  /// What a payer pays in a layer.
  struct Paid: Sendable, Codable {
    var layer: Int
    var payer: Int
    var sum: Double
    var squares: Double
  }

  /// What is found in a tile.
  struct Part: Sendable, Codable {
    var settled: [Settled] = []
    /// By member.
    var defaults: [Int]
    /// Those who pay something, in order of layer and payer.
    var paid: [Paid] = []
  }

  /// Settles the scenarios of a tile, whose portfolios are what pools are exposed to, then their
  /// contracts.
  @Sendable func settle(_ tile: PortfolioTiles.Tile) -> Part {
    var part = Part(defaults: [Int](repeating: 0, count: book.members.count))
    let over = overMargin(tile)
    var sums = PaidSums(layers: waterfall.layers.count, payers: operatorNumber + 1)
    for column in 0..<tile.width {
      var defaults = [Bool]()
      for member in book.members.indices
      where over[member * tile.width + column] > capitals[member] {
        if defaults.isEmpty { defaults = [Bool](repeating: false, count: book.groups.count) }
        defaults[book.groupOf[member]] = true
      }
      if defaults.isEmpty { continue }
      settle(tile, column, defaults, &part, &sums)
    }
    part.paid = sums.paid
    return part
  }

  /// By member and scenario of the tile, the loss over margin.
  private func overMargin(_ tile: PortfolioTiles.Tile) -> [Double] {
    var over = [Double](repeating: 0, count: book.members.count * tile.width)
    for (pool, held) in book.pools.enumerated() {
      let free = book.margin[pool] - book.debt[pool]
      let (row, start) = (pool * tile.stride, held.member * tile.width)
      for column in 0..<tile.width {
        over[start + column] += max(0, (-tile.gains[row + column]).inCents() - free)
      }
    }
    return over
  }

  private func settle(
    _ tile: PortfolioTiles.Tile, _ column: Int, _ defaults: [Bool], _ part: inout Part,
    _ sums: inout PaidSums
  ) {
    let pools = book.pools.count
    let outcome = MemberOutcome(
      gains: (0..<pools).map { tile.gains[$0 * tile.stride + column] },
      variation: (pools..<(2 * pools)).map { tile.gains[$0 * tile.stride + column] })
    let settlement = book.settle(
      waterfall, outcome.event(defaults, in: book), defaults: defaults, listsUnreached: false)
    part.settled.append(
      Settled(
        number: tile.first + column, loss: settlement.loss, uncovered: settlement.uncovered,
        draws: settlement.layers.map(\.drawn)))
    let members = book.members.indices
    let failed = members.filter { defaults[book.groupOf[$0]] }
    let others = members.filter { !defaults[book.groupOf[$0]] }
    for member in failed { part.defaults[member] += 1 }
    for layer in settlement.layers {
      let payers =
        switch layer.layer.payers {
        case .defaulters: failed
        case .operator: [operatorNumber]
        case .survivors: others
        }
      for (payer, draw) in zip(payers, layer.draws) where draw > 0 {
        sums.add(draw, layer: layer.number - 1, payer: payer)
      }
    }
  }

  /// What payers pay in all tiles, in order of layer and payer.
  func payers(_ parts: [Part]) -> [Paid] {
    var sums = PaidSums(layers: waterfall.layers.count, payers: operatorNumber + 1)
    for part in parts { for paid in part.paid { sums.add(paid) } }
    return sums.paid
  }
}

/// Sums by layer and payer; room is made when the first is added.
private struct PaidSums {
  let layers, payers: Int
  private var sums: [Double] = []
  private var squares: [Double] = []

  init(layers: Int, payers: Int) {
    self.layers = layers
    self.payers = payers
  }

  mutating func add(_ amount: Double, layer: Int, payer: Int) {
    add(DefaultRun.Paid(layer: layer, payer: payer, sum: amount, squares: amount * amount))
  }

  mutating func add(_ paid: DefaultRun.Paid) {
    if sums.isEmpty {
      sums = [Double](repeating: 0, count: layers * payers)
      squares = sums
    }
    sums[paid.layer * payers + paid.payer] += paid.sum
    squares[paid.layer * payers + paid.payer] += paid.squares
  }

  var paid: [DefaultRun.Paid] {
    sums.indices.filter { sums[$0] > 0 }.map {
      DefaultRun.Paid(
        layer: $0 / payers, payer: $0 % payers, sum: sums[$0], squares: squares[$0])
    }
  }
}
