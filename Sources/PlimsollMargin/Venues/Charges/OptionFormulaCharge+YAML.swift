import PlimsollMarket

extension OptionFormulaCharge {
  init(_ section: PackSection) throws(InputError) {
    func terms(_ key: String) throws(InputError) -> Terms {
      guard
        let inner = try section.section(
          key, known: ["rate", "least", "least_grows_with_premium", "fee"])
      else { throw section.missing(key) }
      func amount(_ node: ConfigNode) throws(InputError) -> Double { try node.amount() }
      return Terms(
        rate: try inner.byClass("rate", amount), least: try inner.requiredByClass("least", amount),
        leastGrowsWithPremium: try inner["least_grows_with_premium"]?.flag() ?? false,
        fee: try inner.value("fee", amount) ?? 0)
    }
    self.init(
      initial: try terms("initial"), maintenance: try terms("maintenance"),
      takesLargerPremium: try section["larger_premium"]?.flag() ?? false,
      initialIsAtLeastMaintenance: try section["initial_at_least_maintenance"]?.flag() ?? false)
  }
}
