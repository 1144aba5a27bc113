import PlimsollNumerics

extension GARCHFit {
  /// Standard errors of the free parameters, in the units of the returns.
  public struct Errors: Sendable, Equatable {
    /// By parameter: omega, alpha, gamma, beta, degrees_of_freedom, mean.
    public var byName: [String: Double]
  }

  /// How the spread of an estimate is reckoned.
  public enum ErrorKind: Sendable {
    /// The inverse of the observed information: right when the law of residuals is.
    case information
    /// The sandwich of information and scores: right for quasi-likelihood too.
    case robust
  }

  /// Standard errors; nil on a bound, where they mean nothing, and where the curvature is not
  /// positive.
  ///
  /// The information is the difference of analytic gradients.
  ///
  /// - Source: Bollerslev and Wooldridge (1992), "Quasi-maximum likelihood estimation and inference
  ///   in dynamic models with time-varying covariances".
  /// - Complexity: two gradients a parameter.
  /// - Verified by: GARCHFitTests, ReferenceTests (estimators-garch).
  public func errors(of returns: [Double], _ kind: ErrorKind = .robust) -> Errors? {
    guard unbounded == nil, !choice.targetsVariance else { return nil }
    let search = GARCHSearch(returns, choice)
    let scale = search.scale
    let argument = search.free.map { place in
      switch place {
      case GARCHLikelihood.Place.omega: recursion.omega / (scale * scale)
      case GARCHLikelihood.Place.alpha: recursion.alpha
      case GARCHLikelihood.Place.gamma: recursion.gamma
      case GARCHLikelihood.Place.beta: recursion.beta
      case GARCHLikelihood.Place.reciprocalDegrees: 1 / (degreesOfFreedom ?? .infinity)
      default: mean / scale
      }
    }
    guard let covariance = Self.covariance(search, at: argument, kind) else { return nil }
    var byName: [String: Double] = [:]
    for (index, place) in search.free.enumerated() {
      let error = covariance[index, index].squareRoot()
      guard error.isFinite else { return nil }
      switch place {
      case GARCHLikelihood.Place.omega: byName["omega"] = error * scale * scale
      case GARCHLikelihood.Place.alpha: byName["alpha"] = error
      case GARCHLikelihood.Place.gamma: byName["gamma"] = error
      case GARCHLikelihood.Place.beta: byName["beta"] = error
      case GARCHLikelihood.Place.reciprocalDegrees:
        let degrees = degreesOfFreedom ?? .infinity
        byName["degrees_of_freedom"] = error * degrees * degrees
      default: byName["mean"] = error * scale
      }
    }
    return Errors(byName: byName)
  }

  private static func covariance(
    _ search: GARCHSearch, at argument: [Double], _ kind: ErrorKind
  ) -> Matrix? {
    let count = argument.count
    var information = Matrix(rows: count, columns: count)
    for i in 0..<count {
      let step = 1e-5 * max(abs(argument[i]), 1e-3)
      var (up, down) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
      var moved = argument
      moved[i] = argument[i] + step
      _ = search.cost(moved, &up)
      moved[i] = argument[i] - step
      _ = search.cost(moved, &down)
      for j in 0..<count { information[i, j] = (up[j] - down[j]) / (2 * step) }
    }
    let symmetric = Matrix(
      (0..<count).map { i in
        (0..<count).map { j in 0.5 * (information[i, j] + information[j, i]) }
      })
    guard let cholesky = try? Cholesky(symmetric) else { return nil }
    let columns = (0..<count).map { place in
      cholesky.solve((0..<count).map { $0 == place ? 1 : 0 })
    }
    let inverse = Matrix(columns)
    guard kind == .robust else { return inverse }
    var outer = Matrix(rows: count, columns: count)
    for row in search.likelihood.scores(at: search.parameters(argument)) {
      for i in 0..<count {
        for j in 0..<count { outer[i, j] += row[search.free[i]] * row[search.free[j]] }
      }
    }
    return inverse.multiplied(by: outer).multiplied(by: inverse)
  }
}
