extension JSONValue {
  /// The ways to every value inside, the value itself first: keys, and numbers of items.
  var paths: [[String]] {
    let inner: [(String, JSONValue)] =
      items.enumerated().map { ("\($0.offset)", $0.element) }
      + pairs.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return [[]] + inner.flatMap { key, value in value.paths.map { [key] + $0 } }
  }

  /// What stands at the end of a path.
  subscript(path: ArraySlice<String>) -> JSONValue? {
    guard let key = path.first else { return self }
    if case .list(let items) = self, let place = Int(key), items.indices.contains(place) {
      return items[place][path.dropFirst()]
    }
    return self[key]?[path.dropFirst()]
  }

  /// The value with another at the end of `path`, or without it.
  func replacing(_ path: ArraySlice<String>, by value: JSONValue?) -> JSONValue {
    guard let key = path.first else { return value ?? .null }
    let rest = path.dropFirst()
    if case .list(var items) = self, let place = Int(key) {
      items[place] = items[place].replacing(rest, by: value)
      return .list(items)
    }
    var pairs = pairs
    pairs[key] = rest.isEmpty ? value : (pairs[key] ?? .null).replacing(rest, by: value)
    return .object(pairs)
  }
}
