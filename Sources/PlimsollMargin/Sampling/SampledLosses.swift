internal import PlimsollNumerics
internal import PlimsollScenarios

/// The large losses of one portfolio among drawn scenarios, each with its weight and its control.
///
/// Scenarios that lose less than a floor, and whose control does too, are counted and forgotten.
struct SampledLosses: Sendable {
  /// How many scenarios were drawn.
  private(set) var count = 0
  /// Which of them know nothing of each other.
  let design: SampleDesign
  /// In order of scenario: what it loses.
  private(set) var losses: [Double] = []
  /// How likely it is against how it was drawn.
  private(set) var weights: [Double] = []
  /// The loss whose law is known; empty without one.
  private(set) var controls: [Double] = []
  /// Its number.
  private(set) var scenarios: [Int] = []
  /// Losses up to this are forgotten unless their control is above.
  private var floor = -Double.infinity

  init(design: SampleDesign) { self.design = design }

  /// Losses in scenarios that are equally likely and independent.
  init(losses: [Double]) {
    design = .independent
    count = losses.count
    self.losses = losses
    weights = losses.map { _ in 1 }
    scenarios = Array(losses.indices)
  }

  /// Draws the scenarios of `rows` from the last drawn up to `end` and keeps the large losses of a
  /// portfolio, the first row of `portfolio`.
  ///
  /// - Parameter threads: as for any tail; the result is the same.
  mutating func draw(
    upTo end: Int, _ rows: UnitRows, _ portfolio: SparseRows, threads: Int?
  ) {
    let (start, stride, floor) = (count, rows.stride, floor)
    let parts = Parallel.map(
      count: (end - start + stride - 1) / stride, threads: threads,
      workspace: { (rows.emptyTile(), [Double](repeating: 0, count: stride)) }
    ) { index, work in
      let first = start + index * stride
      rows.fill(&work.0, with: first..<min(first + stride, end))
      portfolio.multiply(
        row: 0, work.0.gains, stride: stride, columns: work.0.width, into: &work.1)
      var part = SampledLosses(design: .independent)
      part.keep(work.1, of: work.0, above: floor)
      return part
    }
    for part in parts {
      losses += part.losses
      weights += part.weights
      controls += part.controls
      scenarios += part.scenarios
    }
    count = end
  }

  private mutating func keep(_ gains: [Double], of tile: UnitRows.Tile, above floor: Double) {
    for (column, scenario) in tile.numbers.enumerated() {
      let loss = -gains[column]
      let control = tile.controls.isEmpty ? -.infinity : tile.controls[column]
      guard loss > floor || control > floor else { continue }
      losses.append(loss)
      weights.append(tile.weights.isEmpty ? 1 : tile.weights[column])
      if !tile.controls.isEmpty { controls.append(control) }
      scenarios.append(scenario)
    }
  }

  /// Forgets, now and in what is drawn next, what loses no more than `floor`.
  mutating func forget(upTo floor: Double) {
    guard floor > self.floor else { return }
    self.floor = floor
    let kept = losses.indices.filter {
      losses[$0] > floor || (!controls.isEmpty && controls[$0] > floor)
    }
    losses = kept.map { losses[$0] }
    weights = kept.map { weights[$0] }
    if !controls.isEmpty { controls = kept.map { controls[$0] } }
    scenarios = kept.map { scenarios[$0] }
  }

  /// The standard error of the mean over all scenarios of what is `values` for those kept and zero for
  /// the others: between scenarios, pairs or scrambles, whatever knows nothing of each other.
  ///
  /// - Complexity: O(kept).
  func standardError(of values: [Double]) -> Double {
    var (groups, sum, squares) = (count, 0.0, 0.0)
    var ofScrambles = [Double](repeating: 0, count: ScrambledSobol.scrambles)
    var (pair, ofPair) = (-1, 0.0)
    for (value, scenario) in zip(values, scenarios) {
      sum += value
      switch design {
      case .independent: squares += value * value
      case .pairs:
        if scenario / 2 != pair {
          squares += ofPair * ofPair
          (pair, ofPair) = (scenario / 2, 0)
        }
        ofPair += value
      case .scrambles: ofScrambles[scenario % ofScrambles.count] += value
      }
    }
    switch design {
    case .independent: break
    case .pairs:
      squares += ofPair * ofPair
      groups = count / 2
    case .scrambles:
      squares = ofScrambles.reduce(0) { $0 + $1 * $1 }
      groups = ofScrambles.count
    }
    let number = Double(groups)
    guard groups > 1 else { return .infinity }
    let variance = max(0, squares - sum * sum / number) / (number - 1)
    return (variance * number).squareRoot() / Double(count)
  }

  /// The half-width of a 95 % interval in standard errors.
  var intervalWidth: Double {
    design == .scrambles
      ? StudentTDistribution(degreesOfFreedom: Double(ScrambledSobol.scrambles - 1))
        .quantile(0.975)
      : Estimate.intervalWidth
  }
}
