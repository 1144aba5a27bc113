import Plimsoll
import Testing

/// A place in a file's expected values; comparing it with a computed value marks it as read.
///
/// A place that the file does not have takes any comparison, so a check may name every key of its
/// schema.
struct Expected {
  let file: ReferenceFile
  let log: CheckLog
  let value: JSONValue?
  let path: [String]

  /// The root of a file's expected values.
  init(_ file: ReferenceFile, log: CheckLog) {
    self.init(file: file, log: log, value: file.expected, path: [])
  }

  private init(file: ReferenceFile, log: CheckLog, value: JSONValue?, path: [String]) {
    self.file = file
    self.log = log
    self.value = value
    self.path = path
  }

  subscript(_ key: String) -> Expected { child(key, value?[key]) }

  var keys: [String] { value?.entries?.keys.sorted() ?? [] }

  var elements: [Expected] {
    (value?.elements ?? []).enumerated().map { child(String($0), $1) }
  }

  private func child(_ key: String, _ value: JSONValue?) -> Expected {
    Expected(file: file, log: log, value: value, path: path + [key])
  }

  /// The key without the places in lists.
  var key: String { CheckLog.key(path) }

  /// A number that says which case a row is of; marks it as read.
  func number() throws -> Double {
    guard let number = value?.number else { throw ReferenceError.input("expected.\(key)") }
    log.markRead(path)
    return number
  }

  /// A level that says which case a row is of; marks it as read.
  func level() throws -> ConfidenceLevel {
    guard let level = ConfidenceLevel(try number()) else {
      throw ReferenceError.input("expected.\(key)")
    }
    return level
  }

  /// Leaves the place to a later release.
  func isPending(as name: String? = nil) {
    if value != nil { log.markPending(path, name: name ?? key) }
  }

  /// Marks what the file says about itself, such as how far two other packages differ.
  func isRemark() {
    if value != nil { log.markRead(path) }
  }
}

extension Expected {
  /// Compares numbers, under the tolerance of the key or of the group `name`; nil is null.
  func agrees(with got: Double?, as name: String? = nil) {
    guard let value else { return }
    guard let got else { return settle(value == .null ? 0 : .infinity, "null") }
    guard let expected = value.number else { return settle(.infinity, "\(got)") }
    guard let tolerance = tolerance(name) else { return settle(.infinity, "no tolerance") }
    settle(tolerance.share(got, expected), "\(got)")
  }

  /// Compares vectors.
  func agrees(with got: [Double], as name: String? = nil) {
    guard let value else { return }
    guard let expected = value.numbers else { return settle(.infinity, "\(got)") }
    guard let tolerance = tolerance(name) else { return settle(.infinity, "no tolerance") }
    settle(tolerance.share(got, expected), "\(got)")
  }

  /// Compares matrices, element by element.
  func agrees(with got: Matrix, as name: String? = nil) {
    guard let value else { return }
    guard let rows = value.rows, rows.count == got.rows else { return settle(.infinity, "\(got)") }
    for (i, row) in elements.enumerated() { row.agrees(with: got.row(i), as: name) }
  }

  /// Compares a number under a tolerance that the file gives elsewhere.
  func agrees(with got: Double, under tolerance: Tolerance?) {
    guard let expected = value?.number else { return }
    settle(tolerance?.share(got, expected) ?? .infinity, "\(got)")
  }

  /// Compares a matrix under a tolerance that the file gives elsewhere.
  func agrees(with got: Matrix, under tolerance: Tolerance?) {
    guard let value else { return }
    guard let rows = value.rows, rows.count == got.rows else { return settle(.infinity, "\(got)") }
    for (i, row) in rows.enumerated() {
      elements[i].settle(tolerance?.share(got.row(i), row) ?? .infinity, "\(got.row(i))")
    }
  }

  /// Compares whole numbers, exactly; nil is null.
  func equals(_ got: Int?) {
    guard let value else { return }
    settle(
      (got == nil ? value == .null : value.integer == got) ? 0 : .infinity,
      got.map(String.init) ?? "null")
  }

  /// Compares words, exactly.
  func equals(_ got: [UInt32]) {
    guard let value else { return }
    settle(value.words == got ? 0 : .infinity, "\(got)")
  }

  /// Compares whole numbers, exactly.
  func equals(_ got: [Int]) {
    guard let value else { return }
    settle(value.numbers == got.map(Double.init) ? 0 : .infinity, "\(got)")
  }

  /// Compares a yes or no.
  func equals(_ got: Bool) {
    guard let value else { return }
    settle(value == .bool(got) ? 0 : .infinity, "\(got)")
  }

  /// Requires an estimate to lie within four of its standard errors.
  func agrees(withEstimate got: Double, standardError: Double) {
    guard let value else { return }
    guard let expected = value.number else { return settle(.infinity, "\(got)") }
    let share = Tolerance(absolute: 4 * standardError).share(got, expected)
    settle(share, "\(got), standard error \(standardError),")
  }

  /// Requires a number of ours not to exceed the one expected.
  func isAtLeast(_ got: Double) {
    guard let expected = value?.number else { return }
    settle(got <= expected ? 0 : .infinity, "\(got)")
  }

  private func tolerance(_ name: String?) -> Tolerance? {
    file.tolerance(path.reversed() + (name.map { [$0] } ?? []))
  }

  /// Notes a comparison; beyond its tolerance it fails the test.
  func settle(_ share: Double, _ got: String) {
    log.markRead(path)
    log.compared(key, share: share)
    if !(share <= 1) {
      let place = path.joined(separator: ".")
      Issue.record(
        """
        \(file.name), \(place): got \(got) where \(value ?? .null) is expected, \
        \(share) times the tolerance
        """)
    }
  }
}
