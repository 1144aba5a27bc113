import Plimsoll

extension ReferenceMethod {
  /// A fund for the two largest groups of one scenario, and who pays into it.
  static let coverFund = ReferenceMethod(
    prefix: "margin-cover2-", key: "allocation_pro_rata_initial_margin"
  ) { expected in
    let file = expected.file
    let margins = try file.amounts("initial_margin")
    let members = margins.keys.sorted()
    let groups = try file.input("group_of_member", \.entries).compactMapValues(\.text)
    let pnl = try file.input("stress_pnl_by_scenario", \.entries)
    // The order of scenarios is that of the list of results.
    let names = try expected["scenarios"].elements.map { row in
      guard let name = row["scenario"].value?.text else {
        throw ReferenceError.input("expected.scenarios")
      }
      row["scenario"].isRemark()
      return name
    }
    guard Set(names) == Set(pnl.keys) else { throw ReferenceError.input("stress_pnl_by_scenario") }
    let losses = StressLosses(
      members: members, groups: members.map { groups[$0] ?? $0 },
      margins: members.map { margins[$0] ?? .nan },
      pnl: names.map { name in
        (name, members.map { pnl[name]?[$0]?.number ?? .nan })
      })
    for (scenario, row) in expected["scenarios"].elements.enumerated() {
      let ranked = losses.ranked(scenario)
      row["stress_loss_over_margin"].agrees(
        with: Dictionary(
          uniqueKeysWithValues: zip(members, losses.scenarios[scenario].overMargin)))
      row["group_slom"].agrees(
        with: Dictionary(uniqueKeysWithValues: ranked.map { ($0.group, $0.loss) }))
      row["cover1_groups"].agrees(with: losses.cover(1, scenario: scenario))
      row["cover2_groups"].agrees(with: losses.cover(2, scenario: scenario))
      row["cover2_members_ignoring_groups"].agrees(
        with: losses.coverIgnoringGroups(2, scenario: scenario))
      row["top2_groups"].equals(ranked.prefix(2).map(\.group))
    }
    let buffer = try file.number("buffer_multiplier")
    let size = DefaultFund.sized(toCover: 2, of: losses, buffer: buffer)
    if let scenario = size.scenario { expected["binding_scenario"].equals(names[scenario]) }
    expected["default_fund_size"].agrees(with: size.amount)
    expected["cover1_size"].agrees(
      with: DefaultFund.sized(toCover: 1, of: losses, buffer: buffer).amount)
    for (key, weights) in [
      ("allocation_pro_rata_initial_margin", members.map { margins[$0] ?? .nan }),
      ("allocation_pro_rata_max_stress_loss_over_margin", losses.largest),
    ] {
      let shares = FundAllocation.shares(of: size.amount, weights: weights)
      expected[key].agrees(with: Dictionary(uniqueKeysWithValues: zip(members, shares)))
    }
  }
}

extension ReferenceFile {
  /// Amounts by name.
  func amounts(_ key: String) throws -> [String: Double] {
    try input(key) { value in
      guard let entries = value.entries else { return nil }
      let numbers = entries.compactMapValues(\.number)
      return numbers.count == entries.count ? numbers : nil
    }
  }
}

extension Expected {
  /// Compares amounts by name; a name of ours that the file does not have fails.
  func agrees(with got: [String: Double]) {
    guard let value else { return }
    guard let entries = value.entries, Set(entries.keys) == Set(got.keys) else {
      return settle(.infinity, "\(got)")
    }
    for name in keys { self[name].agrees(with: got[name]) }
  }

  /// Compares names, exactly.
  func equals(_ got: [String]) {
    guard let value else { return }
    settle(value.texts == got ? 0 : .infinity, "\(got)")
  }
}
