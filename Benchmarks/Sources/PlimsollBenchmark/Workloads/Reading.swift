import Plimsoll

extension Workload {
  /// Reading a price file of 20 factors, hour by hour.
  static func reading(rows: Int) -> Workload {
    let factors = 20
    return Workload(
      name: "reading", title: "a price file of 20 factors read", size: rows, unit: "row",
      agreement: .relative(1e-12, because: "column sums in another order")
    ) { workload, arena in
      let stream = RandomStream(seed: 6, stream: 0)
      var text = "timestamp," + (0..<factors).map { "F\($0)" }.joined(separator: ",") + "\n"
      for row in 0..<rows {
        let time = Timestamp(seconds: 1_577_840_400 + 3600 * row)
        let prices = (0..<factors).map { "\(100 + stream.uniform(scenario: row, dimension: $0))" }
        text += "\(time),\(prices.joined(separator: ","))\n"
      }
      let path = arena.path("prices.csv")
      try OutputFolder.write(Array(text.utf8), toFile: path)
      var history: PriceHistory?
      return LineUp(
        ours: Work {
          history = try PriceHistory(csv: try InputFile(path: path))
        } answer: {
          guard let history else { return Figures(values: []) }
          return Figures(
            values: history.factors.map { factor in
              history.times.indices.reduce(0) { $0 + (history.price(of: factor, row: $1) ?? .nan) }
            })
        },
        peers: try arena.peers("numpy", of: workload),
        limit: Limit(
          meaning: "the bytes of the file read", work: Work { _ = try InputFile(path: path) }))
    }
  }
}
