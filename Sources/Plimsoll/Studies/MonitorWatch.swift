internal import Foundation
internal import PlimsollClearing
internal import PlimsollMarket

extension MonitorStudy {
  /// The watch itself: the feed's lines into the monitor, its events into the log.
  struct Watch {
    let study: MonitorStudy
    private(set) var monitor: MarginMonitor
    let feed: TickFeed
    let log: MonitorLog
    let inputs: [InputDigest]
    let environment: RunEnvironment
    private(set) var latencies = TickLatencies()
    /// What was told, an interrupted run's before it included.
    private(set) var counts: MonitorCounts
    /// Whether it was told to stop before the feed ended.
    private(set) var isInterrupted = false

    private static let linesBetweenReports = 8_192

    init(
      study: MonitorStudy, monitor: MarginMonitor, feed: TickFeed, log: MonitorLog,
      counts: MonitorCounts, inputs: [InputDigest], environment: RunEnvironment
    ) {
      self.counts = counts
      self.study = study
      self.monitor = monitor
      self.feed = feed
      self.log = log
      self.inputs = inputs
      self.environment = environment
    }

    mutating func run(isStopping: () -> Bool) throws(InputError) {
      pass()
      var pace = Pace(speed: study.speed)
      let feed = feed
      var lines = 0
      while !isStopping(), log.failure == nil {
        guard let item = try feed.next() else {
          if isStopping() { break }
          // Before the end is told, so that a feed that has grown can be gone on with.
          save()
          try monitor.end()
          pass()
          return
        }
        if case .tick(let tick) = item { pace.wait(for: tick.time, unless: isStopping) }
        let started = ContinuousClock.now
        let runs = monitor.refreshSeconds.count
        try monitor.take(item) { feed.names }
        // A margin run is counted by itself.
        if monitor.refreshSeconds.count == runs {
          let taken = started.duration(to: .now).components
          latencies.add(
            Int(taken.seconds) * 1_000_000_000 + Int(taken.attoseconds / 1_000_000_000))
        }
        if !monitor.events.isEmpty { pass() }
        lines += 1
        if lines % study.every == 0 { save() }
        if lines % Self.linesBetweenReports == 0 { environment.progress?(lines, 0) }
      }
      isInterrupted = true
      save()
    }

    /// Passes events on.
    private mutating func pass() {
      for event in monitor.takeEvents() {
        counts.add(event)
        log.add(event.json)
      }
    }

    /// Saves a checkpoint where one is asked for; a failure ends the watch.
    private func save() {
      guard let path = study.checkpoint, log.failure == nil else { return }
      log.flush()
      let saved = SavedWatch(
        checkpoint: monitor.checkpoint(
          inputs: inputs, position: feed.position, written: log.written), counts: counts)
      do throws(OutputError) {
        try saved.write(to: path)
      } catch {
        log.failure = error
      }
    }
  }

  /// Holds a replay back to the feed's own time, or a multiple of it.
  private struct Pace {
    let speed: Double?
    private var first: (time: FeedTime, at: ContinuousClock.Instant)?
    private static let longestSleep = 0.1

    init(speed: Double?) { self.speed = speed }

    mutating func wait(for time: FeedTime, unless isStopping: () -> Bool) {
      guard let speed else { return }
      guard let first else {
        first = (time, .now)
        return
      }
      let due = first.at + .milliseconds(Double(time - first.time) / speed)
      while ContinuousClock.now < due, !isStopping() {
        let left = ContinuousClock.now.duration(to: due)
        let seconds =
          Double(left.components.seconds) + Double(left.components.attoseconds) * 1e-18
        Thread.sleep(forTimeInterval: min(Self.longestSleep, max(0, seconds)))
      }
    }
  }
}
