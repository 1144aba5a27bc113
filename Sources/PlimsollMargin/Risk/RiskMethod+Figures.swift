internal import PlimsollScenarios

extension RiskMethod {
  /// The figures of gains, oldest first, at a level.
  ///
  /// - Parameter decay: of the EWMA deviation, for `volatilityWeighted`.
  /// - Complexity: O(n) on average; the fitted laws take some hundred passes.
  /// - Verified by: RiskMethodTests; each law by its own reference tests.
  public func figures(of pnl: PnLVector, at level: ConfidenceLevel, decay: Double) -> TailFigures {
    let first = pnl.gains[0]
    guard pnl.gains.contains(where: { $0 != first }) else {
      return TailFigures(
        level: level, valueAtRisk: Estimate(value: -first, standardError: 0),
        expectedShortfall: Estimate(value: -first, standardError: 0))
    }
    switch self {
    case .historical, .filteredHistorical, .monteCarlo, .regimeSwitching, .file:
      return TailFigures(LossTail(pnl, level: level))
    case .ageWeighted:
      let weighted = WeightedHistorical(pnl, decay: Self.ageDecay)
      return Self.bare(
        level, weighted.valueAtRisk(at: level), weighted.expectedShortfall(at: level))
    case .volatilityWeighted:
      let filtered = FilteredReturns(
        pnl.gains, weighting: ExponentialWeighting(decay: decay))
      let today = PnLVector(filtered.rescaled, effectiveCount: pnl.effectiveCount)
      return TailFigures(LossTail(today, level: level))
    case .normal:
      return Self.normal(pnl, level)
    case .studentT:
      return Self.studentT(pnl, level)
    case .cornishFisher:
      let map = CornishFisher(pnl)
      return Self.bare(
        level, map.valueAtRisk(at: level), map.expectedShortfall(at: level),
        note: map.isMonotone(at: level)
          ? nil : "Cornish–Fisher's map is not monotone up to \(level): do not use its figures")
    case .peaksOverThreshold:
      return Self.peaks(pnl, level)
    }
  }

  /// Figures without an error.
  private static func bare(
    _ level: ConfidenceLevel, _ valueAtRisk: Double, _ shortfall: Double, note: String? = nil
  ) -> TailFigures {
    TailFigures(
      level: level, valueAtRisk: Estimate(value: valueAtRisk, standardError: nil),
      expectedShortfall: Estimate(value: shortfall, standardError: nil), note: note)
  }

  /// The fitted normal law; the error of m σ̂ − μ̂ is σ √((1 + m²/2) / n).
  ///
  /// - Source: the delta method on the maximum-likelihood estimates, whose variances are σ²/n and
  ///   σ²/(2n).
  private static func normal(_ pnl: PnLVector, _ level: ConfidenceLevel) -> TailFigures {
    let count = Double(pnl.gains.count)
    let mean = pnl.gains.reduce(0, +) / count
    let variance = pnl.gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let law = NormalLaw(mean: mean, standardDeviation: variance.squareRoot())
    func estimate(_ measure: RiskMeasure) -> Estimate {
      let multiplier = NormalLaw.multiplier(measure, at: level)
      let error = (variance * (1 + multiplier * multiplier / 2) / Double(pnl.effectiveCount))
      return Estimate(
        value: law.value(of: measure, at: level), standardError: error.squareRoot())
    }
    return TailFigures(
      level: level, valueAtRisk: estimate(.valueAtRisk),
      expectedShortfall: estimate(.expectedShortfall))
  }

  private static func studentT(_ pnl: PnLVector, _ level: ConfidenceLevel) -> TailFigures {
    let fit = StudentTFit(pnl.gains)
    let law = StudentTLaw(
      mean: fit.location, scale: fit.scale, degreesOfFreedom: fit.degreesOfFreedom)
    let hasMean = fit.degreesOfFreedom > 1
    return TailFigures(
      level: level,
      valueAtRisk: Estimate(value: law.value(of: .valueAtRisk, at: level), standardError: nil),
      expectedShortfall: hasMean
        ? Estimate(value: law.value(of: .expectedShortfall, at: level), standardError: nil) : nil,
      note: hasMean ? nil : "the fitted t law has no mean, so no expected shortfall")
  }

  private static func peaks(_ pnl: PnLVector, _ level: ConfidenceLevel) -> TailFigures {
    let losses = pnl.gains.map { -$0 }
    let tail = Int(Double(losses.count) * tailShare)
    guard level.tailProbability < tailShare,
      let fit = GeneralisedParetoFit(losses: losses, largest: tail)
    else {
      return TailFigures(
        level: level, valueAtRisk: nil, expectedShortfall: nil,
        note:
          "a Pareto law for the worst tenth needs \(GeneralisedParetoFit.fewestExcesses) losses "
          + "in it and a level above \(1 - tailShare)")
    }
    let ofQuantile = fit.valueAtRiskInterval(level.value)
    let hasMean = fit.law.shape < 1
    let ofMean = fit.expectedShortfallInterval(level.value)
    return TailFigures(
      level: level,
      valueAtRisk: Estimate(
        value: fit.valueAtRisk(level.value), standardError: nil, lower: ofQuantile.lower,
        upper: ofQuantile.upper),
      expectedShortfall: hasMean
        ? Estimate(
          value: fit.expectedShortfall(level.value), standardError: nil, lower: ofMean?.lower,
          upper: ofMean?.upper) : nil,
      note: hasMean ? nil : "the fitted Pareto law has no mean, so no expected shortfall")
  }
}
