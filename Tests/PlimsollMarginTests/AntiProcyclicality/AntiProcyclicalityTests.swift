import PlimsollMargin
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import Synchronization
import TestBooks
import Testing

/// What a run tells of its progress.
private final class Progress: Sendable {
  private let state = Mutex((last: 0, total: 0))

  var last: Int { state.withLock { $0.last } }
  var total: Int { state.withLock { $0.total } }

  @Sendable func note(_ done: Int, _ total: Int) {
    state.withLock { $0 = (max($0.last, done), total) }
  }
}

@Suite struct AntiProcyclicalityTests {
  private static let stress = StressedRows.worst(.days(100))
  private static let blend = AntiProcyclicality.StressedBlend(stressed: stress)

  /// Every option.
  static let options: [AntiProcyclicality] = [
    .buffer(.init()), .stressedObservations(.init(stressed: stress)), .stressedBlend(blend),
    .longFloor,
  ]

  private func rule(
    _ option: AntiProcyclicality?, _ method: ScenarioPlan.Method = .historical,
    collateral: ShortfallRule.CollateralTreatment = .simulated,
    change: (inout ShortfallRule) -> Void = { _ in }
  ) throws -> ShortfallRule {
    try StressSamples.rule(method, collateral: collateral) {
      $0.antiProcyclicality = option
      $0.floorFraction = 0.002
      change(&$0)
    }
  }

  private func requirements(
    _ rule: ShortfallRule, on book: Book, _ context: RiskContext = RiskContext()
  ) throws -> [MarginRequirement] {
    try rule.assess(book, in: context).requirements
  }

  @Test(arguments: options, ScenarioPlan.Method.allCases)
  func obeysTheLawsOfMarginModels(option: AntiProcyclicality, method: ScenarioPlan.Method) throws {
    let haircut = Haircut(fractions: ["B": 0.2], defaultFraction: 0.5)
    for treatment in [ShortfallRule.CollateralTreatment.simulated, .haircut(haircut)] {
      try checkMarginModelLaws(
        try rule(option, method, collateral: treatment),
        on: try StressSamples.book(StressSamples.accounts))
    }
  }

  @Test(arguments: options, ScenarioPlan.Method.allCases)
  func unadjustedIsTheMarginWithoutTheOption(
    option: AntiProcyclicality, method: ScenarioPlan.Method
  ) throws {
    let book = try StressSamples.book(StressSamples.accounts)
    let adjusted = try requirements(try rule(option, method), on: book)
    let plain = try requirements(try rule(nil, method), on: book)
    for (with, without) in zip(adjusted, plain) {
      #expect(with.unadjustedInitial == without.initial)
      #expect(without.antiProcyclicality == nil && without.unadjustedInitial == without.initial)
      let charge = try #require(with.antiProcyclicality)
      #expect(charge.added == with.initial - without.initial && charge.adjusted == with.initial)
      #expect(with.maintenance == 0.75 * with.initial)
      if option.method != .stressedObservations {
        #expect(with.initial >= without.initial)
        #expect(with.core == without.core && with.contributions == without.contributions)
      }
    }
  }

  @Test func aBufferIsFullUntilTheChargeBeforeIsKnown() throws {
    let book = try StressSamples.book(StressSamples.accounts)
    let buffered = try rule(.buffer(.init(size: 0.3)))
    let full = try requirements(buffered, on: book)
    for requirement in full where requirement.unadjustedInitial > 0 {
      #expect(requirement.initial == 1.3 * requirement.unadjustedInitial)
      #expect(requirement.antiProcyclicality?.state == .full)
    }
    var context = RiskContext()
    context.previousCharges = ["long": 1, "short": 1.1 * full[1].unadjustedInitial]
    let drawn = try requirements(buffered, on: book, context)
    #expect(drawn.map(\.antiProcyclicality?.state) == [.exhausted, .drawn, .exhausted])
    #expect(drawn[0].initial == drawn[0].unadjustedInitial)
    let rebuilt = (1.1 + 0.3 / 60) * drawn[1].unadjustedInitial
    #expect(abs(drawn[1].initial - rebuilt) < 1e-9 * rebuilt)
    let note = try buffered.assess(book, in: RiskContext()).method.first { $0.contains("buffer") }
    #expect(note?.contains("Art. 28(1)(a)") == true)
    #expect(note?.contains("No earlier charge is known") == true)
  }

  @Test func stressedObservationsAreTheWeightedSample() throws {
    // 299 returns, 298 windows of two days; the 100 worst days hold 99. By the tail alone.
    let book = try StressSamples.book([
      Account(name: "a", positions: [StressSamples.perpetual("A", 1)])
    ])
    let panel = try ReturnPanel(book.prices, factors: ["A"])
    let price = try #require(book.spot["A"])
    let level = try #require(ConfidenceLevel(0.99))
    func losses(_ panel: ReturnPanel) -> [Double] {
      panel.overlappingSums(bars: 2)[0].map { price - price * SyntheticPrices.exponential($0) }
    }
    let found = try Self.stress.found(in: panel, bars: 2)
    for weight in [0.25, 0.4] {
      let option = AntiProcyclicality.stressedObservations(
        .init(weight: weight, stressed: Self.stress))
      let requirement = try requirements(try rule(option), on: book)[0]
      let mixed = MixedScenarios(
        try HistoricalReplay(panel, bars: 2),
        repeatedWith: try HistoricalReplay(found.panel, bars: 2), weight: weight)
      let sample = StressedSample(
        recent: losses(panel), stressed: losses(found.panel), weight: mixed.weight)
      let expected = sample.expectedShortfall(at: level)
      #expect(abs(requirement.core - expected) < 1e-9 * expected)
      #expect(requirement.initial == requirement.core)
      let error = try #require(requirement.netMeasure.standardError)
      #expect(error > 0)
    }
  }

  @Test func aBlendIsOfTwoMargins() throws {
    let book = try StressSamples.book(StressSamples.accounts)
    for (isNeverBelow, weight) in [(true, 0.25), (false, 0.25), (false, 0.6)] {
      let option = AntiProcyclicality.StressedBlend(
        weight: weight, stressed: .worst(.days(30)), isNeverBelow: isNeverBelow)
      let blended = try requirements(
        try rule(.stressedBlend(option), .filteredHistorical), on: book)
      for requirement in blended {
        let charge = try #require(requirement.antiProcyclicality)
        let blend = (1 - weight) * charge.unadjusted + weight * charge.compared
        let expected = isNeverBelow ? max(charge.unadjusted, blend) : blend
        #expect(abs(requirement.initial - expected) <= 1e-12 * expected)
      }
    }
  }

  @Test func theStressedMarginIsThatOfTheStressedDaysAsTheyWere() throws {
    let book = try StressSamples.book([
      Account(name: "a", positions: [StressSamples.perpetual("A", 2)])
    ])
    let level = try #require(ConfidenceLevel(0.99))
    let panel = try ReturnPanel(book.prices, factors: ["A"])
    let found = try Self.stress.found(in: panel, bars: 2).panel
    let price = 2 * (try #require(book.spot["A"]))
    let gains = found.overlappingSums(bars: 2)[0].map {
      price * SyntheticPrices.exponential($0) - price
    }
    let expected = PnLVector(gains).expectedShortfall(at: level).value
    for method in ScenarioPlan.Method.allCases {
      let charge = try #require(
        try requirements(try rule(.stressedBlend(Self.blend), method), on: book)[0]
          .antiProcyclicality)
      #expect(abs(charge.compared - expected) < 1e-9 * expected)
    }
  }

  @Test func theFloorIsPlainHistory() throws {
    // A short window now, all of history in the floor.
    let book = try StressSamples.book(StressSamples.accounts)
    let floored = try requirements(
      try rule(.longFloor) { $0.scenarios.spec.window = .days(60) }, on: book)
    let long = try requirements(try rule(nil), on: book)
    let short = try requirements(
      try rule(nil) { $0.scenarios.spec.window = .days(60) }, on: book)
    for (place, requirement) in floored.enumerated() {
      #expect(requirement.initial == max(long[place].initial, short[place].initial))
      #expect(requirement.antiProcyclicality?.compared == long[place].initial)
    }
    #expect(floored.contains { $0.antiProcyclicality?.state == .raises })
  }

  @Test func aShortHistoryIsNotCalledTenYears() throws {
    func assessment(_ days: Int) throws -> MarginAssessment {
      let book = try Book(
        name: "b", prices: try SyntheticPrices.history(["A"], days: days),
        accounts: [Account(name: "a", positions: [StressSamples.perpetual("A", 1)])])
      return try rule(.longFloor).assess(book, in: RiskContext())
    }
    let (short, long) = (try assessment(3650), try assessment(3654))
    #expect(short.comparedWith == "over the longest available, not Art. 28(1)(c)")
    #expect(short.method.contains { $0.contains("not EMIR RTS 153/2013, Art. 28(1)(c)") })
    #expect(long.comparedWith == "over the longest history, Art. 28(1)(c)")
    #expect(!long.method.contains { $0.contains("not EMIR") })
  }

  @Test(arguments: options) func thirtyObservationsAreEnough(option: AntiProcyclicality) throws {
    let book = try Book(
      name: "b", prices: try SyntheticPrices.history(["A", "B", "USDC"], days: 31),
      accounts: StressSamples.accounts)
    for method in ScenarioPlan.Method.allCases {
      let assessment = try rule(option, method).assess(book, in: RiskContext())
      for requirement in assessment.requirements {
        #expect(requirement.initial.isFinite && requirement.initial >= 0)
      }
      let tells = assessment.diagnostics.contains { $0.subject == "stressed periods" }
      #expect(tells == [.stressedObservations, .stressedBlend].contains(option.method))
    }
  }

  @Test(arguments: options) func constantPricesCostNothing(option: AntiProcyclicality) throws {
    let rows = (0..<60).map { "\(Timestamp(seconds: 1_704_067_200) + .days($0)),7\n" }
    let history = try PriceHistory(
      csv: InputFile(name: "p.csv", text: "date,A\n" + rows.joined()))
    let book = try Book(
      name: "b", prices: history,
      accounts: [Account(name: "a", positions: [StressSamples.perpetual("A", 1)])])
    for method in [ScenarioPlan.Method.historical, .filteredHistorical] {
      let found = try requirements(
        try rule(option, method) { $0.floorFraction = 0 }, on: book)[0]
      #expect(found.initial == 0 && found.antiProcyclicality?.added == 0)
    }
  }

  @Test func aPeriodYetToComeIsToldOf() throws {
    let later = StressedRows.periods([
      .init(
        after: try #require(Timestamp("2030-01-01")), through: try #require(Timestamp("2030-03-01"))
      )
    ])
    let assessment = try rule(.stressedObservations(.init(stressed: later)))
      .assess(try StressSamples.book(StressSamples.accounts), in: RiskContext())
    #expect(
      assessment.diagnostics.contains {
        $0.severity == .warning && $0.message.contains("stands in")
      })
    #expect(assessment.requirements[0].initial > 0)
  }

  @Test func onlyAccountsShownAreChartedAndTheirChartsAreTheMeasures() throws {
    let many = (0..<9).map {
      Account(
        name: "a\($0)", positions: [StressSamples.perpetual("A", Double($0 + 1))],
        collateral: [Collateral(asset: nil, amount: 100)])
    }
    let book = try StressSamples.book(many)
    for option in Self.options {
      var context = RiskContext()
      context.charted = 2
      let found = try requirements(try rule(option), on: book, context)
      #expect(found.indices.filter { found[$0].histogram != nil } == found.lowestLevels(2))
    }
  }

  @Test func progressReachesItsTotalOnce() throws {
    let book = try StressSamples.book(StressSamples.accounts)
    for option in Self.options {
      let seen = Progress()
      var context = RiskContext()
      context.progress = seen.note
      _ = try rule(option, .monteCarlo).assess(book, in: context)
      #expect(seen.last == seen.total && seen.total >= 4_000)
    }
  }
}
