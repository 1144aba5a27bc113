public import PlimsollMarket

/// Which part of the past counts as stressed.
public enum StressedRows: Sendable, Equatable {
  /// Periods with dates.
  case periods([Period])
  /// The stretch of this length, within the history so far, in which all factors together moved most.
  case worst(TimeSpan)

  /// A stretch of time.
  public struct Period: Sendable, Equatable {
    /// Returns of bars that end later than this belong to it.
    public var after: Timestamp
    /// Returns of bars that end later than this do not.
    public var through: Timestamp

    /// The returns of bars that end after `after`, up to `through`.
    public init(after: Timestamp, through: Timestamp) {
      self.after = after
      self.through = through
    }
  }

  /// Rows found in a panel.
  public struct Found: Sendable {
    /// The stressed rows, with no chain between periods.
    public let panel: ReturnPanel
    /// In words, such as `2020-02-20 to 2020-10-26`.
    public let dates: String
    /// Periods that the history does not hold, and what was taken instead.
    public let diagnostics: [Diagnostic]
  }

  /// The stressed rows of `panel`, which is the history so far: nothing later is known.
  ///
  /// Dated periods that hold no window of `bars` bars give way to the worst stretch as long as the
  /// longest of them, with a warning; a history shorter than that is taken whole, with a note. So a
  /// rule can be used on the first day of a backtest.
  ///
  /// - Parameter bars: of the horizon: at least one window of so many must fit.
  /// - Throws: an `InputError` when the length of the stretch is not a whole number of bars, or shorter
  ///   than the horizon.
  /// - Complexity: O(rows × factors).
  /// - Verified by: StressedRowsTests.
  public func found(in panel: ReturnPanel, bars: Int) throws(InputError) -> Found {
    switch self {
    case .worst(let length):
      let count = length.seconds / max(1, panel.bar.seconds)
      guard count * panel.bar.seconds == length.seconds, count >= bars else {
        throw .usage(
          "a stressed stretch of \(length) is not a whole number of bars of \(panel.bar), at least "
            + "the \(bars) of the horizon",
          remedy: "Give a multiple of \(panel.bar), such as `worst: 250d`.")
      }
      return Self.worst(count, in: panel, bars: bars)
    case .periods(let periods):
      let ranges = Self.merged(periods.map { $0.rows(of: panel) })
      let part = panel.rows(ranges)
      guard part.windowCount(bars: bars) > 0 else {
        let longest = periods.map { ($0.through - $0.after).seconds }.max() ?? 0
        return Self.worst(
          max(bars, longest / max(1, panel.bar.seconds)), in: panel, bars: bars,
          insteadOf: periods)
      }
      let absent = periods.filter { $0.rows(of: panel).isEmpty }
      return Found(
        panel: part, dates: Self.dates(of: ranges, in: panel),
        diagnostics: absent.map {
          Diagnostic(.note, "stressed periods", "\($0) is not in the history so far: not used")
        })
    }
  }

  /// The stretch of `length` rows with the largest mean square of standardised returns, the earliest
  /// of equals.
  ///
  /// Each factor's returns are divided by their root mean square over all rows, so that one factor's
  /// scale does not decide.
  private static func worst(
    _ length: Int, in panel: ReturnPanel, bars: Int, insteadOf periods: [Period] = []
  ) -> Found {
    var range = 0..<panel.count
    var diagnostics: [Diagnostic] = []
    func tell(_ severity: Diagnostic.Severity, _ message: String) {
      diagnostics.append(Diagnostic(severity, "stressed periods", message))
    }
    if length < panel.count {
      let start = heaviest(length, squares(of: panel))
      let stretch = start..<(start + length)
      if panel.rows([stretch]).windowCount(bars: bars) > 0 {
        range = stretch
      } else {
        tell(
          .warning,
          "gaps leave no window of \(bars) bars in the stretch of largest moves, "
            + "\(dates(of: [stretch], in: panel)): all of the history counts as stressed")
      }
    } else if length > panel.count, periods.isEmpty {
      tell(
        .note,
        "the history so far has \(panel.count) returns, fewer than the \(length) of the stretch "
          + "asked for: all count as stressed")
    }
    let dates = dates(of: [range], in: panel)
    if !periods.isEmpty {
      tell(
        .warning,
        "none of \(periods.map(\.description).joined(separator: ", ")) is in the history so far: "
          + "the stretch of largest moves, \(dates), stands in")
    }
    return Found(panel: panel.rows([range]), dates: dates, diagnostics: diagnostics)
  }

  /// The mean over factors of each row's squared standardised returns; a factor that never moves adds
  /// nothing.
  private static func squares(of panel: ReturnPanel) -> [Double] {
    var squares = [Double](repeating: 0, count: panel.count)
    for returns in panel.returns {
      let mean = returns.reduce(0) { $0 + $1 * $1 } / Double(returns.count)
      guard mean > 0 else { continue }
      for (row, value) in returns.enumerated() {
        squares[row] += value * value / mean / Double(panel.factors.count)
      }
    }
    return squares
  }

  /// Where the `length` consecutive values with the largest sum begin.
  private static func heaviest(_ length: Int, _ values: [Double]) -> Int {
    var sums = [0.0]
    for value in values { sums.append(sums[sums.count - 1] + value) }
    var best = 0
    for start in 0...(values.count - length)
    where sums[start + length] - sums[start] > sums[best + length] - sums[best] {
      best = start
    }
    return best
  }

  /// Ranges in order, those that overlap or touch as one.
  private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }

  private static func dates(of ranges: [Range<Int>], in panel: ReturnPanel) -> String {
    ranges.map { "\(panel.times[$0.lowerBound]) to \(panel.times[$0.upperBound - 1])" }
      .joined(separator: ", ")
  }
}

extension StressedRows.Period: CustomStringConvertible {
  /// The rows of `panel` that belong to it.
  func rows(of panel: ReturnPanel) -> Range<Int> {
    let first = panel.times.firstIndex { $0 > after } ?? panel.count
    let end = panel.times.firstIndex { $0 > through } ?? panel.count
    return first..<max(first, end)
  }

  /// The days from the first to the last, such as `2020-03-01 to 2020-04-30`.
  public var description: String {
    let isWholeDay = after.seconds % TimeSpan.day.seconds == 0
    return "\(isWholeDay ? after + .day : after) to \(through)"
  }
}
