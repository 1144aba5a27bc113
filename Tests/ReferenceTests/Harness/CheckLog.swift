/// What became of the expected values of one file.
final class CheckLog {
  /// Paths of values that were compared, or used as the inputs of a comparison.
  private var read: Set<[String]> = []
  private var pending: Set<[String]> = []
  /// What a reader is told of keys that are pending.
  private(set) var pendingNames: [String] = []
  /// The largest error over its tolerance, and where.
  private(set) var worst: (share: Double, key: String) = (0, "nothing")
  /// Comparisons made.
  private(set) var comparisons = 0

  func markRead(_ path: [String]) { read.insert(path) }

  func markPending(_ path: [String], name: String) {
    pending.insert(path)
    if !pendingNames.contains(name) { pendingNames.append(name) }
  }

  func compared(_ key: String, share: Double) {
    comparisons += 1
    if share >= worst.share { worst = (share, key) }
  }

  /// Keys at or below `path` that were neither read nor are pending.
  func unread(_ value: JSONValue, at path: [String] = []) -> [String] {
    if read.contains(path) || pending.contains(path) { return [] }
    var found: [String] = []
    switch value {
    case .object(let entries):
      for key in entries.keys.sorted() {
        if let entry = entries[key] { found += unread(entry, at: path + [key]) }
      }
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        found += unread(element, at: path + [String(index)])
      }
    default:
      return [Self.key(path)]
    }
    // Elements of one list are named once.
    return found.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// A path as its keys, without the places in lists.
  static func key(_ path: [String]) -> String {
    path.filter { Int($0) == nil }.joined(separator: ".")
  }
}
