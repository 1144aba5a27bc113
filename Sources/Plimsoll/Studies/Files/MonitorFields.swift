internal import PlimsollClearing
internal import PlimsollMargin
internal import PlimsollMarket

extension MonitorStudy: FileStudy {
  static let fields =
    BookSettings.fields
    + [
      "feed", "rule", "alert", "hysteresis", "refresh", "trigger", "stale", "missing", "absurd",
      "sample", "follow", "symbols", "speed", "from", "to", "checkpoint", "every", "resume", "sort",
      "scenarios", "seed",
    ] + SpecOverrides.fields
  static let documents = ["rule": StudyDocument.rule]

  init(_ fields: StudyFields) throws(InputError) {
    guard let feed = try fields.path("feed") else { throw fields.missing("feed", "ticks.csv") }
    self.init(
      book: try BookSettings(fields), feed: feed,
      rule: try fields.document("rule", .rule) ?? ShippedFiles.defaultRule,
      overrides: try SpecOverrides(fields), scenarios: try fields.scenarios(),
      seed: try fields.seed(), settings: try MonitorSettings(fields),
      speed: try fields["speed"]?.number("above 0") { $0 > 0 },
      from: try fields.time("from"), to: try fields.time("to"),
      checkpoint: try fields.path("checkpoint"),
      every: try fields["every"]?.count() ?? Self.usualEvery,
      resumes: try fields["resume"]?.flag() ?? false, sorts: try fields["sort"]?.flag() ?? false)
  }

  func inputs(_ shared: SharedWork) throws(InputError) -> [InputDigest] {
    try book.inputs(shared) + [try shared.digest(feed)]
      + ShippedFiles.rules([rule], overrides: overrides).flatMap(\.inputs)
  }
}

extension MonitorSettings {
  private static let never = "never"

  /// Reads the fields that say how accounts are watched.
  init(_ fields: StudyFields) throws(InputError) {
    self.init()
    alerts =
      try fields.values("alert", "a margin level above 0") {
        Double($0).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
      } ?? []
    if let node = fields["hysteresis"] {
      hysteresis = try node.number("from 0 to 1") { $0 >= 0 && $0 <= 1 }
    }
    if let node = fields["refresh"] {
      refresh = try node.text() == Self.never ? nil : try node.timeSpan()
    }
    if let node = fields["trigger"] {
      trigger = try node.text() == Self.never ? nil : try node.number("above 0") { $0 > 0 }
    }
    stale = try fields["stale"]?.timeSpan() ?? stale
    missing = try fields["missing"]?.timeSpan() ?? missing
    if let node = fields["absurd"] {
      absurd = try node.number("from 0.001 to 1000") { $0 >= 0.001 && $0 <= 1_000 }
    }
    sample = try fields["sample"]?.timeSpan() ?? sample
    follow = try fields.values("follow", "the name of an account") { $0.isEmpty ? nil : $0 } ?? []
    for (symbol, node) in try fields["symbols"]?.keys(nil) ?? [] {
      symbols[symbol] = try node.text()
    }
  }
}
