import ArgumentParser
import Foundation
import Plimsoll
import Synchronization

/// `plimsoll monitor`.
struct MonitorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "monitor",
    abstract: "Watch margin levels over a feed of prices, and tell when an account changes state.",
    discussion: """
      Ticks come as CSV (timestamp, instrument or symbol, price) or JSON lines, from a file or the \
      standard input (--feed -); a price table is replayed bar by bar. One JSON line goes to standard \
      output for each change of state (healthy, margin-call, liquidation, bankrupt), alert, margin run \
      and silence. With -o also events.jsonl, states.csv, levels.csv, state-counts.csv, \
      rejections.csv, report.md, charts and run.json.
      With --checkpoint the watch survives a kill: the same command with --resume goes on where the last \
      checkpoint was, or begins anew before the first, and events.jsonl has every event once. On \
      standard output, events since then come again under their old sequence numbers; a feed on \
      standard input must come again from its beginning.

      EXAMPLE: plimsoll monitor models/books/sample --feed models/books/sample/feed.csv --alert 1.5,1.2 \
      -o monitor
      """)

  @OptionGroup var book: BookOptions

  @Option(help: "The feed: a file, or - for the standard input.", completion: .file())
  var feed: String

  @Option(
    help: "The rule whose margin is watched: a file, or the name of a shipped rule or pack.",
    completion: .file())
  var rule = ShippedFiles.defaultRule

  @Option(
    help: ArgumentHelp(
      "Margin levels to tell of when an account falls below them, from the highest down.",
      valueName: "levels"))
  var alert = CommaSeparated<Double>([])

  @Option(help: "By what part a threshold is exceeded before an account is better again.")
  var hysteresis = MonitorSettings().hysteresis

  @Option(help: "Time of the feed from margin run to margin run; never for none.")
  var refresh = "1h"

  @Option(
    help: ArgumentHelp(
      "Margins also run when a factor moves so many days' volatilities; never for none.",
      valueName: "volatilities"))
  var trigger = "1"

  @Option(help: "A tick so much behind the feed's latest is not used.")
  var stale = MonitorSettings().stale

  @Option(help: "A price that has not come for so long is told of.")
  var missing = MonitorSettings().missing

  @Option(help: "A part by which a price may differ within a minute before others must confirm it.")
  var absurd = MonitorSettings().absurd

  @Option(help: "Time of the feed between rows of the level history.")
  var sample = MonitorSettings().sample

  @Option(
    help: ArgumentHelp(
      "Accounts of the level history, with commas; the eight lowest when not given.",
      valueName: "accounts"))
  var follow = CommaSeparated<String>([])

  @Option(
    help: ArgumentHelp(
      "What the feed calls something, and the book does: BTCUSDT=BTC,ETHUSDT=ETH-PERP.",
      valueName: "names"))
  var symbols = CommaSeparated<SymbolName>([])

  @Option(help: "Times as fast as the feed's own time; as fast as possible when not given.")
  var speed: Double?

  @Flag(
    help:
      "Read the whole feed first and put it in order of time: for files that hold one name after the other."
  )
  var sort = false

  @Option(help: "Replay a price table from here.")
  var from: Timestamp?

  @Option(help: "Replay a price table up to here.")
  var to: Timestamp?

  @Option(help: "A file that is kept up to date, to go on from.", completion: .file())
  var checkpoint: String?

  @Option(
    help: "Lines from checkpoint to checkpoint; \(MonitorStudy.usualEvery) when not given.",
    transform: PositiveCount.parse)
  var every = MonitorStudy.usualEvery

  @Flag(help: "Go on from the checkpoint.")
  var resume = false

  @OptionGroup var draw: DrawOptions

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output: String?

  @OptionGroup(title: "Instead of the spec's") var overrides: OverrideOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func run() throws {
    let study = MonitorStudy(
      book: try book.settings, feed: feed, rule: rule, overrides: overrides.overrides,
      scenarios: draw.scenarios, seed: draw.seed, settings: try settings, speed: speed, from: from,
      to: to,
      checkpoint: checkpoint, every: every, resumes: resume, sorts: sort)
    if resume, let checkpoint, !study.goesOn, !running.quiet {
      let note = Diagnostic(.note, "resume", "\(checkpoint) is not there: the watch begins anew")
      Terminal.print([note], verbose: true)
    }
    let log = MonitorLog(
      path: output.map { $0 + "/events.jsonl" }, listener: StandardOutput.write)
    StopSignal.listen()
    let report = try running.run(countingIn: MonitorStudy.unit) {
      try study.run(in: $0, log: log, isStopping: { StopSignal.hasCome })
    }
    if let failure = log.failure { throw failure }
    if let output { try report.folder(style: .full).write(to: output) }
    if !running.quiet { tell(report) }
  }

  private func tell(_ report: Report) {
    let (timings, counts) = (report.manifest.timings, report.manifest.counts)
    let lines = Double(counts["lines"] ?? 0)
    let watched = max(1e-9, (timings["watch"] ?? 0) - (timings["margin_runs"] ?? 0))
    func microseconds(_ name: String) -> String {
      NumberText.plain(1e6 * (timings[name] ?? 0), significantDigits: 3) + " µs"
    }
    Terminal.printLine(
      "\(counts["lines"] ?? 0) lines, \(counts["ticks_used"] ?? 0) ticks used; "
        + "\(NumberText.money(lines / watched)) a second beside margin runs; a tick took "
        + "\(microseconds("tick_p50")) (median), \(microseconds("tick_p99")) (99 %), "
        + "\(microseconds("tick_max")) (most); margin runs took "
        + "\(NumberText.plain(timings["margin_runs"] ?? 0, significantDigits: 3)) s in all")
  }

  private var settings: MonitorSettings {
    get throws {
      var settings = MonitorSettings()
      settings.alerts = alert.values
      settings.hysteresis = try Self.within(hysteresis, 0...1, "--hysteresis")
      settings.absurd = try Self.within(absurd, 0.001...1_000, "--absurd")
      settings.refresh = try Self.span(refresh)
      settings.trigger = try Self.multiple(trigger)
      settings.stale = stale
      settings.missing = missing
      settings.sample = sample
      settings.follow = follow.values
      if let speed { _ = try Self.within(speed, 1e-6...1e12, "--speed") }
      settings.symbols = Dictionary(symbols.values.map { ($0.feed, $0.book) }) { $1 }
      return settings
    }
  }

  private static let never = "never"

  private static func span(_ text: String) throws -> TimeSpan? {
    if text == never { return nil }
    guard let span = TimeSpan(text), span.seconds > 0 else {
      throw InputError.usage(
        "--refresh \(text) is not a time span", remedy: "Give one such as 15m or 1h, or never.")
    }
    return span
  }

  private static func multiple(_ text: String) throws -> Double? {
    if text == never { return nil }
    guard let number = Double(text), number > 0, number.isFinite else {
      throw InputError.usage(
        "--trigger \(text) is not above zero", remedy: "Give a number such as 1.5, or never.")
    }
    return number
  }

  private static func within(_ value: Double, _ range: ClosedRange<Double>, _ flag: String) throws
    -> Double
  {
    guard range.contains(value) else {
      throw InputError.usage(
        "\(flag) \(value) is out of range",
        remedy: "Give a number from \(range.lowerBound) to \(range.upperBound).")
    }
    return value
  }
}

/// `BTCUSDT=BTC` on the command line.
struct SymbolName: ExpressibleByArgument {
  var feed: String
  var book: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    feed = String(parts[0])
    book = String(parts[1])
  }
}

/// Whether the process was asked to stop.
enum StopSignal {
  fileprivate static let flag = Atomic<Bool>(false)

  static var hasCome: Bool { flag.load(ordering: .relaxed) }

  /// Lets interrupts and terminations end the work instead of the process; a second one ends that.
  static func listen() {
    signal(SIGINT, note)
    signal(SIGTERM, note)
  }

  private static let note: @convention(c) (Int32) -> Void = { number in
    StopSignal.flag.store(true, ordering: .relaxed)
    signal(number, SIG_DFL)
  }
}
