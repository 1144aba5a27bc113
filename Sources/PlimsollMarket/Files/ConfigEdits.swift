internal import FoundationEssentials
internal import Yams

/// A value that takes the place of one in a hand-written document, as if the file held it.
public struct ConfigEdit: Sendable, Equatable {
  /// The way from the top of the document to the value.
  public var path: [Step]
  /// The value, as YAML on one line: `0.99`, `[a, b]`, `{BTC: 0.1}`.
  public var value: String

  /// A step from a mapping or a list to a node inside it.
  public enum Step: Sendable, Hashable {
    /// The value of a key, which the last step may add.
    case key(String)
    /// An item of a list, counted from zero; a single value is its own first item.
    case index(Int)
  }

  /// A value at `path`.
  public init(path: [Step], value: String) {
    self.path = path
    self.value = value
  }
}

/// Edits of hand-written documents that hold while a piece of work reads them.
///
/// Lines in errors stay those of the file, and its digest is that of the file as it is on the disk:
/// what was read is the file together with its edits. The edits reach what the calling thread reads,
/// not what other threads read on its behalf.
///
/// - Verified by: ConfigEditsTests.
public struct ConfigEdits: Sendable {
  /// By the file's path without symbolic links.
  private var edits: [String: [ConfigEdit]] = [:]
  private let documents: ParsedDocuments?

  @TaskLocal private static var current: ConfigEdits?

  /// No edits.
  ///
  /// - Parameter documents: parsed before, and added to, while the edits are in force.
  public init(of documents: ParsedDocuments? = nil) { self.documents = documents }

  /// Documents parsed before, for the work whose edits are in force.
  static var documents: ParsedDocuments? { current?.documents }

  /// Adds an edit of the file at `path`; of two at one place the later holds.
  public mutating func add(_ edit: ConfigEdit, toFileAt path: String) {
    edits[Self.resolved(path), default: []].append(edit)
  }

  /// Does `work` with these edits, and no others, in force.
  public func inForce<Value>(_ work: () throws(InputError) -> Value) throws(InputError) -> Value {
    try Self.$current.withValue(self) {
      do throws(InputError) { return Result<Value, InputError>.success(try work()) } catch {
        return .failure(error)
      }
    }.get()
  }

  /// The edits in force of the file at `path`.
  static func ofFile(at path: String) -> [ConfigEdit] {
    guard let current, !current.edits.isEmpty else { return [] }
    return current.edits[resolved(path)] ?? []
  }

  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }
}

extension ConfigEdit {
  /// The document `node` with the edit done.
  ///
  /// - Throws: an `InputError` when the value is not YAML, or the path leads nowhere.
  func applied(to node: Node, file: String) throws(InputError) -> Node {
    let parsed: Node?
    do { parsed = try ConfigDocument.compose(value) } catch { parsed = nil }
    guard let parsed else {
      throw .usage("\"\(value)\" is not a value", remedy: "Write it as in YAML: 0.99 or [a, b].")
    }
    guard let edited = node.replacing(path[...], by: parsed) else {
      throw .data(
        file, line: node.mark?.line, "has no place for \(value)",
        remedy: "Name a field that the file has.")
    }
    return edited
  }
}

extension Node {
  /// The node with what stands at the end of `path` replaced; nil when the path leads nowhere.
  fileprivate func replacing(_ path: ArraySlice<ConfigEdit.Step>, by value: Node) -> Node? {
    guard let step = path.first else { return value.placed(at: mark) }
    let rest = path.dropFirst()
    switch (self, step) {
    case (.mapping(let mapping), .key(let key)):
      var pairs = mapping.map { ($0.key, $0.value) }
      if let place = pairs.firstIndex(where: { $0.0.scalar?.string == key }) {
        guard let inner = pairs[place].1.replacing(rest, by: value) else { return nil }
        pairs[place].1 = inner
      } else {
        guard rest.isEmpty else { return nil }
        pairs.append((Node(key).placed(at: mark), value.placed(at: mark)))
      }
      return .mapping(Mapping(pairs, mapping.tag, mapping.style, mapping.mark))
    case (.sequence(let sequence), .index(let index)):
      guard sequence.indices.contains(index) else { return nil }
      var items = Array(sequence)
      guard let inner = items[index].replacing(rest, by: value) else { return nil }
      items[index] = inner
      return .sequence(Sequence(items, sequence.tag, sequence.style, sequence.mark))
    case (.scalar, .index(0)):
      return replacing(rest, by: value)
    default:
      return nil
    }
  }

  /// The node with `mark` as the place of all its parts.
  private func placed(at mark: Mark?) -> Node {
    switch self {
    case .scalar(let scalar):
      .scalar(Scalar(scalar.string, scalar.tag, scalar.style, mark))
    case .mapping(let mapping):
      .mapping(
        Mapping(
          mapping.map { ($0.key.placed(at: mark), $0.value.placed(at: mark)) }, mapping.tag,
          mapping.style, mark))
    case .sequence(let sequence):
      .sequence(
        Sequence(sequence.map { $0.placed(at: mark) }, sequence.tag, sequence.style, mark))
    case .alias:
      self
    }
  }
}
