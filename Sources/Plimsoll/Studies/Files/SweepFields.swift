internal import PlimsollMarket

extension SweepStudy: FileStudy {
  static let fields = [
    "study", "vary", "zip", "design", "points", "design-seed", "fail-on",
  ]
  static let documents: [String: StudyDocument] = [:]

  init(_ fields: StudyFields) throws(InputError) {
    guard let node = fields["study"] else {
      throw fields.missing("study", "margin-levels.yaml")
    }
    guard let varied = fields["vary"] else {
      throw fields.missing("vary", "{rule.level: [0.975, 0.99]}")
    }
    let named = try node.text()
    let shipped = try? ShippedFiles.study(named)
    let path = shipped ?? named == named ? try fields.path("study") ?? named : named
    var vary: [String] = []
    if varied.shape == .mapping {
      for (field, values) in try varied.keys(nil) {
        var texts: [String] = []
        for item in values.shape == .list ? try values.items() : [values] {
          let text = try item.text()
          texts.append(text.contains(",") ? "'\(text)'" : text)
        }
        vary.append(field + "=" + texts.joined(separator: ","))
      }
    } else {
      vary =
        try fields.values("vary", "a field with its values: rule.level=0.975,0.99") { $0 } ?? []
    }
    self.init(
      study: path, vary: vary, zip: try fields["zip"]?.flag() ?? false,
      design: try SweepDesign(fields),
      failsOn: try fields.values("fail-on", "a comparison such as initial_margin > 3e6") { $0 }
        ?? [])
  }

  /// The digests of what all cells read.
  func inputs(_ shared: SharedWork) throws(InputError) -> [InputDigest] {
    let plan = try SweepPlan(study: study, vary: vary, zip: zip, design: design)
    var found: [InputDigest] = []
    var seen: Set<InputDigest> = []
    for values in plan.cells {
      // A cell that cannot be read is a row with its error.
      guard let prepared = try? plan.prepare(values, shared) else { continue }
      for input in prepared.inputs where seen.insert(input).inserted { found.append(input) }
    }
    return found
  }
}

extension SweepDesign {
  /// Reads the fields that say how points are spread; nil when there is none.
  fileprivate init?(_ fields: StudyFields) throws(InputError) {
    let points = try fields["points"]?.count()
    let seed = try fields.value("design-seed", "a whole number from 0") { UInt64($0) }
    guard let node = fields["design"] else {
      guard points == nil, seed == nil else {
        throw .usage("points or a design-seed without a design", remedy: "Add design: sobol.")
      }
      return nil
    }
    self.init(
      try node.choice(Kind.self), points: points ?? Self.usualPoints, seed: seed ?? 1)
  }
}
