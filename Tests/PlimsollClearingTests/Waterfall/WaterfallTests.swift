import PlimsollClearing
import PlimsollMarket
import Testing

/// Layers in orders of all kinds, by hand.
@Suite struct WaterfallTests {
  private let event = DefaultEvent(
    defaulters: [
      .init(name: "D", loss: 100, margin: 40, contribution: 10),
      .init(name: "C", loss: 20, margin: 30, usableMargin: 15, contribution: 50),
    ],
    survivors: [
      .init(name: "B", contribution: 10, gain: 20, equity: 100, score: 1),
      .init(name: "A", contribution: 30, gain: 5, equity: 300, score: 2),
      .init(name: "E", contribution: 0, gain: -50, equity: 0),
    ])

  private func settle(_ layers: [WaterfallLayer]) -> WaterfallSettlement {
    Waterfall(layers: layers).settle(event)
  }

  @Test func defaultersPayForThemselvesAlone() {
    let settled = settle([.defaulterMargin, .defaulterFund])
    // C, then D: 15 of C's margin may pay, and its contribution pays the other 5 of its own loss.
    #expect(settled.layers[0].draws == [15, 40])
    #expect(settled.layers[0].available == [30, 40])
    #expect(settled.layers[1].draws == [5, 10])
    #expect(settled.layers[1].available == [50, 10])
    #expect(settled.uncovered == 50)
    #expect(settled.layers.map(\.name) == ["1-defaulter-margin", "2-defaulter-fund"])
  }

  @Test func twoLayersOfTheFundShareIt() {
    let settled = settle([.mutualFund, .operatorCapital(7), .mutualFund])
    #expect(settled.layers[0].draws == [30, 10, 0])
    #expect(settled.layers[1].draws == [7])
    #expect(settled.layers[2].available == [0, 0, 0])
    #expect(settled.drawn == 47)
  }

  @Test func assessmentsAreCallsOfTheirOwn() {
    let settled = settle([.assessment(cap: 0.5), .assessment(cap: 2)])
    #expect(settled.layers[0].draws == [15, 5, 0])
    #expect(settled.layers[1].draws == [60, 20, 0])
    #expect(settled.uncovered == 20)
  }

  @Test func whatLivesOnGainsTakesThemOnce() {
    let settled = settle([.operatorCapital(110), .autoDeleveraging, .gainsHaircutting])
    // The highest score first, whole; the next bears the rest.
    #expect(settled.layers[1].draws == [5, 5, 0])
    #expect(settled.uncovered == 0)
    #expect(settled.layers[2].available == [0, 15, 0])
    let all = settle([.gainsHaircutting, .socialisedLoss(of: .gains, cap: 1), .tearUp])
    #expect(all.layers[0].draws == [5, 20, 0])
    #expect(all.layers[1].drawn == 0)
    // The rest by the gains that there were, 5 to 20.
    #expect(all.layers[2].draws == [19, 76, 0])
    #expect(all.layers[2].available == [19, 76, 0])
  }

  @Test func socialisedLossesStopAtTheirCap() {
    let settled = settle([.socialisedLoss(of: .equity, cap: 0.1)])
    #expect(settled.layers[0].draws == [30, 10, 0])
    #expect(settled.uncovered == 80)
    let gains = settle([.socialisedLoss(of: .gains, cap: 0.2)])
    #expect(gains.layers[0].draws == [1, 4, 0])
  }

  @Test func tearUpFollowsOppositeContracts() {
    let waterfall = Waterfall(layers: [.tearUp])
    #expect(waterfall.settle(event) { [0, 1, 3] }.layers[0].draws == [0, 30, 90])
    // Nobody holds the other side, so nobody bears it.
    let open = waterfall.settle(event) { [0, 0, 0] }
    #expect(open.uncovered == 120 && open.layers[0].drawn == 0)
    #expect(open.layers[0].available == [0, 0, 0])
  }

  @Test func unreachedLayersAreListedOnlyWhenAsked() {
    let waterfall = Waterfall(layers: [.insuranceFund(500), .mutualFund])
    #expect(waterfall.settle(event).layers.count == 2)
    #expect(waterfall.settle(event).layers[1].available == [30, 10, 0])
    #expect(waterfall.settle(event, listsUnreached: false).layers.count == 1)
  }

  @Test func readsEveryKind() throws {
    let text = """
      layers:
        - {kind: account-equity}
        - {kind: defaulter-fund}
        - {kind: operator-capital, amount: 25000000}
        - {kind: insurance-fund, amount: 0}
        - {kind: mutual-fund}
        - {kind: assessment, cap: 1.5}
        - {kind: gains-haircutting}
        - {kind: auto-deleveraging}
        - {kind: socialised-loss}
        - {kind: socialised-loss, of: equity, cap: 0.1}
        - {kind: tear-up}
      """
    let read = try Waterfall(yaml: InputFile(name: "mine.yaml", text: text))
    #expect(read.name == "mine")
    #expect(
      read.layers == [
        .accountEquity, .defaulterFund, .operatorCapital(25_000_000), .insuranceFund(0),
        .mutualFund, .assessment(cap: 1.5), .gainsHaircutting, .autoDeleveraging,
        .socialisedLoss(of: .gains, cap: 1), .socialisedLoss(of: .equity, cap: 0.1), .tearUp,
      ])
    #expect(read.countsEquity)
    #expect(read.scaled(by: 100).layers[2] == .operatorCapital(2_500_000_000))
  }

  @Test(arguments: [
    ("- {kind: operator-capital, amount: -5}", 2, "out of range"),
    ("- {kind: operator-capital}", 2, "the key `amount` is missing"),
    ("- {kind: operator-capital, amount: .nan}", 2, "not a finite number"),
    ("- {kind: mutual-fund, amount: 5}", 2, "unknown key \"amount\""),
    ("- {kind: mutal-fund}", 2, "unknown value \"mutal-fund\""),
    ("- {cap: 5}", 2, "the key `kind` is missing"),
    ("- {kind: assessment, cap: -1}", 2, "out of range"),
    ("- {kind: socialised-loss, cap: 2}", 2, "out of range"),
    ("- {kind: defaulter-margin}\n  - {kind: account-equity}", 2, "both"),
    ("[]", 2, "there are no layers"),
  ]) func refusesWithALine(layer: String, line: Int, message: String) {
    let error = #expect(throws: InputError.self) {
      try Waterfall(yaml: InputFile(name: "w.yaml", text: "layers:\n  " + layer + "\n"))
    }
    #expect(error?.place?.line == line)
    #expect(error?.message.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: ["", "layers: 5", "layer: []", "kind: waterfall"])
  func refusesWhatIsNoWaterfall(text: String) {
    #expect(throws: InputError.self) {
      try Waterfall(yaml: InputFile(name: "w.yaml", text: text))
    }
  }
}
