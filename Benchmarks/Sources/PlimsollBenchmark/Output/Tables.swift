import Plimsoll

/// A table for people, for the terminal and for Markdown.
struct PeopleTable {
  /// The columns.
  var columns: [MarkdownColumn]
  /// The rows, a cell a column.
  var rows: [[String]]
}

extension PeopleTable {
  /// Who did what in how much time, a row a workload and peer.
  static func races(_ races: [Race]) -> PeopleTable {
    PeopleTable(
      columns: [
        "workload", .right("size"), .right("threads"), .right("ours, a unit"), .right("× limit"),
        "peer", .right("theirs"), .right("ratio"), "agree",
      ],
      rows: races.flatMap { race in
        let head = [
          race.workload.name, "\(race.workload.size)", "\(race.workload.threads)",
          TimeText.of(race.secondsPerUnit), race.limitRatio.map(NumberText.ratio) ?? "",
        ]
        if race.results.isEmpty { return [head + ["", "", "", ""]] }
        return race.results.map { result in
          head + [
            result.name, TimeText.of(result.best.seconds / Double(race.workload.size)),
            NumberText.ratio(race.ratio(to: result)), result.agrees ? "yes" : "NO",
          ]
        }
      })
  }

  /// Each target beside what was reached.
  static func targets(
    _ races: [Race], _ scaling: [(ScalingSeries, [ScalingSeries.Point])]
  ) -> PeopleTable {
    var rows: [[String]] = []
    func add(_ name: String, _ target: String, _ result: (text: String, isMet: Bool)?) {
      guard let result else { return }
      rows.append([name, target, result.text, result.isMet ? "yes" : "not yet"])
    }
    for race in races {
      let workload = race.workload
      for target in workload.targets { add(workload.name, target.text, target.result(of: race)) }
      guard let wanted = workload.speedUp,
        let alone = races.first(where: {
          $0.workload.name != workload.name && $0.workload.family == workload.name
        })
      else { continue }
      let reached = alone.secondsPerUnit / race.secondsPerUnit
      add(
        workload.name, "≥ \(NumberText.ratio(wanted)) × one thread",
        ("\(NumberText.ratio(reached)) ×", reached >= wanted))
    }
    for (series, points) in scaling {
      for target in series.targets { add(series.name, target.text, target.result(of: points)) }
    }
    return PeopleTable(
      columns: ["workload", .right("target"), .right("reached"), "met"], rows: rows)
  }

  /// The most memory of the commands that were raced.
  static func memory(_ races: [Race]) -> PeopleTable {
    PeopleTable(
      columns: ["workload", "program", .right("peak")],
      rows: races.flatMap { race in
        ([("plimsoll", race.ours)] + race.results.map { ($0.name, $0.best) }).compactMap {
          name, best in
          best.peakMebibytes.map { [race.workload.name, name, memoryText($0)] }
        }
      })
  }

  /// One series.
  static func scaling(_ series: ScalingSeries, _ points: [ScalingSeries.Point]) -> PeopleTable {
    PeopleTable(
      columns: [
        .right(series.name.split(separator: "-").first.map(String.init) ?? series.name),
        .right("time"), .right("processor time"), .right("peak"),
      ],
      rows: points.map { point in
        [
          "\(point.size)", TimeText.of(point.usage.seconds),
          TimeText.of(point.usage.processorSeconds), memoryText(point.usage.peakMebibytes),
        ]
      })
  }

  /// Memory for people: `51.3 MiB`.
  static func memoryText(_ mebibytes: Double) -> String {
    "\(NumberText.plain(mebibytes, significantDigits: 3)) MiB"
  }

  /// The table as lines of text.
  var terminal: String { TerminalTable.render(columns, rows) }
}
