public import PlimsollMarket

extension Waterfall {
  /// Reads a waterfall; a key it does not know is an error.
  public init(path: String) throws(InputError) { try self.init(yaml: InputFile(path: path)) }

  /// Reads a waterfall.
  ///
  /// - Throws: an `InputError` with line for an unknown kind or key, a missing or negative amount, or
  ///   a waterfall without layers.
  public init(yaml file: InputFile) throws(InputError) {
    let root = try ConfigDocument(file).root
    let keys = try root.mapping(["layers"])
    guard let listed = keys["layers"] else {
      throw root.error(
        "the key `layers` is missing",
        remedy: "Write layers: and a list such as - {kind: defaulter-margin}.")
    }
    var layers: [WaterfallLayer] = []
    for node in try listed.list() { layers.append(try WaterfallLayer(yaml: node)) }
    guard !layers.isEmpty else {
      throw listed.error("there are no layers", remedy: "Add at least {kind: defaulter-margin}.")
    }
    guard !(layers.contains(.defaulterMargin) && layers.contains(.accountEquity)) else {
      throw listed.error(
        "both defaulter-margin and account-equity are layers",
        remedy: "Keep one: the margin, or all equity of an account, stands behind its losses.")
    }
    self.init(
      name: file.name.lastIndex(of: ".").map { String(file.name[..<$0]) } ?? file.name,
      layers: layers)
  }
}

extension WaterfallLayer {
  /// Reads one layer, such as `{kind: operator-capital, amount: 25000000}`.
  public init(yaml node: ConfigNode) throws(InputError) {
    guard let named = try node.mapping(nil)["kind"] else {
      throw node.error(
        "the key `kind` is missing",
        remedy: "Write one of " + Kind.allCases.map(\.rawValue).joined(separator: ", ") + ".")
    }
    let kind = try named.choice(Kind.self)
    let keys = try node.mapping(["kind"] + Self.parameters(of: kind))
    func number(_ key: String, usual: Double?, most: Double = .infinity) throws(InputError)
      -> Double
    {
      guard let value = keys[key] else {
        if let usual { return usual }
        throw node.error(
          "the key `\(key)` is missing",
          remedy: "Write {kind: \(kind.rawValue), \(key): …}.")
      }
      return try value.number(
        most == .infinity ? "of zero or more" : "from 0 to \(most)"
      ) { $0 >= 0 && $0 <= min(most, Self.largest) }
    }
    switch kind {
    case .defaulterMargin: self = .defaulterMargin
    case .accountEquity: self = .accountEquity
    case .defaulterFund: self = .defaulterFund
    case .operatorCapital: self = .operatorCapital(try number("amount", usual: nil))
    case .insuranceFund: self = .insuranceFund(try number("amount", usual: nil))
    case .mutualFund: self = .mutualFund
    case .assessment: self = .assessment(cap: try number("cap", usual: nil))
    case .gainsHaircutting: self = .gainsHaircutting
    case .autoDeleveraging: self = .autoDeleveraging
    case .socialisedLoss:
      self = .socialisedLoss(
        of: try keys["of"]?.choice(SocialisedBase.self) ?? .gains,
        cap: try number("cap", usual: 1, most: 1))
    case .tearUp: self = .tearUp
    }
  }

  /// More money than this is a mistake, and its cents would not be whole.
  private static let largest = 1e13

  private static func parameters(of kind: Kind) -> [String] {
    switch kind {
    case .operatorCapital, .insuranceFund: ["amount"]
    case .assessment: ["cap"]
    case .socialisedLoss: ["of", "cap"]
    default: []
    }
  }
}
