internal import FoundationEssentials
public import PlimsollClearing
internal import PlimsollMargin
public import PlimsollMarket

/// Watches a book's accounts over a feed of prices.
public struct MonitorStudy: Study {
  /// The command's word for it.
  public static let verb = "monitor"
  /// What its progress counts.
  public static let unit = "ticks"

  /// The book.
  public var book: BookSettings
  /// The feed: a file, or `-` for the standard input.
  public var feed: String
  /// The rule whose margin is watched.
  public var rule: String
  /// Choices that replace those of the rule's spec.
  public var overrides: SpecOverrides
  /// Replaces the rule's number of scenarios.
  public var scenarios: Int?
  /// Replaces the rule's seed.
  public var seed: UInt64?
  /// How it watches.
  public var settings: MonitorSettings
  /// Times as fast as the feed's own time; nil for as fast as possible.
  public var speed: Double?
  /// Bars of a price table are replayed from here; nil from its first.
  public var from: Timestamp?
  /// And up to here; nil up to its last.
  public var to: Timestamp?
  /// The file that is kept up to date, to go on from after a kill; nil for none.
  public var checkpoint: String?
  /// Lines from one checkpoint to the next.
  public var every: Int
  /// Whether to go on from the checkpoint.
  public var resumes: Bool
  /// Whether the feed is read whole first and put in order of time.
  public var sorts: Bool

  /// Lines between checkpoints of a study that says no number.
  public static let usualEvery = 250_000

  /// A watch; the shipped rule unless named.
  public init(
    book: BookSettings, feed: String, rule: String = ShippedFiles.defaultRule,
    overrides: SpecOverrides = .init(), scenarios: Int? = nil, seed: UInt64? = nil,
    settings: MonitorSettings = .init(), speed: Double? = nil, from: Timestamp? = nil,
    to: Timestamp? = nil, checkpoint: String? = nil, every: Int = Self.usualEvery,
    resumes: Bool = false, sorts: Bool = false
  ) {
    self.sorts = sorts
    self.book = book
    self.feed = feed
    self.rule = rule
    self.overrides = overrides
    self.scenarios = scenarios
    self.seed = seed
    self.settings = settings
    self.speed = speed
    self.from = from
    self.to = to
    self.checkpoint = checkpoint
    self.every = every
    self.resumes = resumes
  }

  /// Watches to the feed's end.
  public func run(in environment: RunEnvironment) throws(InputError) -> Report {
    var events = ""
    var report = try run(in: environment, log: MonitorLog { events += $0 }) { false }
    report.attachments.append(("events.jsonl", Array(events.utf8)))
    return report
  }

  /// Watches to the feed's end, or until told to stop.
  ///
  /// - Parameters:
  ///   - environment: what the run may use.
  ///   - log: where events go as they happen.
  ///   - isStopping: asked after every tick.
  public func run(
    in environment: RunEnvironment, log: MonitorLog, isStopping: () -> Bool
  ) throws(InputError) -> Report {
    var timings: [String: Double] = [:]
    try check()
    let rule = try ShippedFiles.rules([rule], overrides: overrides)[0]
    let book = try timed("read", &timings) { () throws(InputError) in
      try self.book.load(in: environment)
    }
    let feed = try openFeed(environment)
    var context = try RiskContext(model: nil, scenarios: scenarios, seed: seed, in: environment)
    context.progress = nil
    let inputs = book.inputs + rule.inputs
    var settings = settings
    if let bar = feed.bar {
      // Bars come one a bar: a few may fail before a price counts as missing.
      settings.missing = TimeSpan(seconds: max(settings.missing.seconds, 3 * bar.seconds))
      settings.judgesWholeMoments = true
    }
    var monitor = try timed(rule.name, &timings) { () throws(InputError) in
      try MarginMonitor(book, rule: rule, settings: settings, context: context)
    }
    var (kept, counts): (Int?, MonitorCounts) = (nil, MonitorCounts())
    if goesOn, let checkpoint {
      let saved = try SavedWatch(readingFrom: checkpoint)
      try monitor.resume(saved.checkpoint, inputs: inputs)
      try feed.skip(to: saved.checkpoint.position)
      (kept, counts) = (saved.checkpoint.written, saved.counts)
    }
    log.open(keeping: kept)
    var watch = Watch(
      study: self, monitor: monitor, feed: feed, log: log, counts: counts, inputs: inputs,
      environment: environment)
    try timed("watch", &timings) { () throws(InputError) in
      try watch.run(isStopping: isStopping)
    }
    var manifest = RunManifest(study: self, inputs: inputs, environment: environment)
    if rule.shortfall?.scenarios.draws ?? false {
      manifest.seed = seed ?? rule.shortfall?.scenarios.seed
    }
    manifest.rules = [rule.name]
    manifest.counts = ["accounts": book.accounts.count, "factors": book.factors.count]
    manifest.timings = timings
    manifest.timings["margin_runs"] = watch.monitor.refreshSeconds.reduce(0, +)
    manifest.timings["tick_p50"] = Double(watch.latencies.quantile(0.5)) * 1e-9
    manifest.timings["tick_p99"] = Double(watch.latencies.quantile(0.99)) * 1e-9
    manifest.timings["tick_max"] = Double(watch.latencies.longest) * 1e-9
    return MonitorReport(
      book: book, rule: rule.name, feed: feed.file, watch: watch, manifest: manifest
    ).report
  }

  /// Whether there is a checkpoint to go on from; a watch that was stopped before its first begins anew.
  public var goesOn: Bool {
    resumes && checkpoint.map { FileManager.default.fileExists(atPath: $0) } ?? false
  }

  private func check() throws(InputError) {
    guard !resumes || checkpoint != nil else {
      throw .usage("there is no checkpoint to resume from", remedy: "Add --checkpoint FILE.")
    }
    guard settings.alerts == settings.alerts.sorted(by: >), settings.alerts.allSatisfy({ $0 > 0 })
    else {
      throw .usage(
        "alert levels \(settings.alerts.map { "\($0)" }.joined(separator: ",")) do not fall",
        remedy: "Give margin levels from the highest down: --alert 2,1.5,1.2.")
    }
  }

  /// A price table is read whole, as bars in order of time; anything else line by line.
  private func openFeed(_ environment: RunEnvironment) throws(InputError) -> TickFeed {
    guard feed != "-", try TickFeed.isPriceTable(feed) else {
      guard from == nil, to == nil else {
        throw .usage(
          "--from and --to are for price tables", remedy: "Cut the feed itself, or leave them out.")
      }
      let ticks = try TickFeed(path: self.feed)
      return sorts ? try ticks.inOrderOfTime() : ticks
    }
    let history = try PriceHistory(
      reading: feed, duplicates: Book.DuplicatePolicy(), in: environment)
    return try TickFeed(history, from: from, to: to)
  }
}
