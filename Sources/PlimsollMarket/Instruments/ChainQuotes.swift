/// The options of one underlying and one expiry of a chain, as quoted at its time.
///
/// - Verified by: ChainQuotesTests.
public struct ChainQuotes: Sendable, Equatable {
  /// The asset.
  public var underlying: RiskFactor
  /// When the options settle.
  public var expiry: Timestamp
  /// The time from the chain to the expiry, above zero.
  public var life: TimeSpan
  /// The forward price of the expiry: the median of the rows'.
  public var forward: Double
  /// The options by strike, the call of a strike before its put.
  public var options: [Quote]

  /// An option and what it is quoted at.
  public struct Quote: Sendable, Equatable {
    /// The option with its marks; its premium is in coin per coin.
    public var option: EuropeanOption
    /// The highest bid in coin; nil when there is none.
    public var bid: Double?
    /// The lowest offer in coin; nil when there is none.
    public var ask: Double?

    /// A quoted option.
    public init(option: EuropeanOption, bid: Double?, ask: Double?) {
      self.option = option
      self.bid = bid
      self.ask = ask
    }
  }

  /// Quotes of one expiry.
  public init(
    underlying: RiskFactor, expiry: Timestamp, life: TimeSpan, forward: Double, options: [Quote]
  ) {
    self.underlying = underlying
    self.expiry = expiry
    self.life = life
    self.forward = forward
    self.options = options
  }

  /// The length of a year of 365 days.
  public var years: Double { life.days / 365 }
}

extension OptionChain {
  /// The quotes of every underlying and expiry still to come, in this order.
  ///
  /// A bid or ask of zero is none. Rows that have expired are left out, and their number is a
  /// diagnostic.
  ///
  /// - Parameter wanted: the underlying; nil for all.
  /// - Throws: an `InputError` for a chain without time, for terms and quotes out of range or
  ///   crossed, for a chain without rows, two rows of one option, an expiry without forward, and when nothing is left.
  /// - Complexity: O(rows log rows).
  public func quotes(of wanted: RiskFactor? = nil) throws(InputError) -> (
    expiries: [ChainQuotes], diagnostics: [Diagnostic]
  ) {
    guard !names.isEmpty else {
      throw .data(fileName, "the chain has no rows", remedy: "Give one row an option.")
    }
    guard let time else {
      throw .data(
        fileName, line: 1, column: "timestamp", "the chain has no time",
        remedy: "Add a column timestamp that says when the quotes were taken.")
    }
    var found: [ChainKey: [ChainQuotes.Quote]] = [:]
    var expired = 0
    var underlyings: Set<String> = []
    for name in names {
      guard let quote = try quote(name) else { continue }
      underlyings.insert(quote.option.underlying.name)
      if let wanted, quote.option.underlying != wanted { continue }
      guard quote.option.expiry > time else {
        expired += 1
        continue
      }
      let key = ChainKey(underlying: quote.option.underlying.name, expiry: quote.option.expiry)
      found[key, default: []].append(quote)
    }
    guard !found.isEmpty else {
      throw .data(
        fileName,
        wanted.map { "no option of \($0) is left at \(time)" } ?? "no option is left at \(time)",
        remedy: "Give a chain with expiries after its time. Underlyings found: "
          + (underlyings.isEmpty ? "none" : underlyings.sorted().joined(separator: ", ")) + ".")
    }
    var expiries: [ChainQuotes] = []
    for key in found.keys.sorted(by: <) {
      expiries.append(try Self.expiry(key, found[key] ?? [], at: time, in: fileName))
    }
    let diagnostics =
      expired == 0
      ? []
      : [
        Diagnostic(
          .note, fileName, "\(expired) options have expired by \(time) and are left out")
      ]
    return (expiries, diagnostics)
  }

  private static func expiry(
    _ key: ChainKey, _ quotes: [ChainQuotes.Quote], at time: Timestamp, in file: String
  ) throws(InputError) -> ChainQuotes {
    let forwards = quotes.compactMap(\.option.underlyingPrice).sorted()
    guard !forwards.isEmpty else {
      throw .data(
        file, column: "underlying_price",
        "no row of \(key.underlying) \(key.expiry) has a forward price",
        remedy: "Give the forward of the expiry on its rows.")
    }
    let ordered = quotes.sorted {
      ($0.option.strike, $0.option.right.rawValue) < ($1.option.strike, $1.option.right.rawValue)
    }
    for (first, second) in zip(ordered, ordered.dropFirst())
    where first.option.strike == second.option.strike
      && first.option.right == second.option.right
    {
      throw second.option.error(
        column: "strike",
        "\(second.option.name) and \(first.option.name) are the same option",
        remedy: "Keep one row per strike, expiry and right.")
    }
    return ChainQuotes(
      underlying: RiskFactor(key.underlying), expiry: key.expiry, life: key.expiry - time,
      forward: forwards[forwards.count / 2], options: ordered)
  }
}

/// An underlying and an expiry.
private struct ChainKey: Hashable, Comparable {
  var underlying: String
  var expiry: Timestamp

  static func < (left: ChainKey, right: ChainKey) -> Bool {
    (left.underlying, left.expiry) < (right.underlying, right.expiry)
  }
}
