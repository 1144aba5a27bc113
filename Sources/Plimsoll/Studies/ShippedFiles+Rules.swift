internal import PlimsollMargin
internal import PlimsollMarket

extension ShippedFiles {
  /// The rules named, by file or by the stem of a shipped one, with the overrides of their specs.
  ///
  /// - Throws: an `InputError` when a file cannot be used or two rules have one name.
  static func rules(_ names: [String], overrides: SpecOverrides) throws(InputError) -> [MarginRule]
  {
    var loaded: [MarginRule] = []
    for name in names {
      var rule = try MarginRule(path: try ShippedFiles.rule(name))
      guard !loaded.contains(where: { $0.name == rule.name }) else {
        throw .usage(
          "two rules are called \(rule.name)", remedy: "Give each rule file a name of its own.")
      }
      if case .shortfall(var own) = rule.form {
        overrides.apply(to: &own.scenarios.spec)
        rule.form = .shortfall(own)
      }
      loaded.append(rule)
    }
    return loaded
  }

  /// The same for a verb that needs a measure of the tail, which a venue's scan has not.
  static func shortfallRules(_ names: [String], overrides: SpecOverrides) throws(InputError)
    -> [ShortfallRule]
  {
    var loaded: [ShortfallRule] = []
    for rule in try rules(names, overrides: overrides) {
      guard let own = rule.shortfall else {
        throw .usage(
          "\(rule.name) is a venue's pack, which measures no tail",
          remedy: "Name a rule of kind shortfall; `plimsoll margin` takes packs too.")
      }
      loaded.append(own)
    }
    return loaded
  }
}
