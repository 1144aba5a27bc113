internal import PlimsollMarket
internal import PlimsollNumerics
internal import PlimsollScenarios

/// What can gain or lose, as the rows of a tile: the relative move of each factor, then the gain of
/// one contract of each option, and among them a row for each kind of contract whose basis or
/// funding moves.
///
/// Every unit that is linear in its factor, spot, coins, perpetuals and futures alike, is a multiple
/// of the factor's row, or of that of its expiry where the basis moves. So an account holds at most
/// one entry a factor or expiry and one an option, however many of them it has.
struct UnitRows: Sendable {
  /// The scenarios behind the rows.
  let source: any ScenarioSource
  /// Scenarios of a tile.
  let stride: Int

  /// For each unit, its row and what one of it gains per unit of the row.
  private let entries: [(column: Int, coefficient: Double)]
  private let options: OptionRows
  private let intrinsic: [(factor: Int, row: Int, option: IntrinsicOption)]
  /// What moves beside spot; nil when nothing does.
  private let joint: JointRows?
  /// The number of rows.
  let count: Int

  /// Rows for `units` under the scenarios of `source`, whose factors they must be of.
  ///
  /// - Parameters:
  ///   - horizon: of the scenarios; options are that much older at its end.
  ///   - widest: the most scenarios of a tile, a multiple of 32; nil for what fits into the cache.
  init(
    _ units: [PnLUnit], under source: any ScenarioSource, horizon: TimeSpan, widest: Int? = nil
  ) {
    self.source = source
    let factors = source.factors
    let places = Dictionary(uniqueKeysWithValues: factors.enumerated().map { ($1, $0) })
    var options = OptionRows()
    var intrinsic: [(factor: Int, row: Int, option: IntrinsicOption)] = []
    var count = factors.count
    var joint = source.jointMarkets.map { JointRows($0, horizon: horizon) }
    entries = units.map { unit in
      guard let place = places[unit.factor] else {
        preconditionFailure("no scenarios of \(unit.factor)")
      }
      guard let option = unit.option else {
        guard let carry = unit.carry,
          let row = joint?.row(of: carry, on: unit.factor, factor: place, next: count)
        else { return (place, unit.exposure) }
        count = max(count, row + 1)
        return (row, unit.exposure)
      }
      if let (moving, market) = joint?.place(option, on: unit.factor, factor: place) {
        options.append(moving, market: market, row: count)
      } else {
        switch OptionRevaluation(option, horizon: horizon) {
        case .lognormal(let still): options.append(still, factor: place, row: count)
        case .intrinsic(let option): intrinsic.append((place, count, option))
        }
      }
      count += 1
      return (count - 1, 1)
    }
    self.options = options
    self.intrinsic = intrinsic
    self.joint = joint
    self.count = count
    let fitting = ScenarioTile.stride(
      rows: factors.count + count + (joint?.markets.count ?? 0) * OptionRows.rowsOfMarket)
    stride = min(widest ?? fitting, fitting)
  }

  /// The row of a unit, and what one of it gains per unit of the row.
  func entry(ofUnit unit: Int) -> (column: Int, coefficient: Double) { entries[unit] }

  private static let fewEntries = 32

  /// The rows that holdings come to, each once, in order of first mention.
  func entries(of holdings: [UnitPnL.Holding]) -> [(column: Int, coefficient: Double)] {
    var found: [(column: Int, coefficient: Double)] = []
    // Looking through a few is faster than a dictionary; of thousands it would be slow.
    var places: [Int: Int] = [:]
    for holding in holdings {
      let (column, coefficient) = entries[holding.unit]
      let place =
        found.count <= Self.fewEntries
        ? found.firstIndex { $0.column == column } : places[column]
      if let place {
        found[place].coefficient += holding.quantity * coefficient
        continue
      }
      found.append((column, holding.quantity * coefficient))
      if found.count == Self.fewEntries + 1 {
        for (place, entry) in found.enumerated() { places[entry.column] = place }
      } else if found.count > Self.fewEntries {
        places[column] = found.count - 1
      }
    }
    return found
  }

  /// A tile of these rows, with what they are made from.
  struct Tile: Sendable {
    fileprivate(set) var scenarios: ScenarioTile
    /// rows × stride gains, row by row.
    fileprivate(set) var gains: [Double]
    /// Forwards and volatilities, five rows a market.
    fileprivate var markets: [Double]

    var width: Int { scenarios.width }
    /// The numbers of its scenarios, their weights and controls; either is empty without them.
    var numbers: [Int] { scenarios.scenarios }
    var weights: [Double] { scenarios.weights }
    var controls: [Double] { scenarios.controls }

    /// The gains, which are the caller's then: the next fill makes room anew, which costs less than
    /// copying what it would overwrite.
    mutating func takeGains() -> [Double] {
      defer { gains = [] }
      return gains
    }
  }

  /// A tile that holds no scenarios yet.
  func emptyTile() -> Tile {
    Tile(
      scenarios: ScenarioTile(stride: stride, factorCount: source.factors.count),
      gains: [Double](repeating: 0, count: count * stride),
      markets: [Double](
        repeating: 0, count: (joint?.markets.count ?? 0) * OptionRows.rowsOfMarket * stride))
  }

  /// Draws scenarios `range` × `step` and values every row in them.
  ///
  /// - Complexity: O(scenarios × (factors² + options)), no allocation.
  func fill(_ tile: inout Tile, with range: Range<Int>, step: Int = 1) {
    tile.scenarios.hold(range, step: step)
    value(&tile)
  }

  /// Draws scenarios by their numbers and values every row in them.
  func fill(_ tile: inout Tile, with numbers: ArraySlice<Int>) {
    tile.scenarios.hold(numbers)
    value(&tile)
  }

  private func value(_ tile: inout Tile) {
    source.fill(&tile.scenarios)
    if tile.gains.isEmpty { tile.gains = [Double](repeating: 0, count: count * stride) }
    // From log returns to relative moves; a move of exactly zero stays exactly zero.
    VectorMath.expMinusOne(
      tile.scenarios.moves, into: &tile.gains, count: tile.scenarios.moves.count)
    joint?.fill(
      &tile.gains, &tile.markets, moves: tile.scenarios.moves, stride: stride, count: tile.width)
    options.write(
      &tile.gains, logReturns: tile.scenarios.moves, markets: tile.markets, stride: stride,
      width: tile.width)
    for (factor, row, option) in intrinsic {
      option.write(&tile.gains, row: row, factor: factor, stride: stride, count: tile.width)
    }
  }
}
