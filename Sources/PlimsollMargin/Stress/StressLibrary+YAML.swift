public import PlimsollMarket

extension StressLibrary {
  /// Reads a library; a key it does not know is an error.
  public init(path: String) throws(InputError) { try self.init(yaml: InputFile(path: path)) }

  /// Reads a library.
  public init(yaml file: InputFile) throws(InputError) {
    let root = try ConfigDocument(file).root
    let keys = try root.mapping([
      "scenarios", "grids", "depegs", "jumps", "correlation_breaks", "stablecoins", "optional",
    ])
    self.init(
      name: file.name.lastIndex(of: ".").map { String(file.name[..<$0]) } ?? file.name,
      inputs: [InputDigest(file)])
    if let flag = keys["optional"] { isOptional = try flag.choice(Flag.self) == .true }
    if let listed = keys["stablecoins"] {
      // A list of what counts as stable may hold more than one book's prices.
      stablecoins = []
      for item in try listed.list() { stablecoins.insert(RiskFactor(try item.text())) }
    }
    for node in try keys["scenarios"]?.list() ?? [] {
      let crisis = try crisis(node)
      guard !crises.contains(where: { $0.name == crisis.name }) else {
        throw node.error(
          "two scenarios are called \(crisis.name)", remedy: "Give each a name of its own.")
      }
      crises.append(crisis)
    }
    for node in try keys["grids"]?.list() ?? [] { grids.append(try Self.grid(node)) }
    if let node = keys["depegs"] { depeg = try depeg(node) }
    for node in try keys["jumps"]?.items() ?? [] { jumps.append(try jump(node)) }
    for node in try keys["correlation_breaks"]?.list() ?? [] {
      let found = try correlationBreak(node)
      guard !correlationBreaks.contains(where: { $0.name == found.name }),
        !crises.contains(where: { $0.name == found.name })
      else {
        throw node.error(
          "two scenarios are called \(found.name)", remedy: "Give each a name of its own.")
      }
      correlationBreaks.append(found)
    }
    guard
      !(crises.isEmpty && grids.isEmpty && depeg == nil && jumps.isEmpty
        && correlationBreaks.isEmpty)
    else {
      throw root.error(
        "there are no scenarios",
        remedy:
          "Add scenarios, grids, depegs, jumps or correlation_breaks, as in the shipped library.")
    }
  }

  private enum Flag: String, CaseIterable { case `true`, `false` }

  private static let defaultKey = "default"

  /// Notes that the file names `name` at `node`.
  private mutating func mention(_ name: String, at node: ConfigNode) -> RiskFactor {
    let factor = RiskFactor(name)
    mentions.append(FactorMention(factor: factor, place: node.place))
    return factor
  }

  private mutating func factors(_ node: ConfigNode) throws(InputError) -> [RiskFactor] {
    var found: [RiskFactor] = []
    for item in try node.list() { found.append(mention(try item.text(), at: item)) }
    return found
  }

  private mutating func crisis(_ node: ConfigNode) throws(InputError) -> Crisis {
    let keys = try node.mapping(
      ["name", "source", "shocks", "volatility"] + Self.conditionKeys)
    guard let name = keys["name"] else {
      throw node.error("the key `name` is missing", remedy: "Name the scenario.")
    }
    var crisis = Crisis(
      name: try name.text(), source: try keys["source"]?.text() ?? "", shocks: [:])
    for (factor, node) in try keys["shocks"]?.keys(nil) ?? [] {
      let shock = try shock(node)
      if factor == Self.defaultKey {
        crisis.defaultShock = shock
      } else {
        crisis.shocks[mention(factor, at: node)] = shock
      }
    }
    for (factor, node) in try keys["volatility"]?.keys(nil) ?? [] {
      guard let change = try node.mapping(["relative"])["relative"] else {
        throw node.error("no change is given", remedy: "Write {relative: 0.8} for +80 %.")
      }
      let relative = try Self.relative(change)
      if factor == Self.defaultKey {
        crisis.defaultVolatility = relative
      } else {
        crisis.volatility[mention(factor, at: node)] = relative
      }
    }
    try Self.requireNamedBetas(crisis, at: keys["shocks"] ?? node)
    crisis.conditions = try conditions(keys)
    guard
      !crisis.conditions.isUsual || !crisis.shocks.isEmpty || crisis.defaultShock != nil
        || !crisis.volatility.isEmpty
        || crisis.defaultVolatility != nil
    else {
      throw node.error("nothing moves", remedy: "Give shocks: {BTC: {log: -0.5}}.")
    }
    return crisis
  }

  private mutating func shock(_ node: ConfigNode) throws(InputError) -> FactorShock {
    let keys = try node.mapping(["log", "relative", "beta", "of"])
    switch (keys["log"], keys["relative"], keys["beta"], keys["of"]) {
    case (let move?, nil, nil, nil): return .log(try move.number())
    case (nil, let move?, nil, nil): return .relative(try Self.relative(move))
    case (nil, nil, let beta?, let factor?):
      return .beta(try beta.number(), of: mention(try factor.text(), at: factor))
    default:
      throw node.error(
        "is not one move", remedy: "Write {log: -0.5}, {relative: -0.4} or {beta: 1.1, of: BTC}.")
    }
  }

  /// A beta must rest on a factor that the scenario itself moves by name.
  private static func requireNamedBetas(_ crisis: Crisis, at node: ConfigNode) throws(InputError) {
    for (name, child) in try node.keys(nil) {
      let shock = name == defaultKey ? crisis.defaultShock : crisis.shocks[RiskFactor(name)]
      guard case .beta(_, let factor) = shock else { continue }
      switch crisis.shocks[factor] {
      case .log, .relative: continue
      case .beta, nil:
        throw child.error(
          "follows \(factor), which the scenario does not move by log or relative",
          remedy: "Give \(factor) a log or relative shock in the same scenario.")
      }
    }
  }

  private static func relative(_ node: ConfigNode) throws(InputError) -> Double {
    try node.number("above -1") { $0 > -1 }
  }

  private static func relatives(_ node: ConfigNode) throws(InputError) -> [Double] {
    var found: [Double] = []
    for item in try node.list() { found.append(try relative(item)) }
    return found
  }

  private static func grid(_ node: ConfigNode) throws(InputError) -> Grid {
    let keys = try node.mapping(["spot", "volatility"])
    let grid = Grid(
      spot: try keys["spot"].map(relatives) ?? [0],
      volatility: try keys["volatility"].map(relatives) ?? [0])
    guard !grid.spot.isEmpty, !grid.volatility.isEmpty else {
      throw node.error("the grid has no points", remedy: "Write {spot: [-0.3, 0, 0.3]}.")
    }
    return grid
  }

  private mutating func depeg(_ node: ConfigNode) throws(InputError) -> Depeg {
    let keys = try node.mapping(["assets", "relative"])
    guard let assets = keys["assets"], let relative = keys["relative"] else {
      throw node.error(
        "assets or relative is missing", remedy: "Write {assets: [USDC], relative: -0.1}.")
    }
    return Depeg(assets: try factors(assets), relative: try Self.relative(relative))
  }

  private mutating func jump(_ node: ConfigNode) throws(InputError) -> Jump {
    let keys = try node.mapping(["assets", "relative"])
    guard let assets = keys["assets"], let relative = keys["relative"] else {
      throw node.error(
        "assets or relative is missing", remedy: "Write {assets: [SOL], relative: -0.95}.")
    }
    return Jump(assets: try factors(assets), relative: try Self.relative(relative))
  }

  private static let conditionKeys = ["funding", "liquidity", "unwind"]

  /// What a scenario does beside moving prices.
  private mutating func conditions(_ keys: [String: ConfigNode]) throws(InputError)
    -> MarketConditions
  {
    var found = MarketConditions()
    if let node = keys["funding"] {
      found.funding = try node.number("from -1 to 1, a part of notional each eight hours") {
        abs($0) <= 1
      }
    }
    if let node = keys["liquidity"] {
      let own = try node.mapping(["volume", "spread"])
      func multiple(_ key: String) throws(InputError) -> Double {
        try own[key]?.number("above 0, a multiple of the usual") { $0 > 0 } ?? 1
      }
      found.volume = try multiple("volume")
      found.spread = try multiple("spread")
    }
    if let node = keys["unwind"] {
      let own = try node.mapping(["holders", "of"])
      guard let holders = own["holders"] else {
        throw node.error("holders is missing", remedy: "Write {holders: 1, of: [BTC]}.")
      }
      found.unwinds = try holders.count()
      if let named = own["of"] { found.unwound = Set(try factors(named)) }
    }
    return found
  }

  private mutating func correlationBreak(_ node: ConfigNode) throws(InputError) -> CorrelationBreak
  {
    let keys = try node.mapping(["name", "blend", "toward", "blocks"])
    guard let name = keys["name"], let blend = keys["blend"], let toward = keys["toward"] else {
      throw node.error(
        "name, blend or toward is missing", remedy: "Write {name: as one, blend: 0.5, toward: 1}.")
    }
    var blocks: [[RiskFactor]] = []
    for block in try keys["blocks"]?.list() ?? [] { blocks.append(try factors(block)) }
    let placed = blocks.flatMap { $0 }
    guard Set(placed).count == placed.count else {
      throw (keys["blocks"] ?? node).error(
        "a factor is in two blocks", remedy: "Put each factor in one block.")
    }
    return CorrelationBreak(
      name: try name.text(), blend: try blend.number("from 0 to 1") { $0 >= 0 && $0 <= 1 },
      toward: try toward.number("of 1, 0 or -1") { [1, 0, -1].contains($0) }, blocks: blocks)
  }
}
