internal import PlimsollMarket
internal import PlimsollNumerics

extension Book {
  /// The smile of each expiry of the options held, by underlying and time to expiry: raw SVI slices
  /// fitted to the book's chain.
  ///
  /// - Parameter horizon: options that expire within it need none.
  /// - Throws: an `InputError` when the book has no chain, or the chain too few quotes of an expiry.
  func smiles(beyond horizon: TimeSpan) throws(InputError)
    -> [RiskFactor: [TimeSpan: MovingOption.Smile]]
  {
    var found: [RiskFactor: [TimeSpan: MovingOption.Smile]] = [:]
    let wanted = options.filter { $0.expiry - asOf > horizon }
    for underlying in factors where wanted.contains(where: { $0.underlying == underlying }) {
      guard let chain else {
        throw .usage(
          "volatility that follows moneyness or delta needs the smiles of \(underlying), and the "
            + "book has no option chain",
          remedy: "Add surface.csv, pass --surface, or write `stickiness: strike`.")
      }
      let smiles = try chain.quotes(of: underlying).expiries.map { Smile($0) }
        .filter(\.canBeFitted)
      let slices = smiles.isEmpty ? [] : SurfaceFit(smiles, kind: .svi).slices
      for option in wanted where option.underlying == underlying {
        guard let slice = slices.first(where: { $0.smile.expiry == option.expiry }) else {
          throw option.error(
            column: "expiry",
            "the chain has fewer than \(Smile.fewestQuotes) quotes with bid and ask of \(underlying) "
              + "at \(option.expiry), the expiry of \(option.name)",
            remedy: "Give a chain that quotes it, or write `stickiness: strike`.")
        }
        found[underlying, default: [:]][option.expiry - asOf] = MovingOption.Smile(slice.curve)
      }
    }
    return found
  }
}

extension MovingOption.Smile {
  /// A raw SVI slice, all of whose root counts.
  init(_ curve: RawSVI) {
    self.init(
      base: curve.a, slope: curve.b, tilt: curve.rho, centre: curve.m, width: curve.sigma, share: 1)
  }
}
