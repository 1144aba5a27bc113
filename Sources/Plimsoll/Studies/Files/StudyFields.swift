internal import PlimsollMargin
internal import PlimsollMarket
internal import PlimsollScenarios

/// The fields of a study in a file, read as the verb reads its flags.
struct StudyFields {
  /// The stem of the file's name.
  let stem: String
  private let node: ConfigNode
  private let folder: String
  private let fields: [String: ConfigNode]

  /// - Throws: an `InputError` for a field that `kind` does not know.
  init(_ node: ConfigNode, of kind: any FileStudy.Type, folder: String, stem: String)
    throws(InputError)
  {
    self.node = node
    self.folder = folder
    self.stem = stem
    fields = try node.mapping(kind.fields)
  }

  /// An error about a field that is missing.
  func missing(_ name: String, _ example: String) -> InputError {
    node.error("the field `\(name)` is missing", remedy: "Add it: \(name): \(example).")
  }

  /// The node of a field; nil when it is absent.
  subscript(_ name: String) -> ConfigNode? { fields[name] }

  /// A file or folder.
  func path(_ name: String) throws(InputError) -> String? {
    try fields[name]?.text().relative(to: folder)
  }

  /// A file to write, by name alone: it goes to the folder that the results go to.
  func output(_ name: String) throws(InputError) -> String? {
    guard let node = fields[name] else { return nil }
    let text = try node.text()
    guard !text.isEmpty, !text.contains("/"), ![".", ".."].contains(text) else {
      throw node.error(
        "\"\(text)\" is not the name of a file",
        remedy: "Give a name alone; -o says in which folder.")
    }
    return text
  }

  /// A document, as a flag would name it.
  func document(_ name: String, _ kind: StudyDocument) throws(InputError) -> String? {
    guard let node = fields[name] else { return nil }
    return try kind.flag(try node.text(), folder: folder)
  }

  /// One or several documents; nil when the field is absent.
  func documents(_ name: String, _ kind: StudyDocument) throws(InputError) -> [String]? {
    guard let node = fields[name] else { return nil }
    var names: [String] = []
    for item in try items(of: node) { names.append(try kind.flag(try item.text(), folder: folder)) }
    return names
  }

  /// One value of a kind written as text.
  ///
  /// - Parameter meaning: what is wanted, for the error: "a date or time".
  func value<Value>(_ name: String, _ meaning: String, _ read: (String) -> Value?)
    throws(InputError) -> Value?
  {
    guard let node = fields[name] else { return nil }
    return try Self.read(node, meaning, read)
  }

  /// One or several values; nil when the field is absent.
  func values<Value>(_ name: String, _ meaning: String, _ read: (String) -> Value?)
    throws(InputError) -> [Value]?
  {
    guard let node = fields[name] else { return nil }
    var values: [Value] = []
    for item in try items(of: node) { values.append(try Self.read(item, meaning, read)) }
    return values
  }

  /// One or several of an enumeration's cases; nil when the field is absent.
  func choices<Value: RawRepresentable & CaseIterable>(_ name: String, _ type: Value.Type)
    throws(InputError) -> [Value]? where Value.RawValue == String
  {
    guard let node = fields[name] else { return nil }
    var values: [Value] = []
    for item in try items(of: node) { values.append(try item.choice(type)) }
    return values
  }

  /// Monte Carlo scenarios.
  func scenarios() throws(InputError) -> Int? {
    try value("scenarios", "a whole number from 1 to \(ScenarioPlan.largestCount)") {
      Int($0).flatMap { (1...ScenarioPlan.largestCount).contains($0) ? $0 : nil }
    }
  }

  /// A seed.
  func seed() throws(InputError) -> UInt64? {
    try value("seed", "a whole number from 0") { UInt64($0) }
  }

  /// How tails are sampled; nil when no field says so.
  func sampling() throws(InputError) -> SamplingChoice? {
    let name = try value(
      "sampling", "one of \(SamplingChoice.samplings.joined(separator: ", "))"
    ) { SamplingChoice.sampling($0) }
    let precision = try value("precision", "a part such as 1%, from 0.01% to 50%") {
      SamplingChoice.precision($0)
    }
    let controls = try fields["control-variate"]?.flag() ?? false
    guard name != nil || precision != nil || controls else { return nil }
    return SamplingChoice(sampling: name ?? nil, precision: precision, controls: controls)
  }

  /// A date or a time.
  func time(_ name: String) throws(InputError) -> Timestamp? {
    try value(name, "a date or an ISO-8601 time, such as 2024-12-31") { Timestamp($0) }
  }

  private func items(of node: ConfigNode) throws(InputError) -> [ConfigNode] {
    let items = try node.items()
    guard !items.isEmpty else {
      throw node.error("the list is empty", remedy: "Name at least one, or leave the field out.")
    }
    return items
  }

  private static func read<Value>(
    _ node: ConfigNode, _ meaning: String, _ read: (String) -> Value?
  ) throws(InputError) -> Value {
    let text = try node.text()
    guard let value = read(text) else {
      throw node.error("\"\(text)\" is not \(meaning)", remedy: "Give \(meaning).")
    }
    return value
  }
}

extension SpecOverrides {
  /// The fields that replace choices of a spec.
  static let fields = ["volatility", "innovations", "correlation", "dependence"]

  /// Reads them.
  init(_ fields: StudyFields) throws(InputError) {
    self.init()
    volatility = try fields["volatility"]?.choice(VolatilityModel.Kind.self)
    innovations = try fields["innovations"]?.choice(InnovationModel.Kind.self)
    if let node = fields["correlation"] {
      if let named = CorrelationEstimator(named: try node.text()) {
        correlation = named
      } else {
        correlation = try node.choice(CorrelationEstimator.self)
      }
    }
    dependence = try fields["dependence"]?.choice(Dependence.Copula.self)
  }
}

extension Book.DuplicatePolicy {
  /// What the command calls the policies.
  private enum Policy: String, CaseIterable {
    case keepLast = "keep-last"
    case sum
  }

  /// Reads the field `duplicates`.
  init(_ fields: StudyFields) throws(InputError) {
    let policies = try fields.choices("duplicates", Policy.self) ?? []
    self.init(
      keepLastPrice: policies.contains(.keepLast), sumPositions: policies.contains(.sum))
  }
}

extension BookSettings {
  /// The fields that say where a book is and how it is read.
  static let fields = [
    "book", "prices", "instruments", "positions", "collateral", "surface", "liquidity",
    "open-orders",
    "funding", "futures", "as-of", "mark", "duplicates",
  ]

  /// Reads them.
  init(_ fields: StudyFields) throws(InputError) {
    let book = try fields.path("book")
    let prices = try fields.path("prices")
    let positions = try fields.path("positions")
    guard book != nil || (prices != nil && positions != nil) else {
      throw fields.missing("book", "../books/desk, or prices and positions")
    }
    self.init(
      files: BookFiles(
        folder: book, prices: prices, instruments: try fields.path("instruments"),
        positions: positions, collateral: try fields.path("collateral"),
        surface: try fields.path("surface"), liquidity: try fields.path("liquidity"),
        openOrders: try fields.path("open-orders"), funding: try fields.path("funding"),
        futures: try fields.path("futures")),
      asOf: try fields.time("as-of"), marks: try Self.marks(fields),
      duplicates: try Book.DuplicatePolicy(fields))
  }

  /// `mark: {BTC: 61000}`, or `BTC=61000` as the flag has it.
  private static func marks(_ fields: StudyFields) throws(InputError) -> [String: Double] {
    guard let node = fields["mark"] else { return [:] }
    var marks: [String: Double] = [:]
    if node.shape == .mapping {
      for (asset, price) in try node.keys(nil) { marks[asset] = try price.number() }
      return marks
    }
    let pairs = try fields.values("mark", "a price such as BTC=61000") {
      text -> (asset: String, price: Double)? in
      let parts = text.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, let price = Double(parts[1]), price.isFinite
      else { return nil }
      return (String(parts[0]), price)
    }
    for (asset, price) in pairs ?? [] {
      guard marks.updateValue(price, forKey: asset) == nil else {
        throw node.error(
          "\(asset) is there twice", remedy: "Give one price for each asset.")
      }
    }
    return marks
  }

  /// The digests of the book's files.
  func inputs(_ shared: SharedWork) throws(InputError) -> [InputDigest] {
    var digests: [InputDigest] = []
    for path in try files.found() { digests.append(try shared.digest(path)) }
    return digests
  }
}
