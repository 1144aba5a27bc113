import Foundation
import PlimsollMargin
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import Testing

@Suite struct ShortfallRuleFileTests {
  private let complete = """
    kind: shortfall
    level: 0.975
    measure: var
    mpor: 8h
    scenarios: {method: monte-carlo, spec: spec.yaml, count: 5000, seed: 7, normals: box-muller}
    floor: {fraction_of_notional: 0.01}
    maintenance: 0.6
    collateral: haircut
    haircuts: {BTC: 0.1, default: 0.4}
    stress: {library: stress.yaml, weight: 0.25}
    liquidity: {participation: 0.2}
    concentration: {threshold_adv: 0.1, slope: 0.05, missing: skip}
    """

  private func load(_ text: String, spec: String = "window: 90d") throws -> ShortfallRule {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("rule-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(text.utf8).write(to: folder.appendingPathComponent("mine.yaml"))
    try Data("grids: [{spot: [-0.3, 0.3]}]".utf8)
      .write(to: folder.appendingPathComponent("stress.yaml"))
    try Data("skew: {response: 0.2, residual: 0.01, power: 0.3, evidence: a test}".utf8)
      .write(to: folder.appendingPathComponent("joint.yaml"))
    try Data(spec.utf8).write(to: folder.appendingPathComponent("spec.yaml"))
    return try ShortfallRule(path: folder.appendingPathComponent("mine.yaml").path)
  }

  @Test func readsEveryKey() throws {
    let rule = try load(complete)
    #expect(rule.name == "mine" && rule.level.value == 0.975 && rule.measure == .valueAtRisk)
    #expect(rule.marginPeriodOfRisk == TimeSpan("8h"))
    #expect(rule.scenarios.method == .monteCarlo && rule.scenarios.count == 5000)
    #expect(rule.scenarios.seed == 7 && rule.scenarios.spec.window == .days(90))
    #expect(rule.scenarios.normals == .boxMuller)
    #expect(rule.floorFraction == 0.01 && rule.maintenanceFraction == 0.6)
    #expect(
      rule.collateral
        == .haircut(Haircut(fractions: ["BTC": 0.1], defaultFraction: 0.4)))
    #expect(rule.inputs.map(\.file) == ["mine.yaml", "spec.yaml", "stress.yaml"])
    #expect(rule.stress?.weight == 0.25 && rule.stress?.library.name == "stress")
    #expect(rule.stress?.library.grids == [StressLibrary.Grid(spot: [-0.3, 0.3])])
    #expect(rule.liquidity == LiquidityAddOn(participation: 0.2))
    #expect(
      rule.concentration == ConcentrationAddOn(threshold: 0.1, slope: 0.05, missing: .skip))
  }

  @Test(arguments: [
    "method: monte-carlo", "method: historical", "method: filtered-historical",
    "method: regime-switching",
  ])
  func readsJointFactorsBesideAnyMethod(method: String) throws {
    let line =
      "scenarios: {method: monte-carlo, spec: spec.yaml, count: 5000, seed: 7, normals: box-muller}"
    let text = complete.replacingOccurrences(
      of: line, with: "scenarios: {\(method), joint: joint.yaml}")
    #expect(text != complete)
    let rule = try load(text)
    #expect(rule.scenarios.joint?.name == "joint" && rule.scenarios.draws)
    #expect(rule.scenarios.joint?.kinds == [.skew])
    #expect(rule.inputs.map(\.file) == ["mine.yaml", "joint.yaml", "stress.yaml"])
    #expect(try load(complete).scenarios.joint == nil)
  }

  @Test func aWrongJointFileIsNamedWithItsLine() {
    let text = complete.replacingOccurrences(of: "spec: spec.yaml", with: "joint: spec.yaml")
    let error = #expect(throws: InputError.self) { try load(text, spec: "skew:\n  bend: 1\n") }
    #expect(error?.place?.file == "spec.yaml" && error?.place?.line == 2)
    #expect(error?.message.contains("bend") == true)
  }

  @Test func haircutsBesideSimulatedCollateralAreToldOf() throws {
    #expect(try !load(complete).leavesHaircutsUnused)
    let both = complete.replacingOccurrences(
      of: "collateral: haircut", with: "collateral: simulated")
    #expect(both != complete)
    #expect(try load(both).leavesHaircutsUnused)
  }

  @Test func readsHistoricalScenarios() throws {
    let text = complete.replacingOccurrences(
      of: "{method: monte-carlo, spec: spec.yaml, count: 5000, seed: 7, normals: box-muller}",
      with: "{method: historical, window: 500d, missing: proxy, proxy: BTC, scaling: sqrt-time}")
    let plan = try load(text).scenarios
    #expect(plan.method == .historical && plan.scaling == .squareRootOfTime)
    #expect(plan.spec.window == .days(500) && plan.spec.missing == .proxy)
    #expect(plan.spec.proxy == "BTC")
  }

  @Test func readsFilteredScenarios() throws {
    func scenarios(_ options: String) throws -> ScenarioPlan {
      try load(
        complete.replacingOccurrences(
          of: "{method: monte-carlo, spec: spec.yaml, count: 5000, seed: 7, normals: box-muller}",
          with: "{method: filtered-historical, \(options)}")
      ).scenarios
    }
    let plan = try scenarios("window: 300d, decay: 0.9, ratio_cap: 4, volatility_floor: 0.5")
    #expect(plan.method == .filteredHistorical && plan.spec.window == .days(300))
    #expect(plan.spec.volatility.decay == 0.9)
    #expect(plan.guardRails == .init(ratioCap: 4, volatilityFloor: 0.5))
    let plain = try scenarios("missing: complete")
    #expect(plain.guardRails == .init())
    for wrong in ["decay: 1", "ratio_cap: 0.5", "volatility_floor: -1", "scaling: sqrt-time"] {
      #expect(throws: InputError.self) { try scenarios(wrong) }
    }
  }

  @Test(arguments: [
    ("level: 0.975", "level: 1"), ("level: 0.975", "level: x"), ("mpor: 8h", "mpor: 0d"),
    ("measure: var", "measure: cvar"), ("kind: shortfall", "kind: span"),
    ("maintenance: 0.6", "maintenance: 1.2"), ("maintenance: 0.6", ""),
    ("count: 5000", "count: 0"), ("box-muller", "polar"), ("count: 5000", "window: all"),
    ("default: 0.4", "ETH: 0.4"), ("BTC: 0.1", "BTC: 1.1"), ("floor: {", "flor: {"),
    ("collateral: haircut", "collateral: gross"), ("spec.yaml", "absent.yaml"),
    ("0.01}", "-0.01}"), ("stress.yaml", "absent.yaml"), ("weight: 0.25", "weight: 1.25"),
    (", weight: 0.25", ""), ("participation: 0.2", "participation: 0"),
    ("participation: 0.2", ""), ("slope: 0.05", "slope: -1"), ("slope: 0.05, ", ""),
    ("missing: skip", "missing: ignore"), ("threshold_adv: 0.1", "threshold_adv: -0.1"),
  ])
  func refusesWhatMakesNoSense(from: String, to: String) throws {
    let text = complete.replacingOccurrences(of: from, with: to)
    #expect(text != complete)
    #expect(throws: InputError.self) { try load(text) }
  }

  @Test func anUnknownKeyIsNamedWithItsLine() throws {
    let error = #expect(throws: InputError.self) {
      try load(complete.replacingOccurrences(of: "measure:", with: "mesure:"))
    }
    #expect(error?.place?.line == 3 && error?.description.contains("measure") == true)
  }
}
