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
    return tried[best]
  }

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
