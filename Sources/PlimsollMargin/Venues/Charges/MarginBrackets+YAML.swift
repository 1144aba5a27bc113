import PlimsollMarket

extension MarginalTiers {
  /// Reads [[end, multiple], …], `above` as the last end.
  static func read(_ node: ConfigNode) throws(InputError) -> MarginalTiers {
    let rows = try node.rows(of: 2)
    return MarginalTiers(ends: rows.map { $0[0] }, rates: rows.map { $0[1] })
  }
}

extension MarginBrackets {
  /// Reads [[end, rate], …], `above` as the last end.
  static func read(_ node: ConfigNode) throws(InputError) -> MarginBrackets {
    let rows = try node.rows(of: 2)
    return MarginBrackets(ends: rows.map { $0[0] }, rates: rows.map { $0[1] })
  }
}

extension ConfigNode {
  /// Rows of numbers whose first is an upper end in ascending order, the last of them `above`.
  func rows(of width: Int) throws(InputError) -> [[Double]] {
    var rows: [[Double]] = []
    let list = try list()
    for (place, row) in list.enumerated() {
      let items = try row.list()
      guard items.count == width else {
        throw row.error(
          "does not have \(width) numbers", remedy: "Write [end, …], the last [above, …].")
      }
      let isLast = place == list.count - 1
      guard (try items[0].text() == "above") == isLast else {
        throw items[0].error(
          "the last end and no other is `above`", remedy: "End the list with [above, …].")
      }
      let end = isLast ? Double.infinity : try items[0].amount()
      guard end > rows.last?[0] ?? 0 else {
        throw items[0].error("does not exceed the end before", remedy: "Put ends in order.")
      }
      var numbers = [end]
      for item in items.dropFirst() { numbers.append(try item.amount()) }
      rows.append(numbers)
    }
    guard !rows.isEmpty else { throw error("the list is empty", remedy: "Give at least one row.") }
    return rows
  }
}
