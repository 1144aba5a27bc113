import Plimsoll

extension ReferenceMethod {
  /// Obligations set off, collateral with haircuts and caps, margins added up by correlation.
  static let nettingAndCollateral = ReferenceMethod(
    prefix: "margin-netting-", key: "multilateral_total_payments"
  ) { expected in
    let file = expected.file
    let obligations = Obligations(
      participants: try file.input("members", \.texts),
      owed: try file.input("obligations_row_pays_column", \.rows))
    let net = obligations.bilateralNet
    expected["gross_obligations"].agrees(with: obligations.gross)
    expected["bilateral_net_obligations_total"].agrees(with: net.gross)
    expected["bilateral_net_row_pays_column"].agrees(with: Matrix(net.owed))
    expected["multilateral_net_positions_receive_positive"].agrees(
      with: obligations.multilateralNet)
    expected["multilateral_total_payments"].agrees(with: obligations.multilateralPayments)
    expected["netting_ratio_multilateral"].agrees(with: obligations.multilateralRatio)
    expected["netting_ratio_bilateral"].agrees(with: obligations.bilateralRatio)

    let collateral = try file.input("collateral", \.elements).map { asset in
      guard let name = asset["asset"]?.text, let quantity = asset["quantity"]?.number,
        let price = asset["price"]?.number
      else { throw ReferenceError.input("collateral") }
      return CappedCollateral(
        asset: name, quantity: quantity, price: price, haircut: asset["haircut"]?.number ?? 0,
        currencyHaircut: asset["fx_haircut"]?.number ?? 0, cap: asset["cap_usd"]?.number)
    }
    for (asset, row) in zip(collateral, expected["collateral"].elements) {
      row["asset"].equals(asset.asset)
      row["value_usd"].agrees(with: asset.value)
      row["after_haircut"].agrees(with: asset.afterHaircuts)
      row["after_cap"].agrees(with: asset.counted)
    }
    expected["collateral_total"].agrees(with: collateral.counted)
    expected["excess_or_deficit"].agrees(
      with: collateral.excess(over: try file.number("margin_requirement")))

    let signed = try file.input("cross_margin_products", \.elements).map { product in
      guard let side = product["net_side"]?.text, ["long", "short"].contains(side),
        let margin = product["standalone_margin"]?.number
      else { throw ReferenceError.input("cross_margin_products") }
      return side == "long" ? margin : -margin
    }
    let margin = CorrelatedMargin(
      signedMargins: signed, correlation: try file.matrix("cross_margin_corr"),
      offsetCap: try file.number("offset_cap_fraction_of_gross"))
    expected["gross_margin"].agrees(with: margin.gross)
    expected["sqrt_rho_margin"].agrees(with: margin.correlated)
    expected["sqrt_rho_margin_with_offset_cap"].agrees(with: margin.required)
  }
}
