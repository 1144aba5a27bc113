import Plimsoll

extension ReferenceMethod {
  /// The law of a loss that is quadratic in normal moves, by inversion and by twisted sampling.
  static let deltaGamma = ReferenceMethod(
    prefix: "montecarlo-delta-gamma-", key: "eigen_lambda"
  ) { expected in
    let book = try QuadraticBook(expected.file)
    let pnl = book.pnl
    let cumulants = pnl.cumulants
    let deviation = pnl.deviation
    for (key, value) in [
      ("mean", cumulants[0]), ("variance", cumulants[1]), ("third_cumulant", cumulants[2]),
      ("fourth_cumulant", cumulants[3]),
      ("skew", cumulants[2] / (deviation * deviation * deviation)),
      ("excess_kurtosis", cumulants[3] / (cumulants[1] * cumulants[1])),
    ] {
      expected[key].agrees(with: value, as: "moments")
    }
    expected["eigen_lambda"].agrees(with: pnl.curvature, as: "moments")
    let loss = pnl.negated
    for row in expected["levels"].elements {
      let level = try row["alpha"].level()
      let share = level.tailProbability
      let quantile = loss.quantile(survival: share)
      let tail = loss.tail(at: quantile)
      let shortfall = quantile + tail.meanExcess / share
      row["VaR"].agrees(with: quantile, as: "VaR,ES")
      row["ES"].agrees(with: shortfall, as: "VaR,ES")
      let own = Tolerance(relative: 1e-7)
      for (key, value) in [
        ("density_at_VaR", tail.density),
        ("se_VaR_sqrtN", (level.value * share).squareRoot() / tail.density),
      ] where row[key].value != nil {
        row[key].settle(own.share(value, try row[key].number()), "\(value)")
      }
      row["se_ES_sqrtN"].isRemark()
    }
  }
}

/// A book known by its first and second derivatives.
struct QuadraticBook {
  /// In standard normal numbers.
  let pnl: QuadraticForm

  init(_ file: ReferenceFile) throws {
    let delta = try file.input("delta", \.numbers)
    let gamma = Matrix(try file.input("gamma_matrix", \.rows))
    let covariance = Matrix(try file.input("covariance_of_dS", \.rows))
    pnl =
      QuadraticForm.diagonal(
        constant: try file.number("theta"), slopes: delta,
        curvatures: Matrix(
          rows: gamma.rows, columns: gamma.columns, storage: gamma.storage.map { 0.5 * $0 }),
        factor: try Cholesky(covariance).lower
      ).form
  }
}
