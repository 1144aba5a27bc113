internal import PlimsollMarket

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

extension LineChart {
  /// How x values are spread along the axis.
  public enum Spread: Equatable, Sendable {
    /// Equal steps take equal room.
    case even
    /// Equal ratios take equal room; every x is above zero.
    case logarithmic
    /// x is a time in seconds since 1970, labelled by its date.
    case time
  }
}

/// The horizontal axis of a line chart, with labels that do not touch.
struct SpreadAxis {
  private let spread: LineChart.Spread
  private let scale: AxisScale

  init(_ spread: LineChart.Spread, showing values: [Double], from start: Double, to end: Double) {
    self.spread = spread
    let places = spread == .logarithmic ? values.map(\.logarithm) : values
    scale = AxisScale(showing: places, from: start, to: end)
  }

  /// Where a value is drawn.
  func position(_ value: Double) -> Double {
    scale.position(spread == .logarithmic ? value.logarithm : value)
  }

  /// Positions on the page with their labels.
  var ticks: [(x: Double, label: String)] {
    switch spread {
    case .even:
      return scale.horizontalTicks().map { (scale.position($0), AxisScale.label($0)) }
    case .logarithmic:
      return thinned(powers.map { (position($0), AxisScale.label($0)) })
    case .time:
      return thinned(dates)
    }
  }

  /// 1, 2 and 5 times powers of ten; the powers alone when the range is wide.
  private var powers: [Double] {
    let exponents = Int(scale.low.rounded(.down))...Int(scale.high.rounded(.up))
    let mantissas = exponents.count > 4 ? [1] : [1, 2, 5]
    return exponents.flatMap { exponent in
      mantissas.compactMap { Double("\($0)e\(exponent)") }
    }.filter { (scale.low - 1e-9...scale.high + 1e-9).contains($0.logarithm) }
  }

  /// Midnights a whole number of days apart, at most six of them.
  private var dates: [(x: Double, label: String)] {
    let day = Double(TimeSpan.day.seconds)
    let (first, last) = ((scale.low / day).rounded(.up), (scale.high / day).rounded(.down))
    let step = max(1, ((last - first) / 6).rounded(.up))
    return stride(from: first, through: last, by: step).map { days in
      (
        scale.position(days * day),
        Timestamp(seconds: Int(days) * TimeSpan.day.seconds).description
      )
    }
  }

  /// Ticks from the left, but for those whose labels would touch the one before.
  private func thinned(_ ticks: [(x: Double, label: String)]) -> [(x: Double, label: String)] {
    var kept: [(x: Double, label: String)] = []
    var edge = -Double.infinity
    for tick in ticks {
      let half = TextStyle.tick.width(of: tick.label) / 2
      guard tick.x - half > edge + 10 else { continue }
      kept.append(tick)
      edge = tick.x + half
    }
    return kept
  }
}

extension Double {
  /// To the base of ten, for places on a chart.
  fileprivate var logarithm: Double { log10(self) }
}
