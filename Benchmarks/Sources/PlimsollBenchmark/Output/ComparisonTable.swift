import Plimsoll

/// The rows of `comparison.csv`: a row a workload and peer, or one without a peer.
enum ComparisonTable {
  /// The table of races.
  static func csv(_ races: [Race]) -> CSVTable {
    var table = CSVTable(columns: [
      "workload", "size", "ours_seconds", "peer", "peer_seconds", "ratio", "limit_seconds",
      "limit_ratio", "answers_agree",
    ])
    for race in races {
      if race.results.isEmpty {
        table.append(head(race) + [.blank, .blank, .blank] + limit(race) + [.blank])
      }
      for result in race.results {
        table.append(
          head(race)
            + [
              .text(result.name), .number(result.best.seconds), .number(race.ratio(to: result)),
            ] + limit(race) + [.text(result.agrees ? "yes" : "no")])
      }
    }
    return table
  }

  private static func head(_ race: Race) -> [CSVValue] {
    [.text(race.workload.name), .integer(race.workload.size), .number(race.ours.seconds)]
  }

  private static func limit(_ race: Race) -> [CSVValue] {
    [.optional(race.limit?.seconds), .optional(race.limitRatio)]
  }
}

/// The rows of `scaling.csv`.
enum ScalingTable {
  /// The table of series.
  static func csv(_ series: [(ScalingSeries, [ScalingSeries.Point])]) -> CSVTable {
    var table = CSVTable(columns: [
      "series", "size", "seconds", "processor_seconds", "peak_mebibytes",
    ])
    for (series, points) in series {
      for point in points {
        table.append([
          .text(series.name), .integer(point.size), .number(point.usage.seconds),
          .number(point.usage.processorSeconds), .number(point.usage.peakMebibytes),
        ])
      }
    }
    return table
  }
}
