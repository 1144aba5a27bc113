import Plimsoll
import Synchronization

/// Shows how far a run is: a bar with rate and time left on a terminal, plain lines otherwise;
/// nothing for what takes less than a second.
final class ProgressDisplay: Sendable {
  private struct State {
    var begun: ContinuousClock.Instant
    var shown: ContinuousClock.Instant?
    var lastDone = 0
  }

  /// What is counted, such as scenarios.
  private let unit: String
  private let state = Mutex(State(begun: .now))
  private static let barWidth = 30

  /// Shows so many of `unit` done.
  init(unit: String) { self.unit = unit }

  /// Between two showings.
  private static var interval: Duration {
    Terminal.isInteractive ? .milliseconds(100) : .seconds(5)
  }

  /// Takes note that `done` of `total` are done; a total of zero is not known.
  @Sendable func update(_ done: Int, _ total: Int) {
    state.withLock { state in
      let now = ContinuousClock.now
      if done < state.lastDone { state.begun = now }
      state.lastDone = done
      let elapsed = now - state.begun
      guard elapsed > .seconds(1), state.shown.map({ now - $0 > Self.interval }) ?? true else {
        return
      }
      state.shown = now
      Terminal.write(text(done, total, elapsed))
    }
  }

  /// Clears the bar.
  func finish() {
    state.withLock { state in
      if Terminal.isInteractive, state.shown != nil { Terminal.write("\r\u{1B}[K") }
    }
  }

  private func text(_ done: Int, _ total: Int, _ elapsed: Duration) -> String {
    let (whole, fraction) = elapsed.components
    let seconds = Double(whole) + Double(fraction) * 1e-18
    let rate = Double(done) / seconds
    guard total > 0 else {
      let figures = "\(done) \(unit), \(NumberText.compact(rate)) \(unit)/s"
      return Terminal.isInteractive ? "\r\(figures)\u{1B}[K" : figures + "\n"
    }
    let share = Double(done) / Double(total)
    let left = rate > 0 ? Double(total - done) / rate : 0
    let figures =
      "\(NumberText.percent(share, decimals: 0)), \(NumberText.compact(rate)) \(unit)/s, "
      + "\(Int(left.rounded())) s left"
    guard Terminal.isInteractive else { return figures + "\n" }
    let filled = Int(share * Double(Self.barWidth))
    let bar =
      String(repeating: "#", count: filled)
      + String(repeating: "-", count: Self.barWidth - filled)
    return "\r[\(bar)] \(figures)\u{1B}[K"
  }
}
