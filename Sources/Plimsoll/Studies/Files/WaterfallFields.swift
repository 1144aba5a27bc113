internal import PlimsollClearing
internal import PlimsollMargin
internal import PlimsollMarket

extension WaterfallStudy: FileStudy {
  static let fields =
    BookSettings.fields
    + [
      "members", "waterfall", "library", "rule", "model", "scenarios", "seed", "cover", "buffer",
      "allocation", "contribution-floor", "moves", "impact", "liquidation",
    ] + SpecOverrides.fields
  static let documents = [
    "rule": StudyDocument.rule, "library": .stressLibrary, "waterfall": .waterfall,
    "impact": .impact,
    "liquidation": .liquidation,
  ]

  init(_ fields: StudyFields) throws(InputError) {
    let book = try BookSettings(fields)
    guard let members = try fields.path("members") ?? Self.members(in: book.files.folder) else {
      throw fields.missing("members", "../books/desk/members.csv")
    }
    func number(_ name: String, least: Double, usual: Double) throws(InputError) -> Double {
      try fields[name]?.number("of \(least) or more") { $0 >= least && $0 <= 1e13 } ?? usual
    }
    let usual = FundSettings()
    self.init(
      book: book, members: members,
      waterfall: try fields.document("waterfall", .waterfall) ?? ShippedFiles.defaultWaterfall,
      library: try fields.document("library", .stressLibrary) ?? ShippedFiles.defaultLibrary,
      rule: try fields.document("rule", .rule) ?? ShippedFiles.defaultRule,
      model: try fields.path("model"), overrides: try SpecOverrides(fields),
      scenarios: try fields.scenarios(), seed: try fields.seed(),
      fund: FundSettings(
        cover: try fields.value("cover", "1 or 2") {
          Int($0).flatMap { (1...2).contains($0) ? $0 : nil }
        } ?? usual.cover,
        buffer: try number("buffer", least: 1, usual: usual.buffer),
        allocation: try fields["allocation"]?.choice(FundSettings.Allocation.self)
          ?? usual.allocation,
        floor: try number("contribution-floor", least: 0, usual: usual.floor)),
      moves: MoveSettings(
        extent: try fields["moves"]?.choice(MoveSettings.Extent.self) ?? MoveSettings().extent,
        impact: try fields.document("impact", .impact) ?? ShippedFiles.defaultImpact,
        liquidation: try fields.document("liquidation", .liquidation)
          ?? ShippedFiles.defaultLiquidation))
  }

  /// The members' file of a book's folder; nil without a folder.
  public static func members(in folder: String?) -> String? {
    folder.map { ($0.hasSuffix("/") ? $0 : $0 + "/") + "members.csv" }
  }

  func inputs(_ shared: SharedWork) throws(InputError) -> [InputDigest] {
    let file = try InputFile(path: ShippedFiles.waterfall(waterfall))
    _ = try Waterfall(yaml: file)
    return try book.inputs(shared) + [try shared.digest(members), InputDigest(file)]
      + ShippedFiles.shortfallRules([rule], overrides: overrides).flatMap(\.inputs)
      + StressLibrary(path: try ShippedFiles.stressLibrary(library)).inputs
      + ImpactModel(path: ShippedFiles.impact(moves.impact)).inputs
      + LiquidationRules(path: ShippedFiles.liquidation(moves.liquidation)).inputs
      + shared.digests(ofModel: model)
  }
}
