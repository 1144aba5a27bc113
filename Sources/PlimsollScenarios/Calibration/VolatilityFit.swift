import PlimsollMarket
import PlimsollNumerics

/// The volatility of one factor as its spec wants it, or the next that the spec falls back on.
///
/// - Verified by: CalibratorTests, CalibrationFallbackTests.
struct VolatilityFit {
  let model: VolatilityModel
  /// Every return over the volatility forecast for it.
  let filtered: [Double]
  /// Bounds reached, and why a choice was left.
  let diagnostics: [Diagnostic]

  /// A variance recursion is not fitted to fewer returns.
  static let fewestFittedReturns = 100
  /// Nor to a price that stands still on more than this share of bars.
  static let largestStillShare = 0.5

  /// Fits the returns of one factor, not all of them zero.
  init(
    _ returns: [Double], choice: CalibrationSpec.VolatilityChoice, law: GARCHFit.Law,
    fallback: [CalibrationSpec.Fallback], name: String
  ) {
    var found: [Diagnostic] = []
    var kinds = [choice.model]
    kinds += fallback.compactMap(\.volatility).filter { $0 != choice.model }
    for (place, kind) in kinds.enumerated() {
      let (model, problem) = Self.fitted(returns, kind, choice, law: law, name, &found)
      let next = kinds.dropFirst(place + 1).first
      if let problem, let next {
        found.append(
          Diagnostic(
            .warning, name,
            "\(kind.rawValue) volatility given up, \(problem): \(next.rawValue) instead"))
        continue
      }
      if let problem {
        found.append(
          Diagnostic(
            .warning, name,
            "\(kind.rawValue) volatility kept although \(problem): the spec falls back on nothing "
              + "further"))
      }
      self.model = model
      let path = model.path(of: returns)
      filtered = zip(returns, path).map { $0 == 0 ? 0 : $0 / $1 }
      diagnostics = found
      return
    }
    preconditionFailure("there is always the spec's own choice")
  }

  /// A model of one kind, and what speaks against it.
  private static func fitted(
    _ returns: [Double], _ kind: VolatilityModel.Kind, _ choice: CalibrationSpec.VolatilityChoice,
    law: GARCHFit.Law, _ name: String, _ found: inout [Diagnostic]
  ) -> (VolatilityModel, problem: String?) {
    switch kind {
    case .constant:
      let meanSquare = returns.reduce(0) { $0 + $1 * $1 } / Double(returns.count)
      return (VolatilityModel(model: .constant, perBar: meanSquare.squareRoot()), nil)
    case .ewma:
      let model = VolatilityModel(model: .ewma, decay: choice.decay, perBar: 1)
        .broughtForward(to: returns)
      return (model, model.perBar.isFinite ? nil : "its forecast is not finite")
    case .garch, .gjr:
      let still = returns.count { $0 == 0 }
      let share = Double(still) / Double(returns.count)
      if returns.count < fewestFittedReturns || share > largestStillShare {
        return (
          VolatilityModel(model: .ewma, decay: choice.decay, perBar: 1).broughtForward(to: returns),
          returns.count < fewestFittedReturns
            ? "\(returns.count) returns are fewer than \(fewestFittedReturns)"
            : "its price stands still on \((100 * share).rounded(toPlaces: 0)) % of bars"
        )
      }
      return recursion(returns, kind, choice, law: law, name, &found)
    }
  }

  private static func recursion(
    _ returns: [Double], _ kind: VolatilityModel.Kind, _ choice: CalibrationSpec.VolatilityChoice,
    law: GARCHFit.Law, _ name: String, _ found: inout [Diagnostic]
  ) -> (VolatilityModel, problem: String?) {
    var wanted = GARCHFit.Choice()
    wanted.isAsymmetric = kind == .gjr
    wanted.law = law
    wanted.targetsVariance = choice.targetsVariance
    wanted.start = choice.start
    wanted.fewestDegreesOfFreedom = StudentTInnovations.fewestDegreesOfFreedom
    let fit = GARCHFit(returns, wanted)
    let errors = fit.errors(of: returns)?.byName
    let model = VolatilityModel(
      model: kind, recursion: fit.recursion.rounded, start: choice.start, perBar: 1,
      estimate: VolatilityEstimate(
        likelihood: law, degreesOfFreedom: fit.degreesOfFreedom?.rounded(toPlaces: 3),
        logLikelihood: fit.logLikelihood.rounded(toPlaces: 4), observations: returns.count,
        standardErrors: errors?.mapValues { $0.rounded(toDigits: 3) },
        unboundedPersistence: fit.unbounded?.persistence.rounded(toPlaces: 4))
    ).broughtForward(to: returns)
    let path = model.path(of: returns)
    guard fit.converged, path.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      return (model, "its fit did not converge in \(fit.evaluations) evaluations")
    }
    if let unbounded = fit.unbounded {
      found.append(
        Diagnostic(
          .note, name,
          "persistence of its \(kind.rawValue) variance held at 1: without the bound it is "
            + "\(unbounded.persistence.rounded(toPlaces: 3)), the log-likelihood "
            + "\(unbounded.gain.rounded(toPlaces: 2)) higher; it has no long-run level"))
    }
    return (model, nil)
  }
}

extension GARCH {
  /// To the digits that machines agree on; the search ends within about 1e-7 of the optimum.
  ///
  /// Rounding never lifts persistence above one.
  var rounded: GARCH {
    var near = GARCH(
      omega: omega.rounded(toDigits: 6), alpha: alpha.rounded(toPlaces: 5),
      gamma: gamma.rounded(toPlaces: 5), beta: beta.rounded(toPlaces: 5))
    if near.persistence > 1 { near.beta -= near.persistence - 1 }
    return near
  }
}
