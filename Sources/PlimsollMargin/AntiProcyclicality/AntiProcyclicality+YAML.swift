import PlimsollMarket
import PlimsollScenarios

extension AntiProcyclicality {
  /// Reads a rule's `anti_procyclicality`; nil for the method `none`.
  ///
  /// - Throws: an `InputError` for an unknown method, a value out of range, or a key that the method
  ///   makes no use of.
  static func read(_ node: ConfigNode) throws(InputError) -> AntiProcyclicality? {
    let all = try node.mapping(Array(Set(Method.allCases.flatMap(\.keys))).sorted())
    guard let named = all["method"] else {
      throw node.error(
        "the key `method` is missing",
        remedy: "Write {method: buffer, size: 0.25, rebuild: 60d}, or leave the option out.")
    }
    let method = try named.choice(Method.self)
    for (key, value) in try node.keys(nil) where !method.keys.contains(key) {
      throw value.error(
        "`\(key)` is of no use to the method \(method.rawValue)",
        remedy: "Leave it out; its keys are \(method.keys.joined(separator: ", ")).")
    }
    switch method {
    case .none: return nil
    case .buffer: return .buffer(try Buffer(all))
    case .stressedObservations:
      return .stressedObservations(
        StressedObservations(weight: try weight(all), stressed: try StressedRows(node, all)))
    case .stressedBlend:
      return .stressedBlend(
        StressedBlend(
          weight: try weight(all, most: 1), stressed: try StressedRows(node, all),
          isNeverBelow: try all["never_below"]?.flag() ?? true))
    case .floor: return .longFloor
    }
  }

  private static func weight(_ keys: [String: ConfigNode], most: Double = 0.99)
    throws(InputError) -> Double
  {
    try keys["weight"]?.number("from 0.01 to \(most), such as 0.25") { (0.01...most).contains($0) }
      ?? leastShare
  }
}

extension AntiProcyclicality.Method {
  /// The keys it reads.
  fileprivate var keys: [String] {
    switch self {
    case .none, .floor: ["method"]
    case .buffer: ["method", "size", "rebuild"]
    case .stressedObservations: ["method", "weight", "periods", "worst"]
    case .stressedBlend: ["method", "weight", "periods", "worst", "never_below"]
    }
  }
}

extension AntiProcyclicality.Buffer {
  fileprivate init(_ keys: [String: ConfigNode]) throws(InputError) {
    self.init()
    if let size = keys["size"] {
      self.size = try size.number("above 0 and at most 1, such as 0.25") { $0 > 0 && $0 <= 1 }
    }
    if let rebuild = keys["rebuild"] {
      self.rebuild = try rebuild.text() == "never" ? nil : try rebuild.timeSpan()
    }
  }
}

extension StressedRows {
  fileprivate init(_ node: ConfigNode, _ keys: [String: ConfigNode]) throws(InputError) {
    switch (keys["periods"], keys["worst"]) {
    case (let periods?, nil):
      var read: [Period] = []
      for period in try periods.list() { read.append(try Period(period)) }
      guard !read.isEmpty else {
        throw periods.error(
          "holds no period", remedy: "Write [{from: 2020-03-01, to: 2020-04-30}].")
      }
      self = .periods(read)
    case (nil, let length?):
      self = .worst(try length.timeSpan())
    case (_?, let length?):
      throw length.error(
        "`periods` and `worst` both say what is stressed", remedy: "Leave one of them out.")
    case (nil, nil):
      throw node.error(
        "nothing says which observations are stressed",
        remedy: "Write worst: 250d, or periods: [{from: 2020-03-01, to: 2020-04-30}].")
    }
  }
}

extension StressedRows.Period {
  fileprivate init(_ node: ConfigNode) throws(InputError) {
    let keys = try node.mapping(["from", "to"])
    guard let from = keys["from"], let to = keys["to"] else {
      throw node.error(
        "a period has a `from` and a `to`", remedy: "Write {from: 2020-03-01, to: 2020-04-30}.")
    }
    let end = try to.timestamp()
    var beginning = try from.timestamp()
    // A bare date means the end of its day; a period begins with the day.
    if try from.text().utf8.count == "2020-03-01".utf8.count { beginning = beginning - .day }
    guard beginning < end else {
      throw to.error("is before `from`", remedy: "Swap them.")
    }
    self.init(after: beginning, through: end)
  }
}

extension ConfigNode {
  fileprivate func timestamp() throws(InputError) -> Timestamp {
    let text = try text()
    guard let time = Timestamp(text) else {
      throw error("\"\(text)\" is not a date", remedy: "Write a date such as 2020-03-01.")
    }
    return time
  }
}
