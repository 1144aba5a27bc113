internal import PlimsollMargin
internal import PlimsollMarket

extension WhatIf {
  /// The fields that ask besides.
  static let fields = ["add", "account", "hedges"]

  /// Reads them.
  init(_ fields: StudyFields) throws(InputError) {
    self.init(
      trades: try fields.values("add", "a position such as BTC-PERP:-2.5") { Trade($0) } ?? [],
      account: try fields["account"]?.text(),
      hedges: try fields.value("hedges", "a whole number above 0") {
        Int($0).flatMap { $0 > 0 ? $0 : nil }
      })
  }
}

extension PreTradeStudy: FileStudy {
  static let fields =
    BookSettings.fields
    + ["rule", "orders", "fill", "fail-on-reject", "model", "scenarios", "seed"]
    + SpecOverrides.fields
  static let documents = ["rule": StudyDocument.rule]

  init(_ fields: StudyFields) throws(InputError) {
    guard let orders = try fields.path("orders") else {
      throw fields.missing("orders", "orders.csv")
    }
    func choice(_ name: String) throws(InputError) -> Bool {
      try fields.value(name, "true or false") { Bool($0) } ?? false
    }
    self.init(
      book: try BookSettings(fields), orders: orders,
      rule: try fields.document("rule", .rule) ?? ShippedFiles.defaultRule,
      fills: try choice("fill"), failsOnReject: try choice("fail-on-reject"),
      model: try fields.path("model"), overrides: try SpecOverrides(fields),
      scenarios: try fields.scenarios(), seed: try fields.seed())
  }

  func inputs(_ shared: SharedWork) throws(InputError) -> [InputDigest] {
    try book.inputs(shared) + [try shared.digest(orders)]
      + ShippedFiles.rules([rule], overrides: overrides).flatMap(\.inputs)
      + shared.digests(ofModel: model)
  }
}
