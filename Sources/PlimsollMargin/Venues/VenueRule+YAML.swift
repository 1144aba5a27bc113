public import PlimsollMarket

extension VenueRule {
  /// Reads a pack; a key it does not know, or a figure without source, is an error.
  public init(yaml file: InputFile) throws(InputError) {
    let root = try ConfigDocument(file).root
    let known = [
      "kind", "venue", "program", "as_of", "sources", "leaves_out", "units", "spot_hedges",
      "option_value_counts", "complete_for", "partial_for", "charges", "initial", "maintenance",
      "borrow",
      "haircuts", "classes", "constraints",
    ]
    let keys = try root.mapping(known + ["source"])
    func required(_ key: String) throws(InputError) -> ConfigNode {
      if let node = keys[key] { return node }
      throw root.error("the key `\(key)` is missing", remedy: "Add it, as in the shipped packs.")
    }
    let reader = try PackReader(sources: try required("sources"), classes: keys["classes"])
    let source = try keys["source"].map(reader.source)
    let top = try PackSection(
      root, name: "", known: known, source: source, reader: reader)

    var charges: [(name: String, charge: VenueCharge)] = []
    for (name, node) in try required("charges").keys(nil) {
      charges.append(
        (
          name,
          try VenueCharge.read(node, name: name, source: source, reader: reader)
            .placed(at: charges.count)
        ))
    }
    let names = charges.map(\.name)
    let initial = try Combination.read(
      try required("initial"), of: .initial, charges: names, in: top)
    let maintenance = try Combination.read(
      try required("maintenance"), of: .maintenance, charges: names, in: top)
    guard !(initial.usesOther && maintenance.usesOther) else {
      throw try required("maintenance").error(
        "rests on initial, which rests on maintenance", remedy: "Let one rest on charges alone.")
    }
    let used = initial.places.union(maintenance.places)
    guard charges.count <= 64 else {
      throw try required("charges").error("there are more than 64", remedy: "Split the pack.")
    }
    for (place, charge) in try required("charges").keys(nil).enumerated()
    where !used.contains(place) {
      throw charge.value.error(
        "neither initial nor maintenance uses the charge", remedy: "Use it, or leave it out.")
    }
    func kinds(_ node: ConfigNode?) throws(InputError) -> Set<HoldingKind> {
      var kinds: Set<HoldingKind> = []
      for item in try node?.list() ?? [] { kinds.insert(try item.choice(HoldingKind.self)) }
      return kinds
    }
    let complete = try kinds(try required("complete_for"))
    var leavesOut: [String] = []
    for item in try keys["leaves_out"]?.list() ?? [] { leavesOut.append(try item.text()) }
    guard let asOf = Timestamp(try required("as_of").text()) else {
      throw try required("as_of").error("is not a date", remedy: "Write a date: 2025-01-06.")
    }
    let borrow = try top.section("borrow", known: ["initial_rate", "maintenance_rate"])
      .map { section throws(InputError) in try BorrowCharge(section) }
    let haircut = try top.section("haircuts", known: keys["haircuts"]?.keys(nil).map(\.key) ?? [])
      .map { section throws(InputError) in try Haircut(section) }
    try reader.requireUse(of: try required("sources"))
    self.init(
      name: file.name.stem, inputs: [InputDigest(file)],
      pack: VenuePack(
        venue: try required("venue").text(), program: try required("program").text(), asOf: asOf,
        parameters: reader.parameters, leavesOut: leavesOut),
      boundary: try required("units").choice(RiskUnit.Boundary.self),
      spotHedges: try keys["spot_hedges"]?.flag() ?? false,
      countsOptionValue: try keys["option_value_counts"]?.flag() ?? true, complete: complete,
      partial: try kinds(keys["partial_for"]),
      charges: charges, initial: initial, maintenance: maintenance, borrow: borrow,
      haircut: haircut ?? .none)
  }
}

extension BorrowCharge {
  fileprivate init(_ section: PackSection) throws(InputError) {
    func rate(_ key: String) throws(InputError) -> Double {
      try section.required(key) { node throws(InputError) in try node.fraction() }
    }
    self.init(
      initialRate: try rate("initial_rate"), maintenanceRate: try rate("maintenance_rate"))
  }
}

extension Haircut {
  /// Fractions by asset, `default` for any other.
  fileprivate init(_ section: PackSection) throws(InputError) {
    var fractions: [String: Double] = [:]
    for (asset, _) in try section.node.keys(nil) where asset != "source" {
      fractions[asset] = try section.required(asset) { node throws(InputError) in
        try node.fraction()
      }
    }
    self.init(
      fractions: fractions.filter { $0.key != "default" },
      defaultFraction: fractions["default"] ?? 0)
  }
}
