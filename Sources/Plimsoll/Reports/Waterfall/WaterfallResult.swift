internal import PlimsollClearing
internal import PlimsollMargin
internal import PlimsollMarket

/// Everything a waterfall study has found.
struct WaterfallResult {
  let book: Book
  let library: StressLibrary
  let assessment: MarginAssessment
  let cleared: ClearedBook
  let waterfall: Waterfall
  let stress: ClearingStress
  let simulation: DefaultSimulation
  let moves: ClearingMoves
  let settings: WaterfallStudy.FundSettings

  /// Before endogenous moves, in cents.
  let losses: StressLosses
  /// After them, in cents; nil when none are followed.
  let lossesAfter: StressLosses?

  init(
    book: Book, library: StressLibrary, assessment: MarginAssessment, cleared: ClearedBook,
    waterfall: Waterfall, stress: ClearingStress, simulation: DefaultSimulation,
    moves: ClearingMoves, settings: WaterfallStudy.FundSettings
  ) {
    self.book = book
    self.library = library
    self.assessment = assessment
    self.cleared = cleared
    self.waterfall = waterfall
    self.stress = stress
    self.simulation = simulation
    self.moves = moves
    self.settings = settings
    losses =
      stress.losses(after: false, of: cleared)
      ?? StressLosses(members: [], groups: [], scenarios: [])
    lossesAfter = stress.losses(after: true, of: cleared)
  }

  /// The number of the scenario whose close-out loses most, the first of equals.
  var worst: Int {
    stress.scenarios.indices.reduce(0) { worst, next in
      stress.scenarios[next].settlement.loss > stress.scenarios[worst].settlement.loss
        ? next : worst
    }
  }

  /// The fund that covers losses: its size and by member what each pays, in cents.
  func required(for losses: StressLosses) -> (size: DefaultFund.Size, shares: [Double]) {
    let size = DefaultFund.sized(
      toCover: settings.cover, of: losses, buffer: settings.buffer)
    let weights =
      switch settings.allocation {
      case .stressedLoss: losses.largest
      case .initialMargin: cleared.byMember(cleared.initialMargin)
      }
    return (
      size,
      FundAllocation.shares(
        of: size.amount, weights: weights, floor: settings.floor.inCents(.up), unit: 1)
    )
  }

  /// What members have paid in, in cents.
  var paidIn: Double { cleared.contributions.reduce(0, +) }

  /// Stress scenarios that leave a loss that nobody bears.
  var uncovered: [ClearingStress.Scenario] {
    stress.scenarios.filter { $0.settlement.uncovered > 0 }
  }
}
