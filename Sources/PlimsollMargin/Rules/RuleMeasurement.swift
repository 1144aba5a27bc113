import PlimsollMarket
import PlimsollScenarios

/// A rule made ready for a book: what every account must post under any source of scenarios, before
/// anti-procyclicality.
struct RuleMeasurement: Sendable {
  /// What the rule charges on top.
  let addOns: RuleAddOns
  /// Scenarios in which all factors move as one; nil when the rule does not stress dependence.
  var asOne: (any ScenarioSource)?
  let rule: ShortfallRule
  let book: Book
  let context: RiskContext
  let valuation: Valuation
  let set: NettingSet

  init(_ rule: ShortfallRule, of book: Book, in context: RiskContext) throws(InputError) {
    self.rule = rule
    self.book = book
    self.context = context
    valuation = try Valuation(book)
    addOns = try RuleAddOns(rule, book: book, valuation: valuation)
    set = NettingSet(
      book.accounts, valuation: valuation, simulatesCollateral: rule.collateral == .simulated)
  }

  /// Few accounts are charted on the way; of many, only those that a chart will show.
  private var chartsAll: Bool {
    context.charted > 0 && book.accounts.count <= 4 * context.charted
  }

  /// The requirements of all accounts under `source`, nothing charted unless asked for.
  ///
  /// - Complexity: O(scenarios × (factors² + holdings)).
  func requirements(
    under source: any ScenarioSource, charting: Bool, progress: ScenarioProgress?
  ) -> [MarginRequirement] {
    let netting = netting(under: source, progress: progress)
    let (netted, slowMeasures) = netting.net(
      set, charted: charting && chartsAll ? Array(book.accounts.indices) : [],
      parts: addOns.slowParts(of: set))
    var charges = addOns.charges(cores: netted.map(\.core), slowMeasures: slowMeasures, context)
    if let stress = rule.dependenceStress, let asOne {
      let losses = dependenceLosses(stress, asOne: asOne, base: source)
      for (index, loss) in losses.enumerated() {
        charges[index].add(loss, weight: stress.weight, core: netted[index].core)
      }
    }
    return book.accounts.indices.map { index in
      requirement(
        netted[index], account: book.accounts[index].name,
        standing: AccountStanding(
          book.accounts[index], valuation: valuation, haircut: rule.haircut),
        charges: charges[index])
    }
  }

  /// Adds the histograms of the accounts that a chart will show, where they are not there yet.
  func chart(_ requirements: inout [MarginRequirement], under source: any ScenarioSource) {
    guard context.charted > 0, !chartsAll else { return }
    let shown = requirements.lowestLevels(context.charted)
    let histograms = netting(under: source, progress: nil).histograms(of: shown, in: set)
    for (index, histogram) in zip(shown, histograms) { requirements[index].histogram = histogram }
  }

  func netting(under source: any ScenarioSource, progress: ScenarioProgress?) -> Netting {
    Netting(
      UnitRows(set.units, under: source, horizon: rule.marginPeriodOfRisk), measure: rule.measure,
      level: rule.level, threads: context.threads, progress: progress?.advance,
      share: context.share)
  }

  private func requirement(
    _ net: NetResult, account: String, standing: AccountStanding, charges: AccountCharges
  ) -> MarginRequirement {
    let floor = rule.floorFraction * standing.grossNotional
    let initial = max(floor, net.core + charges.total)
    var requirement = MarginRequirement(
      account: account, standing: standing, initial: initial,
      maintenance: rule.maintenanceFraction * initial, netMeasure: net.measure,
      valueAtRisk: net.valueAtRisk,
      expectedShortfall: net.expectedShortfall,
      stress: charges.stress?.amount, bindingStress: charges.stress?.binding,
      liquidityAddOn: charges.liquidity, concentrationAddOn: charges.concentration,
      floor: floor,
      gross: net.gross, contributions: net.contributions, histogram: net.histogram)
    requirement.binding = binding(of: requirement)
    return requirement
  }

  /// What sets the initial margin, in words; nil when there is none.
  private func binding(of requirement: MarginRequirement) -> String? {
    guard requirement.initial > 0 else { return nil }
    if requirement.initial == requirement.floor { return "floor" }
    var words = "\(rule.measure.symbol) \(rule.level) over \(rule.marginPeriodOfRisk)"
    if let stress = requirement.stress, stress > 0, let scenario = requirement.bindingStress {
      words += ", stress \(scenario.scenario)"
    }
    return words
  }
}
