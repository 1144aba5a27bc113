internal import PlimsollMarket

/// Where a field stands: a file, and the way to the field inside it.
struct FieldPlace: Sendable {
  var file: String
  var path: [ConfigEdit.Step]
  /// The fields beside it, when it is not there yet.
  var siblings: [String]?
}

extension FieldPath {
  /// Where the field stands, starting from the study file at `study` and going on into the files it
  /// names; several places for `[*]`.
  ///
  /// The last name may be one that the document does not have yet; whether it may have it is for its
  /// reader to say.
  ///
  /// - Throws: an `InputError` that names the fields there are where the path leaves them.
  func places(inStudyAt study: String) throws(InputError) -> [FieldPlace] {
    let document = try ConfigDocument(InputFile(path: study))
    let (kind, fields) = try StudyFile.verb(of: document)
    let top = Position(
      node: fields, place: FieldPlace(file: study, path: [.key(kind.verb)]), study: kind)
    return try places(from: top, steps[...])
  }

  /// A node on the way.
  private struct Position {
    var node: ConfigNode
    var place: FieldPlace
    /// The study whose fields the node holds, at the top.
    var study: (any FileStudy.Type)?
    /// What the node's value names, below a field of a study.
    var document: StudyDocument?
    /// Whether the node stands in the study file.
    var isInStudy: Bool { study != nil || document != nil || isPlainField }
    /// Whether it is a field of a study that names no document.
    var isPlainField = false

    /// The node inside, one step further.
    func inner(_ node: ConfigNode, _ step: ConfigEdit.Step) -> Position {
      Position(
        node: node, place: FieldPlace(file: place.file, path: place.path + [step]),
        document: document, isPlainField: isPlainField)
    }
  }

  private func places(from position: Position, _ rest: ArraySlice<Step>) throws(InputError)
    -> [FieldPlace]
  {
    guard let step = rest.first else { return [position.place] }
    switch (position.node.shape, step) {
    case (.mapping, .key(let name)):
      return try places(named: name, in: position, rest.dropFirst())
    case (.list, .key):
      let items = try position.node.list()
      guard items.count == 1 else {
        throw error(
          at: position, "there are \(items.count) items, which one is meant is not said",
          "Write [0] to [\(items.count - 1)] for one of them, or [*] for all.")
      }
      return try places(from: position.inner(items[0], .index(0)), rest)
    case (.list, .index(let index)):
      let items = try position.node.list()
      guard items.indices.contains(index) else {
        throw error(
          at: position, "there is no item [\(index)]", "Items are [0] to [\(items.count - 1)].")
      }
      return try places(from: position.inner(items[index], .index(index)), rest.dropFirst())
    case (.list, .all):
      var found: [FieldPlace] = []
      for (index, item) in try position.node.list().enumerated() {
        found += try places(from: position.inner(item, .index(index)), rest.dropFirst())
      }
      return found
    case (.value, .index(0)), (.value, .all):
      return try places(from: position.inner(position.node, .index(0)), rest.dropFirst())
    case (.value, .key):
      return try places(inFileNamedAt: position, rest)
    default:
      throw error(at: position, "is not a list", "Leave the brackets out.")
    }
  }

  private func places(named name: String, in position: Position, _ rest: ArraySlice<Step>)
    throws(InputError) -> [FieldPlace]
  {
    let keys = try position.node.keys(nil)
    let known = position.study.map { $0.fields }
    let document = position.study?.documents[name]
    if let known, !known.contains(name) { throw noField(name, at: position, among: known) }
    if let found = keys.first(where: { $0.key == name }) {
      var inner = position.inner(found.value, .key(name))
      if position.study != nil {
        inner.document = document
        inner.isPlainField = document == nil
      }
      return try places(from: inner, rest)
    }
    if rest.isEmpty {
      return [
        FieldPlace(
          file: position.place.file, path: position.place.path + [.key(name)],
          siblings: keys.map(\.key))
      ]
    }
    if let document { return try places(inFileAt: try document.path(nil), rest) }
    throw noField(name, at: position, among: keys.map(\.key))
  }

  /// Goes on into the file that a value names.
  private func places(inFileNamedAt position: Position, _ rest: ArraySlice<Step>)
    throws(InputError) -> [FieldPlace]
  {
    let text = try position.node.text()
    let folder = position.place.file.folder
    if let document = position.document {
      return try places(
        inFileAt: try document.path(try document.flag(text, folder: folder)), rest)
    }
    guard !position.isPlainField, ["yaml", "yml", "json"].contains(where: text.hasSuffix) else {
      throw error(
        at: position, "\"\(text)\" has no fields that could be varied",
        "Vary the value itself: \(self.text(without: rest.count))=…")
    }
    return try places(inFileAt: text.relative(to: folder), rest)
  }

  private func places(inFileAt path: String, _ rest: ArraySlice<Step>) throws(InputError)
    -> [FieldPlace]
  {
    let document = try ConfigDocument(InputFile(path: path))
    return try places(
      from: Position(node: document.root, place: FieldPlace(file: path, path: [])), rest)
  }

  private func noField(_ name: String, at position: Position, among known: [String]) -> InputError {
    let listed = "Fields here: \(known.joined(separator: ", "))."
    let likely = InputError.suggestion(for: name, among: known)
    return error(
      at: position, "there is no field \"\(name)\"",
      likely.hasPrefix("Known") ? listed : "\(likely) \(listed)")
  }

  private func error(at position: Position, _ message: String, _ remedy: String) -> InputError {
    InputError(
      .usage, at: position.node.place, "\(message) (--vary \(text))", remedy: remedy)
  }
}
