internal import PlimsollNumerics

/// Raw SVI slices of all expiries, each free of arbitrage after the one before.
///
/// A slice that takes too steep a wing leaves later ones no room, and one held too close to its guide
/// misses quotes: which is worse depends on the chain, so several balances are tried.
enum RawSurfaceFit {
  /// How much what is not liquid counts.
  private struct Balance {
    /// The weight of quotes that are not liquid.
    var faintness: Double
    /// The weight of the guide's wings.
    var wings: Double
  }

  private static let balances = [
    Balance(faintness: 0.3, wings: 0.5), Balance(faintness: 0.5, wings: 1),
    Balance(faintness: 0.3, wings: 1), Balance(faintness: 0.1, wings: 1),
    Balance(faintness: 0.1, wings: 1.5), Balance(faintness: 0.1, wings: 3),
  ]

  /// The slices of the balance that does best: fewest expiries with less than nine tenths of their
  /// liquid quotes inside bid and ask, then fewest quotes outside, of which those that are not liquid
  /// count a third.
  static func best(
    _ smiles: [Smile], _ points: [SmilePoints], threads: Int?
  ) -> [SurfaceFit.Slice] {
    let tried = Parallel.map(count: balances.count, threads: threads) { index in
      slices(smiles, points, balances[index])
    }
    let scores = tried.map { slices in
      zip(slices, points).reduce(into: (short: 0, outside: 0.0)) { score, pair in
        let outside = pair.1.outside(pair.0.curve.totalVariance)
        if (pair.0.insideShare ?? 1) < 0.9 { score.short += 1 }
        score.outside += Double(outside.liquid) + Double(outside.faint) / 3
      }
    }
    let best = scores.indices.min { scores[$0] < scores[$1] } ?? 0
    return polished(tried[best], points)
  }

  /// The slices fitted twice more, the last first, each between its neighbours, with quotes that are
  /// not liquid in full and little weight on the guide: wings were kept flat for the sake of later
  /// expiries that are known now. A slice is taken where it leaves no more quotes of either sort and
  /// comes nearer to their middles.
  private static func polished(
    _ slices: [SurfaceFit.Slice], _ points: [SmilePoints]
  ) -> [SurfaceFit.Slice] {
    var weighted = points
    for index in points.indices { weighted[index].faintness = polish.faintness }
    let guides = SSVIFit.extended(weighted).map(\.raw)
    var polished = slices
    for index in (0..<sweeps).flatMap({ _ in slices.indices.reversed() }) {
      let fit = SVIFit(
        points: weighted[index], earlier: index > 0 ? polished[index - 1].curve : nil,
        later: index + 1 < slices.count ? polished[index + 1].curve : nil,
        guide: guides[index], wingWeight: polish.wings)
      let free = fit.free()
      let curve = fit.isClean(free) ? free : fit.clean(from: free)
      let before = weighted[index].outside(polished[index].curve.totalVariance)
      let after = weighted[index].outside(curve.totalVariance)
      let isNearer =
        weighted[index].score(curve.totalVariance).distance
        < weighted[index].score(polished[index].curve.totalVariance).distance
      guard after.liquid <= before.liquid, after.faint <= before.faint, isNearer,
        fit.isClean(curve)
      else { continue }
      polished[index].curve = curve
      polished[index].repair = SurfaceFit.Repair(from: free, to: curve, slices[index].smile)
    }
    return polished
  }

  private static let sweeps = 2
  private static let polish = Balance(faintness: 1, wings: 0.1)

  private static func slices(
    _ smiles: [Smile], _ points: [SmilePoints], _ balance: Balance
  ) -> [SurfaceFit.Slice] {
    let weighted = points.map { points in
      var weighted = points
      weighted.faintness = balance.faintness
      return weighted
    }
    let guides = SSVIFit.extended(weighted).map(\.raw)
    var found: [SurfaceFit.Slice] = []
    for (index, smile) in smiles.enumerated() {
      let fit = SVIFit(
        points: weighted[index], earlier: found.last?.curve, guide: guides[index],
        wingWeight: balance.wings)
      let free = fit.free()
      let curve = fit.isClean(free) ? free : fit.clean(from: free)
      found.append(
        SurfaceFit.Slice(
          smile: smile, curve: curve, repair: SurfaceFit.Repair(from: free, to: curve, smile)))
    }
    return found
  }
}
