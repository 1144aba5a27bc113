public import PlimsollMarket

/// How a venue closes accounts that are short of margin, and who pays when that is not enough.
///
/// - Source: METHODS H, VENUES 1.5, 2.1, 5 and 7; each shipped file names its own.
/// - Verified by: LiquidationRulesTests, CascadeTests.
public struct LiquidationRules: Sendable, Equatable {
  /// Which positions go first.
  public enum Order: String, Sendable, CaseIterable {
    /// Those that free the most margin for what closing them costs.
    case impact
    /// The largest notional.
    case largest
    /// All alike.
    case proRata = "pro-rata"
  }

  /// Whoever takes over an account whole before it is bankrupt.
  public struct Backstop: Sendable, Equatable {
    /// Margin level below which it takes over.
    public var level: Double
    /// What it has to lose, in USD.
    public var capital: Double
    /// The part of what it took over that it sells in a step.
    public var sells: Double

    /// A backstop.
    public init(level: Double, capital: Double, sells: Double) {
      self.level = level
      self.capital = capital
      self.sells = sells
    }
  }

  /// What results call it.
  public var name: String
  /// Whose rules, and when; may be empty.
  public var source = ""
  /// The part of an account's first gross notional closed at once, from 0.01 to 1.
  public var slice = 0.2
  /// The margin level at which it stops, at least one.
  public var target = 1.0
  /// Which positions go first.
  public var order = Order.impact
  /// What is smaller in USD is closed whole.
  public var fullBelow = 0.0
  /// Fee over notional closed.
  public var fee = 0.0
  /// The part of fees that the insurance fund gets; the venue keeps the rest.
  public var feeToFund = 1.0
  /// USD in the insurance fund at the start.
  public var insuranceFund = 0.0
  /// Nil when there is none.
  public var backstop: Backstop?
  /// Nil when nobody is deleveraged.
  public var autoDeleveraging: AutoDeleveraging?
  /// Whether what nothing covers is shared by the accounts that gained.
  public var socialisesLoss = false
  /// The files it was read from.
  public var inputs: [InputDigest] = []

  /// Slices of a fifth, no fee, no fund, and nobody behind it.
  public init(name: String) { self.name = name }
}

extension LiquidationRules {
  /// Reads rules.
  public init(path: String) throws(InputError) { try self.init(yaml: InputFile(path: path)) }

  /// Reads rules; a key it does not know is an error.
  public init(yaml file: InputFile) throws(InputError) {
    let keys = try ConfigDocument(file).root.mapping([
      "source", "slice", "target", "order", "full_below", "fee", "fee_to_fund", "insurance_fund",
      "backstop", "auto_deleveraging", "socialised_loss",
    ])
    self.init(name: file.name.lastIndex(of: ".").map { String(file.name[..<$0]) } ?? file.name)
    inputs = [InputDigest(file)]
    source = try keys["source"]?.text() ?? ""
    if let node = keys["slice"] { slice = try node.number("from 0.01 to 1", where: Self.isPart) }
    if let node = keys["target"] {
      target = try node.number("of at least 1 and at most 1000") { $0 >= 1 && $0 <= 1_000 }
    }
    if let node = keys["order"] { order = try node.choice(Order.self) }
    fullBelow = try keys["full_below"].map(Self.money) ?? 0
    if let node = keys["fee"] {
      fee = try node.number("of at least 0 and below 1", where: Self.isFee)
    }
    if let node = keys["fee_to_fund"] {
      feeToFund = try node.number("from 0 to 1") { $0 >= 0 && $0 <= 1 }
    }
    insuranceFund = try keys["insurance_fund"].map(Self.money) ?? 0
    backstop = try keys["backstop"].map { node throws(InputError) in try Backstop(yaml: node) }
    autoDeleveraging = try keys["auto_deleveraging"].map { node throws(InputError) in
      try AutoDeleveraging(yaml: node)
    }
    socialisesLoss = try keys["socialised_loss"]?.flag() ?? false
  }

  private static func isPart(_ value: Double) -> Bool { value >= 0.01 && value <= 1 }
  private static func isFee(_ value: Double) -> Bool { value >= 0 && value < 1 }

  fileprivate static func money(_ node: ConfigNode) throws(InputError) -> Double {
    try node.number("of zero or more USD") { $0 >= 0 }
  }
}

extension LiquidationRules.Backstop {
  fileprivate init(yaml node: ConfigNode) throws(InputError) {
    let keys = try node.mapping(["level", "capital", "sells"])
    guard let level = keys["level"], let capital = keys["capital"], let sells = keys["sells"] else {
      throw node.error(
        "level, capital or sells is missing",
        remedy: "Write {level: 0.667, capital: 10000000, sells: 0.25}.")
    }
    self.init(
      level: try level.number("above 0 and at most 1") { $0 > 0 && $0 <= 1 },
      capital: try LiquidationRules.money(capital),
      sells: try sells.number("above 0 and at most 1") { $0 > 0 && $0 <= 1 })
  }
}
