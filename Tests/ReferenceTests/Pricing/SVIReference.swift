import Plimsoll

extension ReferenceMethod {
  /// Raw SVI slices: total variance, its derivatives, Durrleman's function, wings.
  static let rawSVI = ReferenceMethod(prefix: "pricing-svi-raw", key: "svi") { expected in
    let sets = try expected.file.input("sets", \.elements)
    for (input, set) in zip(sets, expected["sets"].elements) {
      guard let p = input["params"]?.numbers, p.count == 5 else {
        throw ReferenceError.input("params")
      }
      let years = try set["T"].number()
      let slice = RawSVI(a: p[0], b: p[1], rho: p[2], m: p[3], sigma: p[4])
      set["name"].isRemark()
      for row in set["rows"].elements {
        let k = try row["k"].number()
        row["w"].agrees(with: slice.totalVariance(k))
        row["implied_vol"].agrees(with: slice.volatility(k, years: years))
        row["w1"].agrees(with: slice.slope(k))
        row["w2"].agrees(with: slice.convexity(k))
        row["g"].agrees(with: slice.durrleman(k))
        row["density_of_k"].agrees(with: slice.density(k))
      }
      let least = slice.leastDurrleman(in: -3...3)
      set["min_g_on_[-3,3]"]["value"].agrees(with: least.value, as: "min_g")
      // The file's minimum is over a grid of this step.
      set["min_g_on_[-3,3]"]["k"].agrees(with: least.k, under: Tolerance(absolute: 1e-4))
      set["butterfly_free_on_[-3,3]"].equals(least.value >= 0)
      set["min_total_variance"].agrees(with: slice.minimumTotalVariance)
      set["wing_slopes"].agrees(with: [slice.leftSlope, slice.rightSlope])
      let wings = slice.jumpWings(years: years)
      set["jump_wings"]["v"].agrees(with: wings.variance)
      set["jump_wings"]["psi"].agrees(with: wings.skew)
      set["jump_wings"]["p"].agrees(with: wings.putSlope)
      set["jump_wings"]["c"].agrees(with: wings.callSlope)
      set["jump_wings"]["v_tilde"].agrees(with: wings.minimumVariance)
    }
  }
}
