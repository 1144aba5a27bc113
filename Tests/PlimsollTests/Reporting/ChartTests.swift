import Foundation
import Plimsoll
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A chart and words that must be in it, as XML spells them.
struct ChartCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let words: [String]
  let svg: @Sendable () -> String

  init(_ name: String, words: [String], svg: @escaping @Sendable () -> String) {
    testDescription = name
    self.words = words
    self.svg = svg
  }
}

private let longName = "client-segregated-omnibus-account-000123"

private func histogram(
  _ edges: [Double], _ counts: [Int], _ markers: [ChartMarker] = [], below: Double? = nil
) -> String {
  HistogramChart(
    title: "P&L <1 day>", subtitle: "", xLabel: "P&L (\"USD\")", binEdges: edges, counts: counts,
    markers: markers, lossesBelow: below
  ).svg
}

private func netting(_ rows: [GrossToNetChart.Row]) -> String {
  GrossToNetChart(title: "Netting", subtitle: "all accounts", rows: rows, unit: "USDT").svg
}

private func requirements(_ rows: [RequirementChart.Row], _ collateral: Double?) -> String {
  RequirementChart(title: "Rules", subtitle: "", rows: rows, collateralValue: collateral).svg
}

private func waterfall(_ amount: Double, _ steps: [WaterfallChart.Step]) -> String {
  WaterfallChart(
    title: "Gross to net", subtitle: "", start: ("each alone", amount), steps: steps, end: "net"
  ).svg
}

private func filledBars(
  _ rows: [FilledBarsChart.Row], _ marker: (name: String, amount: Double)? = nil
) -> String {
  FilledBarsChart(
    title: "Layers", subtitle: "of a <loss>", rows: rows, legend: ("drawn", "left"),
    marker: marker
  ).svg
}

private func levels(_ rows: [MarginLevelChart.Row]) -> String {
  MarginLevelChart(title: "Levels", subtitle: "", rows: rows, initialLine: 1 / 0.75).svg
}

private func tornado(_ rows: [TornadoChart.Row]) -> String {
  TornadoChart(title: "Stress", subtitle: "library <x>", rows: rows, unit: "USD").svg
}

private func sensitivities(_ rows: [SensitivityChart.Row]) -> String {
  SensitivityChart(title: "What moves it", subtitle: "", rows: rows, unit: "margin").svg
}

private func lines(_ series: [LineChart.Series], _ spread: LineChart.Spread = .even) -> String {
  LineChart(
    title: "Lines", subtitle: "", xLabel: "day", yLabel: "USD", spread: spread, series: series
  ).svg
}

private func smiles(_ panels: [SmileChart.Panel]) -> String {
  SmileChart(
    title: "Smiles", subtitle: "of <BTC>", xLabel: "ln(K / F)", yLabel: "volatility",
    panels: panels
  ).svg
}

private func heat(_ rows: [String], _ columns: [String], _ values: [[Double?]]) -> String {
  HeatMapChart(
    title: "Heat <map>", subtitle: "", xLabel: "decay", yLabel: "level & tail",
    columns: columns, rows: rows, values: values
  ).svg
}

/// A chart of days from the end of 2020-01-01.
private func timeSeries(_ days: Int, strokes: Bool = false, marks: [TimeSeriesChart.Marks] = [])
  -> String
{
  let values = (0..<days).map { Double($0 % 17) - 8 }
  return TimeSeriesChart(
    title: "Time", subtitle: "", yLabel: "USD",
    times: (0..<days).map { Timestamp(seconds: 1_577_923_200 + 86_400 * $0) },
    strokes: strokes ? .init(name: "P&L <bar>", values: values) : nil,
    lines: [
      .init(name: "VaR", values: values), .init(name: "margin", values: values, style: 2),
    ], marks: marks
  ).svg
}

private let chartCases: [ChartCase] = [
  ChartCase("smiles", words: ["of &lt;BTC&gt;", "2026-01-02 &amp; on", "p-danger", "polyline"]) {
    smiles(
      (0..<4).map { place in
        .init(
          title: "2026-01-0\(place) & on",
          quotes: [
            .init(x: -0.1, bid: 50, ask: 52, isLiquid: true),
            .init(x: 0.1, bid: 55, ask: 55, isLiquid: false),
          ], curve: [(-0.1, 51), (0, 50), (0.1, 54)])
      })
  },
  ChartCase("smiles without quotes or panels", words: ["<desc>"]) {
    smiles([]) + smiles([.init(title: "none", quotes: [], curve: [])]).prefix(0)
  },
  ChartCase(
    "histogram",
    words: [
      "P&amp;L &lt;1 day&gt;", "P&amp;L (&quot;USD&quot;)", "VaR 99%: -1.5", "square-root scale",
      "p-loss", "below -1.5",
    ]
  ) {
    histogram(
      [-3, -2, -1, 0, 1], [1, 9, 60, 30], [ChartMarker(label: "VaR 99%", value: -1.5)], below: -1.5)
  },
  ChartCase("histogram of equal outcomes", words: ["ES 99%: -5", "100%"]) {
    histogram([-5, -5], [1000], [ChartMarker(label: "ES 99%", value: -5)], below: -5)
  },
  ChartCase("histogram without scenarios", words: ["Histogram of 0 scenarios"]) {
    histogram([1e12, 1.000001e12, 1.000002e12], [0, 0])
  },
  ChartCase("histogram without bins", words: ["<desc>"]) { histogram([0], []) },
  ChartCase("tiny histogram", words: ["-1e-9"]) { histogram([-1e-9, 0, 1e-9], [1, 3]) },
  ChartCase(
    "netting",
    words: ["A&amp;B", "345.7k of 1.235M", "netting saves 72.0%", "margin (USDT)", "p-hatching"]
  ) {
    netting([.init(label: "A&B", gross: 1_234_567, net: 345_678)])
  },
  ChartCase("netting of nothing", words: ["no margin"]) {
    netting([.init(label: "flat", gross: 0, net: 0)])
  },
  ChartCase("netting that adds", words: ["netting adds 30.0%", "no gross margin"]) {
    netting([.init(label: "a", gross: 10, net: 13), .init(label: "b", gross: 0, net: 2)])
  },
  ChartCase(
    "netting of 12 accounts", words: ["client-segregated-omnibus-", "account-000123", "1T"]
  ) {
    netting((1...12).map { .init(label: longName, gross: 1e12 / Double($0), net: 1e-9) })
  },
  ChartCase("requirements", words: ["collateral value", "maintenance 750", "1.5k", "a&amp;b"]) {
    requirements(
      [
        .init(label: "a&b", initial: 1_500, maintenance: 750),
        .init(label: "free", initial: 0, maintenance: 0),
      ], 900)
  },
  ChartCase("requirements of one under water", words: ["initial margin"]) {
    requirements([.init(label: "r", initial: 1e12, maintenance: 1e11)], -5)
  },
  ChartCase("requirements without rows", words: ["No rows."]) { requirements([], nil) },
  ChartCase("waterfall", words: ["each alone", "-40", "40.0%", "calendar", "net", "65"]) {
    waterfall(
      100,
      [.init(label: "calendar", reduction: 40), .init(label: "value at risk", reduction: -5)])
  },
  ChartCase(
    "filled bars", words: ["of a &lt;loss&gt;", "1-fund", "750", "of 1.5k", "p-loss", "fund line"]
  ) {
    filledBars(
      [
        .init(label: "1-fund", filled: 750, whole: 1_500, note: "of 1.5k"),
        .init(label: "uncovered", filled: 20, whole: 20, isLoss: true),
      ], ("fund line", 900))
  },
  ChartCase("filled bars without rows", words: ["No rows."]) { filledBars([]) },
  ChartCase("filled bars of nothing", words: ["drawn", "left"]) {
    filledBars([.init(label: longName, filled: 0, whole: 0)], ("line", 0))
  },
  ChartCase("waterfall of nothing", words: ["each alone", "net"]) { waterfall(0, []) },
  ChartCase("netting without rows", words: ["No rows."]) { netting([]) },
  ChartCase(
    "margin levels",
    words: [
      "42.3×", "-0.40×", "no margin required", "healthy", "liquidation", "bankrupt", "load line",
      "initial margin 1.33×", "p-danger", "p-gap",
    ]
  ) {
    levels([
      .init(label: "a", level: 42.3, status: "healthy"),
      .init(label: "b", level: 0.83, status: "liquidation"),
      .init(label: "c", level: -0.4, status: "bankrupt"),
      .init(label: "d", level: nil, status: "healthy"),
      .init(label: "e", level: 0, status: "some other state"),
    ])
  },
  ChartCase("extreme margin levels", words: ["1T×", "-1T×"]) {
    levels([
      .init(label: "a", level: 1e12, status: "healthy"),
      .init(label: "b", level: -1e12, status: "bankrupt"),
    ])
  },
  ChartCase("margin levels without rows", words: ["No rows."]) { levels([]) },
  ChartCase(
    "tornado",
    words: ["library &lt;x&gt;", "-1.596M", "level -0.70", "250k", "P&amp;L (USD)", "p-loss"]
  ) {
    tornado([
      .init(label: "rally", pnl: 250_000), .init(label: "flat", pnl: 0),
      .init(label: "crash & burn", pnl: -1_596_000, note: "level -0.70"),
    ])
  },
  ChartCase("tornado of gains", words: ["1e-9"]) { tornado([.init(label: "a", pnl: 1e-9)]) },
  ChartCase("tornado without rows", words: ["No rows."]) { tornado([]) },
  ChartCase(
    "sensitivities",
    words: ["level &lt;x&gt;", "0.9 to 0.99", "p-netted", "p-neutral", "from 3M to 1M"]
  ) {
    sensitivities([
      .init(label: "level <x>", low: 1e6, high: 2e6, lowValue: "0.9", highValue: "0.99"),
      .init(label: "decay", low: 3e6, high: 1e6, lowValue: "0.9", highValue: "0.97"),
    ])
  },
  ChartCase("sensitivities without rows", words: ["No rows."]) { sensitivities([]) },
  ChartCase("lines", words: ["rule &lt;a&gt;", "p-series1", "day"]) {
    lines([
      .init(name: "rule <a>", points: [(0, 1), (1, 2), (2, -1e6)]),
      .init(name: "b", points: [(0, 5), (2, 5)]),
    ])
  },
  ChartCase("lines without width", words: ["<circle"]) {
    lines([.init(name: "none", points: []), .init(name: "one", points: [(1, 1)])])
  },
  ChartCase("no lines", words: ["<desc>"]) { lines([]) },
  ChartCase(
    "time series",
    words: [
      "2021", "2023", "P&amp;L &lt;bar&gt;", "2 exceptions", "p-stroke", "p-loss", "p-series2",
    ]
  ) {
    timeSeries(
      1_200, strokes: true,
      marks: [
        .init(name: "exceptions", shape: .dot, places: [(3, -5), (900, -7)]),
        .init(name: "breaches", shape: .ring, places: [(3, -9)]),
      ])
  },
  ChartCase("time series of one time", words: ["<circle", "2020-01-01"]) { timeSeries(1) },
  ChartCase("scatter", words: ["a&amp;b", "level 99.0%", "p-series1", "cost"]) {
    ScatterChart(
      title: "Scatter", subtitle: "", xLabel: "cost", yLabel: "coverage",
      series: [
        .init(name: "one", points: [.init(x: 1, y: 99, label: "a&b"), .init(x: 1, y: 99)]),
        .init(name: "two", points: [.init(x: 2, y: 98.5, label: "a&b")]),
      ], target: (99, "level 99.0%")
    ).svg
  },
  ChartCase("scatter without points", words: ["<desc>"]) {
    ScatterChart(title: "", subtitle: "", xLabel: "x", yLabel: "y", series: []).svg
  },
  ChartCase("lines over ratios", words: [">1k</text>", ">10k</text>", ">100k</text>"]) {
    lines([.init(name: "a", points: [(1000, 1), (10_000, 2), (100_000, 3)])], .logarithmic)
  },
  ChartCase("lines over a wide range of ratios", words: [">0.001</text>", ">1M</text>"]) {
    lines([.init(name: "a", points: [(1e-3, 1), (1e6, 2)])], .logarithmic)
  },
  ChartCase("lines over time", words: [">2024-02-28</text>", ">2024-03-01</text>"]) {
    // Timestamps of dates are midnights at their end.
    let start = 1_709_164_800.0
    return lines(
      [.init(name: "a", points: [(start, 1), (start + 86_400, 2), (start + 172_800, 3)])], .time)
  },
  ChartCase("one moment", words: ["<circle"]) {
    lines([.init(name: "a", points: [(1_709_164_800, 1)])], .time)
  },
  ChartCase(
    "heat map", words: ["Heat &lt;map&gt;", "level &amp; tail", ">1.235M</text>", "no result"]
  ) {
    heat(["0.95", "0.99"], ["a", "b"], [[1_234_567, 2], [nil, -3e-7]])
  },
  ChartCase("heat map of one number", words: [">5</text>", "p-heat0"]) {
    heat(["r"], ["c"], [[5]])
  },
  ChartCase("heat map of nothing", words: ["no result"]) { heat(["r"], ["c"], [[nil]]) },
  ChartCase("heat map without cells", words: ["<desc>"]) { heat([], [], []) },
  ChartCase("wide heat map", words: ["p-heat6"]) {
    heat(["r"], (0..<40).map { "column \($0)" }, [(0..<40).map { Double($0) * 1e6 }])
  },
]

@Suite("Charts")
struct ChartTests {
  /// A bridge tells a rise as a plus; a step of gross to net, as the part it takes off.
  @Test func stepsOfABridgeHaveSigns() {
    func svg(tellsChanges: Bool) -> String {
      WaterfallChart(
        title: "t", subtitle: "", start: ("before", 200),
        steps: [.init(label: "up", reduction: -50), .init(label: "down", reduction: 20)],
        end: "after", tellsChanges: tellsChanges
      ).svg
    }
    let bridge = svg(tellsChanges: true)
    for text in [">+50<", ">+25.0%<", ">-20<", ">-10.0%<", ">230<"] {
      #expect(bridge.contains(text), "\(text)")
    }
    let netting = svg(tellsChanges: false)
    for text in [">50<", ">-25.0%<", ">-20<", ">10.0%<"] {
      #expect(netting.contains(text), "\(text)")
    }
  }

  @Test("A chart is well-formed, complete and the same every time", arguments: chartCases)
  func battery(chart: ChartCase) {
    let svg = chart.svg()
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    for word in chart.words { #expect(svg.contains(word), "\(word)") }
    #expect(!svg.contains(/="[^"]*(nan|inf)/))
    #expect(svg.contains("role=\"img\"") && svg.contains("prefers-color-scheme:dark"))
    #expect(svg.contains("width=\"760\""))
    #expect(chart.svg() == svg)
  }

  @Test("Bars do not leave the picture", arguments: chartCases)
  func inside(chart: ChartCase) throws {
    for match in chart.svg().matches(
      of: /<rect class="p-[a-z]+" x="([-0-9.]+)" .*? width="([-0-9.]+)"/)
    {
      let x = try #require(Double(match.1))
      let width = try #require(Double(match.2))
      #expect(x >= 0 && x + width <= 760)
    }
  }

  @Test("Control characters in a name do not break the XML")
  func controlCharacters() {
    let svg = levels([.init(label: "a\u{0}\u{1B}b\nc", level: 1, status: "ok")])
    #expect(XMLParser(data: Data(svg.utf8)).parse())
  }

  @Test("Shapes of charts are programming errors when they do not fit")
  func wrongShapes() async {
    await #expect(processExitsWith: .failure) {
      _ = HistogramChart(
        title: "", subtitle: "", xLabel: "", binEdges: [0, 1], counts: [1, 2], markers: [])
    }
  }
}
