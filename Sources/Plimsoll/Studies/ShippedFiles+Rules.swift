internal import PlimsollMargin
internal import PlimsollMarket

extension ShippedFiles {
  /// The rules named, by file or by the stem of a shipped one, with the overrides of their specs.
  ///
  /// - Throws: an `InputError` when a file cannot be used or two rules have one name.
  static func rules(_ names: [String], overrides: SpecOverrides) throws(InputError)
    -> [ShortfallRule]
  {
    var loaded: [ShortfallRule] = []
    for name in names {
      var rule = try ShortfallRule(path: try ShippedFiles.rule(name))
      guard !loaded.contains(where: { $0.name == rule.name }) else {
        throw .usage(
          "two rules are called \(rule.name)", remedy: "Give each rule file a name of its own.")
      }
      overrides.apply(to: &rule.scenarios.spec)
      loaded.append(rule)
    }
    return loaded
  }
}
