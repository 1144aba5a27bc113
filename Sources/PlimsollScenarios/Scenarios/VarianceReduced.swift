internal import Glibc
public import PlimsollMarket
public import PlimsollNumerics

/// Scenarios of a model drawn so that fewer of them tell as much: in mirrored pairs, at Sobol points,
/// where a portfolio loses, or with a loss of known law beside them.
///
/// A scenario's independent numbers are, in this order, the one that chooses whether it is twisted,
/// one for each step that mixes a t copula, and for each level of a Brownian bridge one a factor: of
/// the portfolio's quadratic, most telling first, else of the principal components. Sobol points serve
/// them in that order; numbers beyond the last dimension of Sobol points are independent ones.
///
/// The law is that of `MonteCarlo`, the draws are others.
///
/// - Source: Glasserman (2003), "Monte Carlo Methods in Financial Engineering", chapters 4 and 5.
/// - Verified by: VarianceReducedTests, ScenarioSourceLaws.
public struct VarianceReduced: ScenarioSource {
  /// The factors that move.
  public let factors: [RiskFactor]
  /// The number of scenarios.
  public let count: Int
  /// How they are drawn.
  public let sampling: Sampling
  /// Whether a twist weights them.
  public var isWeighted: Bool { twist != nil }
  /// Which of them know nothing of each other.
  public var design: SampleDesign { sampling.design }
  /// The loss whose law is known, written to `ScenarioTile.controls`; nil without one, and under a t
  /// copula, where it has no simple law.
  public let control: QuadraticForm?
  let random: RandomStream
  let sobol: ScrambledSobol?
  /// √(ν/χ²) of a number; nil under a Gaussian copula.
  let mixing: PiecewisePolynomial?
  let degreesOfFreedom: Double?
  private let law: PathLaw
  private let twist: TailTwist?
  /// By step, the rows of `loading × numbers of the step`, on rows of independent numbers.
  private let loadings: [SparseRows]
  /// steps × levels; nil for one step.
  private let bridge: Matrix?
  /// The rows of mixing numbers among a scenario's independent ones, where those of factors begin, and
  /// how many rows there are.
  let mixingRows: Range<Int>
  let firstFactor: Int
  let rowCount: Int
  /// Below the first of these numbers a scenario is not twisted; between it and the others, at the
  /// step whose mixing is stretched.
  let choices: [Double]

  private static let stream: UInt32 = 6

  /// `count` scenarios of `factors` over `bars` bars.
  ///
  /// - Parameters:
  ///   - quadratic: the loss whose tail is wanted, in these factors: sets the order of numbers, and the
  ///     control under a Gaussian copula.
  ///   - twist: for a twisted sampling, made from the quadratic's form.
  /// - Throws: an `InputError` when the model lacks a factor or its correlation is unusable.
  public init(
    _ model: RiskModel, factors: [RiskFactor]? = nil, bars: Int, count: Int, seed: UInt64,
    sampling: Sampling, quadratic: LossQuadratic? = nil, twist: TailTwist? = nil,
    tables: InnovationTables = InnovationTables()
  ) throws(InputError) {
    precondition(
      sampling.isTwisted ? twist != nil && quadratic != nil : twist == nil,
      "a twisted sampling takes a twist of a quadratic, another one none")
    let model = try model.restricted(to: factors ?? model.factors.map(\.factor))
    let law = try PathLaw(model, bars: bars, tables: tables)
    let size = model.factors.count
    self.factors = model.factors.map(\.factor)
    self.count = count
    self.sampling = sampling
    self.law = law
    self.twist = twist
    degreesOfFreedom = law.mixingDegrees
    mixing = law.mixingDegrees.map { ChiSquareMixing.table(degreesOfFreedom: $0) }
    control = law.mixingDegrees == nil ? quadratic?.form : nil
    let firstMixing = twist == nil ? 0 : 1
    mixingRows = firstMixing..<(firstMixing + (mixing == nil ? 0 : bars))
    firstFactor = mixingRows.upperBound
    rowCount = Self.numbers(in: model, bars: bars, isTwisted: twist != nil)
    bridge = bars > 1 ? BrownianBridge(times: (1...bars).map(Double.init)).increments : nil
    let loading =
      quadratic?.loading ?? Self.principalComponents(model.dependence.correlation)
    let firstRow = firstFactor
    loadings = (0..<bars).map { step in
      var rows = SparseRows()
      for (row, scale) in law.loadingScales.enumerated() {
        rows.append(
          (0..<size).map { (firstRow + step * size + $0, scale * loading[row, $0]) })
      }
      return rows
    }
    let sobolRows = sampling.design == .scrambles ? min(rowCount, SobolPoints.mostDimensions) : 0
    sobol = sobolRows > 0 ? ScrambledSobol(seed: seed, dimensions: sobolRows) : nil
    random = RandomStream(seed: seed, stream: Self.stream)
    let twisted = max(mixingRows.count, 1)
    choices = (0..<twisted).map {
      let share = (1 - TailTwist.defensiveShare) * Double($0) / Double(twisted)
      return NormalDistribution.quantile(TailTwist.defensiveShare + share)
    }
  }

  /// How many independent numbers a scenario is made of; those beyond `SobolPoints.mostDimensions` are
  /// drawn at random.
  public static func numbers(in model: RiskModel, bars: Int, isTwisted: Bool) -> Int {
    (isTwisted ? 1 : 0) + (model.dependence.copula == .t ? bars : 0) + model.factors.count * bars
  }

  /// Whether a factor's variance follows its own simulated returns: then e to the power of a return over
  /// three steps or more has no mean, and a twist finds the paths that make it so.
  public static func variancesMove(in model: RiskModel, bars: Int) -> Bool {
    bars > 1
      && model.factors.contains { $0.volatility.recursion != nil && $0.volatility.perBar > 0 }
  }

  /// Columns √λ v of a correlation, the largest λ first.
  private static func principalComponents(_ correlation: Matrix) -> Matrix {
    let eigen = SymmetricEigen(correlation)
    let size = correlation.rows
    var loading = Matrix(rows: size, columns: size)
    for (place, column) in (0..<size).reversed().enumerated() {
      let root = max(0, eigen.values[column]).squareRoot()
      for row in 0..<size { loading[row, place] = root * eigen.vectors[row, column] }
    }
    return loading
  }

  /// A factor's log return over the horizon at a correlated number, near enough to fit a quadratic to.
  public func move(ofFactor factor: Int, number: Double) -> Double {
    law.move(ofFactor: factor, number: number)
  }

  /// Draws the tile's scenarios, their weights and controls.
  public func fill(_ tile: inout ScenarioTile) {
    tile.reserveNumbers(rows: rowCount)
    tile.reserve(weights: isWeighted, controls: control != nil)
    drawNumbers(&tile)
    mixing?.apply(&tile.numbers, rows: mixingRows, stride: tile.stride, width: tile.width)
    if let twist { weigh(&tile, by: twist) }
    if let control { write(control, to: &tile) }
    if let bridge { build(bridge, in: &tile) }
    let numbers = tile.numbers
    law.fill(&tile) { step, rows, scenarios, stride, _ in
      for factor in factors.indices {
        loadings[step].multiply(
          row: factor, numbers, stride: stride, columns: scenarios.count, into: &rows,
          at: factor * stride)
        guard mixing != nil else { continue }
        let mixer = (mixingRows.lowerBound + step) * stride
        for column in scenarios.indices {
          rows[factor * stride + column] *= numbers[mixer + column]
        }
      }
    }
  }
}

extension PiecewisePolynomial {
  /// Replaces rows of numbers.
  fileprivate func apply(_ values: inout [Double], rows: Range<Int>, stride: Int, width: Int) {
    for row in rows { apply(&values, range: (row * stride)..<(row * stride + width)) }
  }
}
