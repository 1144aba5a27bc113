extension VolatilitySurface {
  /// The surface without arbitrage: every slice that allows a butterfly, has too steep a wing or lies
  /// below the one before is fitted again, as raw SVI, to its own volatilities; the others stay.
  ///
  /// A slice is held to itself at 41 points up to five deviations to either side of the money, to
  /// within half a percent of its variance.
  ///
  /// - Returns: the surface, and how far each slice was moved at those points.
  /// - Complexity: a fit a slice that has to move.
  /// - Verified by: VolatilitySurfaceTests.
  public func repaired() -> (surface: VolatilitySurface, repairs: [SurfaceFit.Repair]) {
    let targets = slices.map { SmilePoints(of: $0.curve) }
    let guides = SSVIFit.extended(targets).map(\.raw)
    var kept: [Slice] = []
    var repairs: [SurfaceFit.Repair] = []
    for (index, slice) in slices.enumerated() {
      let fit = SVIFit(
        points: targets[index], earlier: kept.last?.curve, guide: guides[index],
        wingWeight: 0.5)
      var moved = slice
      if !fit.isClean(slice.curve) { moved.curve = fit.clean(from: slice.curve) }
      kept.append(moved)
      repairs.append(
        SurfaceFit.Repair(
          from: slice.curve, to: moved.curve, at: targets[index].points.map(\.k),
          years: slice.years))
    }
    return (VolatilitySurface(underlying: underlying, time: time, slices: kept), repairs)
  }
}

extension SmilePoints {
  /// A curve as if it were quoted.
  init(of curve: RawSVI) {
    let money = max(1e-8, curve.totalVariance(0))
    let deviation = money.squareRoot()
    self.init(
      points: (-20...20).map { place in
        let k = 0.25 * Double(place) * deviation
        let middle = max(1e-8, curve.totalVariance(k))
        return Point(k: k, middle: middle, half: 0.005 * middle, isLiquid: true)
      }, atTheMoney: money)
  }
}
