internal import FoundationEssentials
internal import Yams

/// A hand-written YAML or JSON document, read strictly: every key must be known.
///
/// A mistyped key in a rule would otherwise be a margin charged without anyone noticing.
public struct ConfigDocument: Sendable {
  /// The document's top level.
  public let root: ConfigNode

  /// Parses `file`; JSON is read as the YAML it is.
  ///
  /// - Throws: an `InputError` with line and column for what is not YAML, a repeated key, or an
  ///   empty document; and for so many aliases that they could stand for more than memory holds.
  public init(_ file: InputFile) throws(InputError) {
    let plain =
      if let documents = ConfigEdits.documents {
        try documents.root(of: file) { () throws(InputError) in try Self.parse(file) }
      } else { try Self.parse(file) }
    root = try plain.edited(by: file.edits)
  }

  private static func parse(_ file: InputFile) throws(InputError) -> ConfigNode {
    let node: Node?
    do {
      node = try Self.compose(String(decoding: file.bytes, as: UTF8.self))
    } catch let error as YamlError {
      throw Self.inputError(error, file: file.name)
    } catch let error as TooManyAliases {
      throw .data(
        file.name, "its \(error.count) aliases could stand for too much text",
        remedy: "Write the values out where *name stands, or use fewer aliases.")
    } catch {
      throw .data(file.name, "cannot be read: \(error)", remedy: "Write plain YAML or JSON.")
    }
    guard let node, node.mapping != nil else {
      throw .data(file.name, line: 1, "holds no keys", remedy: "Write `key: value` lines.")
    }
    return ConfigNode(node: node, file: file.name, path: "")
  }

  private static func inputError(_ error: YamlError, file: String) -> InputError {
    let remedy = "Write plain YAML (indent with spaces) or JSON."
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return .data(file, line: mark.line, column: "\(mark.column)", problem, remedy: remedy)
    case .reader(let problem, let offset, _, let text):
      let before = text.unicodeScalars.prefix(offset ?? 0)
      return .data(
        file, line: before.count { $0 == "\n" } + 1, problem, remedy: "Save it as plain UTF-8 text."
      )
    case .duplicatedKeysInMapping(let duplicates, let context):
      return .data(
        file, line: context.mark.line,
        "keys are there twice: \(duplicates.map { String(describing: $0) }.joined(separator: ", "))",
        remedy: "Remove one of them.")
    default:
      return .data(file, "is not YAML: \(error)", remedy: remedy)
    }
  }
}

/// A node of a `ConfigDocument`: a mapping, a list or a scalar, with its place for errors.
public struct ConfigNode: @unchecked Sendable {
  // Yams' Node is a value; its copy-on-write storage is not written to after composing.
  private let node: Node
  private let file: String
  /// The keys that lead here, joined by points.
  public let path: String

  fileprivate init(node: Node, file: String, path: String) {
    self.node = node
    self.file = file
    self.path = path
  }

  fileprivate func edited(by edits: [ConfigEdit]) throws(InputError) -> ConfigNode {
    var edited = node
    for edit in edits { edited = try edit.applied(to: edited, file: file) }
    return ConfigNode(node: edited, file: file, path: path)
  }

  /// Where the node stands.
  public var place: InputError.Place {
    InputError.Place(file: file, line: node.mark?.line, column: path.isEmpty ? nil : path)
  }

  /// An error at this node; a message that begins with a verb is of its value, which it then names.
  public func error(_ message: String, remedy: String) -> InputError {
    let isOfValue = shape == .value && (message.hasPrefix("is ") || message.hasPrefix("does "))
    return InputError(
      .data, at: place, isOfValue ? "\(shown) \(message)" : message, remedy: remedy)
  }

  /// Where the file is that the node names, as seen from `folder`, that of the file which holds the node.
  ///
  /// - Throws: an `InputError` at the node when there is no such file.
  package func path(from folder: String) throws(InputError) -> String {
    let path = try text().relative(to: folder)
    guard FileManager.default.fileExists(atPath: path) else {
      throw InputError(
        .absentFile, at: place, "no such file: \(path)",
        remedy:
          "Paths are seen from the folder of \(file): copy that file too, or give an absolute path."
      )
    }
    return path
  }

  /// What a node holds.
  public enum Shape: Sendable { case mapping, list, value }

  /// What the node holds.
  public var shape: Shape {
    switch node {
    case .mapping: .mapping
    case .sequence: .list
    case .scalar, .alias: .value
    }
  }

  /// The items of a list, or the node itself as the only one.
  public func items() throws(InputError) -> [ConfigNode] {
    shape == .list ? try list() : [self]
  }

  private func child(_ node: Node, _ key: String) -> ConfigNode {
    ConfigNode(node: node, file: file, path: path.isEmpty ? key : path + "." + key)
  }

  /// The keys of the mapping with their nodes, after checking that all are among `known`.
  ///
  /// - Parameter known: the keys allowed; nil allows any (names of factors, say).
  public func keys(_ known: [String]?) throws(InputError) -> [(key: String, value: ConfigNode)] {
    guard let mapping = node.mapping else {
      throw error(
        "\(shown) is not a mapping", remedy: "Write `key: value` lines, or {key: value}.")
    }
    var found: [(key: String, value: ConfigNode)] = []
    for (keyNode, value) in mapping {
      guard let key = keyNode.scalar?.string else {
        throw error("a key is not a single value", remedy: "Write plain words as keys.")
      }
      // YAML tells 1 from "1"; here both are the same name.
      guard !found.contains(where: { $0.key == key }) else {
        throw child(value, key).error("the key is there twice", remedy: "Remove one of them.")
      }
      if let known, !known.contains(key) {
        throw .data(
          file, line: keyNode.mark?.line, column: path.isEmpty ? key : path + "." + key,
          "unknown key \"\(key)\"", remedy: InputError.suggestion(for: key, among: known))
      }
      found.append((key, child(value, key)))
    }
    return found
  }

  /// The mapping as a dictionary, after checking that all its keys are among `known`.
  public func mapping(_ known: [String]?) throws(InputError) -> [String: ConfigNode] {
    Dictionary(uniqueKeysWithValues: try keys(known).map { ($0.key, $0.value) })
  }

  /// The items of a list.
  public func list() throws(InputError) -> [ConfigNode] {
    guard let sequence = node.sequence else {
      throw error("\(shown) is not a list", remedy: "Write [a, b] or lines that begin with `-`.")
    }
    return sequence.enumerated().map { child($0.element, "[\($0.offset)]") }
  }

  /// The text of a scalar.
  public func text() throws(InputError) -> String {
    guard let scalar = node.scalar else {
      throw error("is not a single value", remedy: "Write one value.")
    }
    return scalar.string
  }

  /// A finite number.
  public func number() throws(InputError) -> Double {
    let text = Array(try text().utf8)
    guard let value = DecimalNumber.parse(text, 0..<text.count) else {
      throw error("\(shown) is not a finite number", remedy: "Write a number such as 0.99.")
    }
    return value
  }

  /// A number in a range.
  ///
  /// - Parameter meaning: what the range is, for the error: "above 0 and below 1".
  public func number(_ meaning: String, where isRight: (Double) -> Bool) throws(InputError)
    -> Double
  {
    let value = try number()
    guard isRight(value) else {
      throw error("\(shown) is out of range", remedy: "Give a number \(meaning).")
    }
    return value
  }

  /// `true` or `false`.
  public func flag() throws(InputError) -> Bool {
    switch try text() {
    case "true": return true
    case "false": return false
    default: throw error("\(shown) is neither true nor false", remedy: "Write true or false.")
    }
  }

  /// A whole number above zero.
  public func count() throws(InputError) -> Int {
    guard let value = Int(try text()), value > 0 else {
      throw error("\(shown) is not a whole number above 0", remedy: "Write a number such as 1000.")
    }
    return value
  }

  /// A time span such as `2d`.
  public func timeSpan() throws(InputError) -> TimeSpan {
    guard let span = TimeSpan(try text()) else {
      throw error("\(shown) is not a time span", remedy: "Write a span such as 2d or 8h.")
    }
    return span
  }

  /// One of the cases of an enumeration named by text.
  public func choice<T: RawRepresentable & CaseIterable>(_ type: T.Type) throws(InputError) -> T
  where T.RawValue == String {
    let text = try text()
    if let value = T(rawValue: text) { return value }
    throw error(
      "unknown value \(shown)",
      remedy: InputError.suggestion(for: text, among: T.allCases.map(\.rawValue)))
  }

  private var shown: String { node.scalar.map { "\"\($0.string)\"" } ?? "this" }
}
