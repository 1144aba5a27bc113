internal import PlimsollMargin
public import PlimsollMarket

/// What orders would do to the margin of the accounts that give them, and whether they may.
public struct PreTradeStudy: Study, Equatable {
  /// The command's word for it.
  public static let verb = "pretrade"

  /// The book.
  public var book: BookSettings
  /// The file of orders: account, instrument, quantity.
  public var orders: String
  /// The rule file, or the name of a shipped one.
  public var rule: String
  /// Whether accepted orders are booked, so that the next ones are judged with them.
  public var fills: Bool
  /// Whether a rejected order is a failed check.
  public var failsOnReject: Bool
  /// A model that replaces the one the rule would calibrate.
  public var model: String?
  /// Choices that replace those of the rule's spec.
  public var overrides: SpecOverrides
  /// Replaces the rule's number of scenarios.
  public var scenarios: Int?
  /// Replaces the rule's seed.
  public var seed: UInt64?

  /// Orders on a book; under the shipped rule unless one is named.
  public init(
    book: BookSettings, orders: String, rule: String = ShippedFiles.defaultRule,
    fills: Bool = false, failsOnReject: Bool = false, model: String? = nil,
    overrides: SpecOverrides = .init(), scenarios: Int? = nil, seed: UInt64? = nil
  ) {
    self.book = book
    self.orders = orders
    self.rule = rule
    self.fills = fills
    self.failsOnReject = failsOnReject
    self.model = model
    self.overrides = overrides
    self.scenarios = scenarios
    self.seed = seed
  }

  /// Makes the rule ready for the book, answers every order and reports.
  public func run(in environment: RunEnvironment) throws(InputError) -> Report {
    let file = try InputFile(path: orders)
    let table = try CSVFile(file)
    let reader = try OrderReader(table)
    guard table.rowCount > 0 else {
      throw .data(file.name, "there are no orders", remedy: "Give one row per order.")
    }
    var desk = try desk(in: environment)
    let spent = try ContinuousClock().measured { () throws(InputError) in
      for row in 0..<table.rowCount { try desk.answer(reader.order(row: row)) }
    }
    return try desk.report(ofInputs: [InputDigest(file)], seconds: spent)
  }

  /// The rule made ready, for orders that come one at a time.
  ///
  /// - Parameters:
  ///   - environment: what it may use.
  ///   - keepsAnswers: whether a report is to list them; without, memory does not grow.
  /// - Throws: an `InputError` when the book or the rule cannot be used.
  public func desk(in environment: RunEnvironment, keepingAnswers keepsAnswers: Bool = true)
    throws(InputError) -> PreTradeDesk
  {
    let rule = try ShippedFiles.rules([self.rule], overrides: overrides)[0]
    try overrides.requireUse(
      modelIsGiven: model != nil, calibrates: rule.shortfall?.scenarios.method == .monteCarlo)
    var timings: [String: Double] = [:]
    let book = try timed("read", &timings) { () throws(InputError) in
      try self.book.load(in: environment)
    }
    try refuseOpenOrders(of: book, under: rule)
    let context = try RiskContext(
      model: model, scenarios: scenarios, seed: seed, in: environment)
    let check = try timed("prepare", &timings) { () throws(InputError) in
      try PreTradeCheck(rule, on: book, in: context)
    }
    return PreTradeDesk(
      study: self, rule: rule, check: check, keepsAnswers: keepsAnswers, timings: timings,
      environment: environment)
  }

  private func refuseOpenOrders(of book: Book, under rule: MarginRule) throws(InputError) {
    guard rule.constraints?.openOrders != nil, !book.orders.isEmpty else { return }
    throw .usage(
      "rule \(rule.name) margins open orders, which the book has and a pre-trade check cannot apply",
      remedy: "Name a rule without `open_orders`; `plimsoll margin --add` takes any.")
  }
}

extension ContinuousClock {
  /// The seconds that work takes.
  fileprivate func measured(_ work: () throws(InputError) -> Void) throws(InputError) -> Double {
    let start = now
    try work()
    let spent = (now - start).components
    return Double(spent.seconds) + Double(spent.attoseconds) * 1e-18
  }
}
