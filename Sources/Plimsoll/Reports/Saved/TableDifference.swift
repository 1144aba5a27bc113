internal import PlimsollMarket

/// How one table differs between two runs: rows are matched by key, cells by column.
///
/// - Verified by: ReportStudyTests.
struct TableDifference: Sendable {
  /// The table's file.
  let file: String
  /// Columns that name a row.
  let key: [String]
  /// Cells that differ and rows that one table lacks: numbers by relative size, then the rest.
  let changes: [Change]
  /// Rows that both have.
  let shared: Int
  let added: Int
  let removed: Int

  /// One cell, or with an empty column one whole row.
  struct Change: Sendable, Equatable {
    var key: String
    var column: String
    var before: CSVValue
    var after: CSVValue
    /// After less before; nil where one is no number.
    var absolute: Double? = nil
    /// Over the size of the number before; nil where that is zero.
    var relative: Double? = nil
  }

  /// - Throws: an `InputError` when no columns tell the rows of either table apart.
  init(_ before: CSVFile, _ after: CSVFile) throws(InputError) {
    file = before.name
    let names = try Self.key(before, after)
    let first = Self.rows(before, names)
    let second = Self.rows(after, names)
    let columns = before.header.filter { !names.contains($0) && after.index(of: $0) != nil }
    var numbers: [Change] = []
    var others: [Change] = []
    var shared = 0
    for (name, row) in first.ordered {
      guard let match = second.byKey[name] else {
        others.append(Change(key: name, column: "", before: "row", after: .blank))
        continue
      }
      shared += 1
      for column in columns {
        let change = Self.change(name, column, (before, row), (after, match))
        if let change, change.absolute != nil {
          numbers.append(change)
        } else if let change {
          others.append(change)
        }
      }
    }
    removed = first.ordered.count - shared
    added = second.ordered.count - shared
    for (name, _) in second.ordered where first.byKey[name] == nil {
      others.append(Change(key: name, column: "", before: .blank, after: "row"))
    }
    key = names
    self.shared = shared
    changes = Self.sorted(numbers) + others
  }

  /// What happened in one sentence.
  var summary: String {
    let cells = changes.count { !$0.column.isEmpty }
    return "\(shared) rows in both, \(cells) cells differ; \(added) rows new, \(removed) gone."
      + " Rows are matched by \(key.joined(separator: ", "))."
  }

  private static func sorted(_ changes: [Change]) -> [Change] {
    changes.enumerated().sorted { left, right in
      let (a, b) = (
        left.element.relative?.magnitude ?? .infinity,
        right.element.relative?.magnitude ?? .infinity
      )
      return a != b ? a > b : left.offset < right.offset
    }.map(\.element)
  }

  private static func change(
    _ key: String, _ column: String, _ before: (table: CSVFile, row: Int),
    _ after: (table: CSVFile, row: Int)
  ) -> Change? {
    let (old, new) = (cell(before, column), cell(after, column))
    guard old != new else { return nil }
    guard case .number(let first) = old, case .number(let second) = new else {
      return Change(key: key, column: column, before: old, after: new)
    }
    return Change(
      key: key, column: column, before: old, after: new, absolute: second - first,
      relative: first == 0 ? nil : (second - first) / first.magnitude)
  }

  private static func cell(_ place: (table: CSVFile, row: Int), _ column: String) -> CSVValue {
    guard let index = place.table.index(of: column),
      !place.table.isBlank(row: place.row, column: index)
    else { return .blank }
    return place.table.number(place.row, index).map(CSVValue.number)
      ?? .text(place.table.text(row: place.row, column: index))
  }

  /// The columns known to name a row, else the fewest of the first ones that do in both tables.
  private static func key(_ before: CSVFile, _ after: CSVFile) throws(InputError) -> [String] {
    let known = SavedView.key(of: before.name)
    if let known, known.allSatisfy({ before.index(of: $0) != nil && after.index(of: $0) != nil }),
      isKey(known, of: before), isKey(known, of: after)
    {
      return known
    }
    let shared = before.header.prefix { after.index(of: $0) != nil }
    for count in 1...max(shared.count, 1) where count <= shared.count {
      let columns = Array(shared.prefix(count))
      if isKey(columns, of: before), isKey(columns, of: after) { return columns }
    }
    throw .data(
      before.name, "no columns tell its rows apart",
      remedy: "Compare results of runs whose tables have one row a key.")
  }

  private static func isKey(_ columns: [String], of table: CSVFile) -> Bool {
    rows(table, columns).byKey.count == table.rowCount
  }

  private static func rows(_ table: CSVFile, _ key: [String]) -> (
    ordered: [(key: String, row: Int)], byKey: [String: Int]
  ) {
    let places = key.compactMap { table.index(of: $0) }
    let ordered = (0..<table.rowCount).map { row in
      (
        key: places.map { table.text(row: row, column: $0) }.joined(separator: " / "), row: row
      )
    }
    return (ordered, Dictionary(ordered.map { ($0.key, $0.row) }) { first, _ in first })
  }
}
