import PlimsollMarket

/// Reads the figures of a pack, each with its source.
///
/// A figure is a number, a list, `{value: …, source: name}`, or one of these by class of underlying:
/// `{major: 0.12, other: 0.25}`. Without a source of its own it has that of the section around it.
final class PackReader {
  private let sources: [String: PackSource]
  private let classes: [String: [RiskFactor: String]]
  private(set) var parameters: [PackParameter] = []

  /// Underlyings in no class of their own.
  static let restClass = "other"

  /// - Parameters:
  ///   - sources: the mapping `sources` of the pack.
  ///   - classes: the mapping `classes` of the pack; nil when every figure holds for all.
  init(sources: ConfigNode, classes: ConfigNode?) throws(InputError) {
    var found: [String: PackSource] = [:]
    for (name, node) in try sources.keys(nil) {
      let keys = try node.mapping(["evidence", "text"])
      guard let evidence = keys["evidence"], let text = keys["text"] else {
        throw node.error(
          "evidence or text is missing",
          remedy: "Write {evidence: verified, text: \"document and date\"}.")
      }
      found[name] = PackSource(
        name: name, evidence: try evidence.choice(Evidence.self), text: try text.text())
    }
    self.sources = found
    var groups: [String: [RiskFactor: String]] = [:]
    for (group, node) in try classes?.keys(nil) ?? [] {
      var members: [RiskFactor: String] = [:]
      for (name, list) in try node.keys(nil) {
        for item in try list.list() {
          guard members.updateValue(name, forKey: RiskFactor(try item.text())) == nil else {
            throw item.error("is in two classes", remedy: "Keep it in one.")
          }
        }
      }
      groups[group] = members
    }
    self.classes = groups
  }

  /// The source a node names.
  func source(_ node: ConfigNode) throws(InputError) -> PackSource {
    let name = try node.text()
    if let source = sources[name] { return source }
    throw node.error(
      "no source is called \"\(name)\"",
      remedy: InputError.suggestion(for: name, among: sources.keys.sorted()))
  }

  /// The members of a group of classes a node names.
  func members(_ node: ConfigNode) throws(InputError) -> [RiskFactor: String] {
    let name = try node.text()
    if let members = classes[name] { return members }
    throw node.error(
      "no group of classes is called \"\(name)\"",
      remedy: InputError.suggestion(for: name, among: classes.keys.sorted()))
  }

  /// Refuses a source that no figure rests on.
  func requireUse(of sources: ConfigNode) throws(InputError) {
    let used = Set(parameters.map(\.source.name))
    for (name, node) in try sources.keys(nil) where !used.contains(name) {
      throw node.error("no figure rests on this source", remedy: "Name it, or leave it out.")
    }
  }

  /// Notes a figure as read.
  func record(_ parameter: PackParameter) { parameters.append(parameter) }
}

/// A mapping of a pack whose figures share a source and classes.
struct PackSection {
  let reader: PackReader
  let node: ConfigNode
  /// Empty for what stands at the top of a pack.
  private let name: String
  private let keys: [String: ConfigNode]
  private let source: PackSource?
  private let members: [RiskFactor: String]

  /// - Parameters:
  ///   - known: the keys it may have, beside `source` and `grouping`.
  ///   - source: of the section around it.
  init(
    _ node: ConfigNode, name: String, known: [String], source: PackSource?, reader: PackReader
  ) throws(InputError) {
    keys = try node.mapping(known + ["source", "grouping"])
    self.reader = reader
    self.node = node
    self.name = name
    self.source = try keys["source"].map(reader.source) ?? source
    members = try keys["grouping"].map(reader.members) ?? [:]
  }

  /// The node of a key that holds no figure; nil when it is absent.
  subscript(_ key: String) -> ConfigNode? { keys[key] }

  /// A section inside this one.
  func section(_ key: String, known: [String]) throws(InputError) -> PackSection? {
    guard let node = keys[key] else { return nil }
    var inner = try PackSection(
      node, name: path(key), known: known, source: source, reader: reader)
    if inner.members.isEmpty { inner = PackSection(inner, members: members) }
    return inner
  }

  private init(_ section: PackSection, members: [RiskFactor: String]) {
    reader = section.reader
    node = section.node
    name = section.name
    keys = section.keys
    source = section.source
    self.members = members
  }

  /// A figure; nil when the key is absent.
  func value<Value>(_ key: String, _ read: (ConfigNode) throws(InputError) -> Value)
    throws(InputError) -> Value?
  {
    guard let node = keys[key] else { return nil }
    return try figure(node, path: path(key), read)
  }

  /// A figure that must be there.
  func required<Value>(_ key: String, _ read: (ConfigNode) throws(InputError) -> Value)
    throws(InputError) -> Value
  {
    if let value = try value(key, read) { return value }
    throw missing(key)
  }

  /// A figure that may differ by class; nil when the key is absent.
  func byClass<Value>(_ key: String, _ read: (ConfigNode) throws(InputError) -> Value)
    throws(InputError) -> ByClass<Value>?
  {
    guard let node = keys[key] else { return nil }
    let path = path(key)
    guard node.shape == .mapping, try node.keys(nil).allSatisfy({ $0.key != "value" }) else {
      return ByClass(try figure(node, path: path, read))
    }
    let names = Set(members.values).sorted() + [PackReader.restClass]
    var values: [String: Value] = [:]
    for (name, node) in try node.keys(names) {
      values[name] = try figure(node, path: "\(path).\(name)", read)
    }
    let rest = values.removeValue(forKey: PackReader.restClass)
    return ByClass(values, rest: rest, classes: members)
  }

  /// A figure by class that must be there.
  func requiredByClass<Value>(_ key: String, _ read: (ConfigNode) throws(InputError) -> Value)
    throws(InputError) -> ByClass<Value>
  {
    if let value = try byClass(key, read) { return value }
    throw missing(key)
  }

  private func path(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }

  func missing(_ key: String) -> InputError {
    node.error("the key `\(key)` is missing", remedy: "Add it, as in the shipped packs.")
  }

  /// A figure that stands in a list rather than under a key.
  func figure<Value>(
    _ node: ConfigNode, key: String, _ read: (ConfigNode) throws(InputError) -> Value
  ) throws(InputError) -> Value {
    try figure(node, path: path(key), read)
  }

  private func figure<Value>(
    _ node: ConfigNode, path: String, _ read: (ConfigNode) throws(InputError) -> Value
  ) throws(InputError) -> Value {
    var (figure, source) = (node, source)
    if node.shape == .mapping {
      let keys = try node.mapping(["value", "source"])
      guard let value = keys["value"] else {
        throw node.error("no value is given", remedy: "Write {value: 0.1, source: name}.")
      }
      figure = value
      source = try keys["source"].map(reader.source) ?? source
    }
    guard let source else {
      throw node.error(
        "the figure has no source", remedy: "Add `source: name` to it or to what is around it.")
    }
    let value = try read(figure)
    reader.record(PackParameter(path: path, value: try Self.text(figure), source: source))
    return value
  }

  private static func text(_ node: ConfigNode) throws(InputError) -> String {
    guard node.shape == .list else { return try node.text() }
    var items: [String] = []
    for item in try node.list() { items.append(try text(item)) }
    return "[" + items.joined(separator: ", ") + "]"
  }
}

extension ConfigNode {
  /// A number of zero or more.
  func amount() throws(InputError) -> Double {
    try number("of zero or more") { $0 >= 0 && $0 <= 1e15 }
  }

  /// A fraction from 0 to 1.
  func fraction() throws(InputError) -> Double {
    try number("from 0 to 1") { (0...1).contains($0) }
  }

  /// A relative move of a price, above −1.
  func move() throws(InputError) -> Double {
    try number("above -1 and at most 100") { $0 > -1 && $0 <= 100 }
  }

  /// A list of what `read` reads.
  func list<Value>(_ read: (ConfigNode) throws(InputError) -> Value) throws(InputError) -> [Value] {
    var values: [Value] = []
    for item in try list() { values.append(try read(item)) }
    guard !values.isEmpty else { throw error("the list is empty", remedy: "Give at least one.") }
    return values
  }
}
