import Plimsoll

extension Workload {
  /// The maximum likelihood fit of a variance recursion with Student-t residuals.
  static func variance(isAsymmetric: Bool) -> Workload {
    Workload(
      name: isAsymmetric ? "gjr-t" : "garch-t",
      title:
        "\(isAsymmetric ? "GJR" : "GARCH(1,1)") with Student-t residuals fitted to 2,500 returns",
      size: 1, unit: "fit", targets: [.faster(times: 10, than: "arch")],
      agreement: .relative(
        1e-3, because: "the same likelihood; each stops by its own rule near the same optimum")
    ) { workload, arena in
      let returns = simulated(isAsymmetric: isAsymmetric)
      try arena.write(
        Matrix(rows: returns.count, columns: 1, storage: returns), to: "returns.npy")
      var choice = GARCHFit.Choice()
      choice.isAsymmetric = isAsymmetric
      choice.law = .studentT
      var fit: GARCHFit?
      return LineUp(
        ours: Work {
          fit = GARCHFit(returns, choice)
        } answer: {
          Figures(values: fit.map(answer) ?? [])
        }, peers: [try arena.peer("arch", of: workload)])
    }
  }

  private static func answer(_ fit: GARCHFit) -> [Double] {
    let recursion = fit.recursion
    return [recursion.omega, recursion.alpha]
      + (fit.choice.isAsymmetric ? [recursion.gamma] : [])
      + [recursion.beta, fit.degreesOfFreedom ?? .nan, fit.logLikelihood]
  }

  /// Percentages of a recursion as crypto-assets have it.
  private static func simulated(isAsymmetric: Bool) -> [Double] {
    let recursion = GARCH(
      omega: 0.4, alpha: 0.08, gamma: isAsymmetric ? 0.06 : 0, beta: 0.86)
    let degrees = 5.0
    let stream = RandomStream(seed: 11, stream: 0)
    var variance = recursion.longRunVariance ?? 1
    return (0..<2_500).map { step in
      let draw =
        stream.studentT(degreesOfFreedom: degrees, scenario: step, dimension: 0)
        * ((degrees - 2) / degrees).squareRoot()
      let value = draw * variance.squareRoot()
      variance = recursion.variance(after: value, of: variance)
      return value
    }
  }
}
