import Plimsoll

extension ReferenceMethod {
  /// Who pays how much of losses of several sizes.
  static let defaultWaterfall = ReferenceMethod(
    prefix: "margin-default-waterfall", key: "results"
  ) { expected in
    let file = expected.file
    // Files of gains haircutting have the same key.
    guard file.inputs["shortfalls"] == nil else { return try gainsHaircutting.check(expected) }
    let contributions = try file.amounts("survivor_default_fund_contributions")
    let gains = try file.amounts("survivor_variation_margin_gains")
    let waterfall = Waterfall(
      layers: [
        .defaulterMargin, .defaulterFund,
        .operatorCapital(try file.number("ccp_skin_in_the_game")), .mutualFund,
        .operatorCapital(try file.number("ccp_second_skin_in_the_game")),
        .assessment(cap: try file.number("assessment_cap_multiple_of_contribution")),
        .gainsHaircutting,
      ])
    let losses = try file.numbers("losses")
    let survivors = contributions.keys.sorted()
    for (loss, row) in zip(losses, expected["results"].elements) {
      let event = DefaultEvent(
        defaulters: [
          .init(
            name: "defaulter", loss: loss, margin: try file.number("defaulter_initial_margin"),
            contribution: try file.number("defaulter_default_fund"))
        ],
        survivors: survivors.map {
          .init(name: $0, contribution: contributions[$0] ?? .nan, gain: gains[$0] ?? .nan)
        })
      let settled = waterfall.settle(event)
      row["loss"].agrees(with: settled.loss)
      // A file may leave an empty tranche out of its list.
      var found = settled.layers.enumerated().makeIterator()
      for layer in row["layers"].elements {
        var next = found.next()
        while let (place, ours) = next, ours.available == [0],
          layer["layer"].value?.text != name(ours.layer, isFirst: place < 3)
        {
          next = found.next()
        }
        guard let (place, ours) = next else {
          row["layers"].settle(.infinity, "\(settled.layers.count) layers")
          break
        }
        layer["layer"].equals(name(ours.layer, isFirst: place < 3))
        layer["available"].agrees(with: ours.available.reduce(0, +))
        layer["used"].agrees(with: ours.drawn)
        layer["remaining_loss"].agrees(with: ours.lossAfter)
      }
      func paid(_ matches: (WaterfallLayer) -> Bool) -> [String: Double] {
        Dictionary(
          uniqueKeysWithValues: zip(
            survivors, settled.paid(count: survivors.count, where: matches)))
      }
      let haircuts = paid { $0 == .gainsHaircutting }
      row["survivor_default_fund_used"].agrees(with: paid { $0 == .mutualFund })
      row["survivor_assessments"].agrees(with: paid { $0.kind == .assessment })
      row["vmgh_haircut_by_member"].agrees(with: haircuts)
      row["vm_paid_after_haircut"].agrees(
        with: gains.merging(haircuts) { gain, haircut in gain - haircut })
      let before = settled.layers.last?.lossBefore ?? 0
      row["vmgh_ratio"].agrees(
        with: GainsHaircutting(survivors.map { gains[$0] ?? .nan }, shortfall: before).ratio)
      row["uncovered_loss"].agrees(with: settled.uncovered)
    }
  }

  /// What the file calls a layer.
  private static func name(_ layer: WaterfallLayer, isFirst: Bool) -> String {
    switch layer.kind {
    case .defaulterMargin: "defaulter_initial_margin"
    case .defaulterFund: "defaulter_default_fund"
    case .operatorCapital: isFirst ? "ccp_skin_in_the_game" : "ccp_second_skin_in_the_game"
    case .mutualFund: "survivors_default_fund"
    case .assessment: "assessments"
    case .gainsHaircutting: "variation_margin_gains_haircut"
    default: layer.kind.rawValue
    }
  }

  /// Gains cut pro rata for shortfalls of several sizes.
  static let gainsHaircutting = ReferenceMethod(
    prefix: "margin-vmgh-", key: "results"
  ) { expected in
    let file = expected.file
    let margin = VariationMargin(try file.amounts("variation_margin"))
    for (shortfall, row) in zip(
      try file.numbers("shortfalls"), expected["results"].elements)
    {
      let cut = margin.haircut(toFill: shortfall)
      row["shortfall"].agrees(with: shortfall)
      row["haircut_ratio"].agrees(with: cut.ratio)
      row["paid"].agrees(
        with: Dictionary(uniqueKeysWithValues: zip(margin.participants, cut.paid)))
      row["unfunded"].agrees(with: cut.unfunded)
    }
  }
}
