import Plimsoll

extension ReferenceMethod {
  /// A linear book under normal and multivariate t returns: in closed form, and by Monte Carlo.
  ///
  /// The seed is fixed. A right implementation misses four standard errors once in 16,000 independent
  /// comparisons, so about one file of eighty comparisons in 200 raises a false alarm.
  static let linear = ReferenceMethod(prefix: "montecarlo-linear-", key: "pair_0_1_joint_tail") {
    expected in
    let book = try NormalBook(expected.file)
    let closedForm = "closed form"
    expected["covariance"].agrees(with: book.covariance, as: closedForm)
    expected["portfolio_sigma"].agrees(with: book.law.standardDeviation, as: closedForm)

    let draw = try LinearDraw(book, count: 1_000_000, seed: 1)
    for row in expected["levels"].elements {
      try checkLevel(row, of: book.law, draw)
    }
    for row in expected["pair_0_1_joint_tail"].elements {
      let probability = try row["p"].number()
      for key in row.keys where key.hasPrefix("gaussian_P") {
        let share = draw.jointTail(0, 1, probability)
        row[key].agrees(withEstimate: share, standardError: draw.standardError(ofShare: share))
      }
    }
    for degrees in try expected.file.numbers("t_nu") {
      try checkStudentT(expected, book, degreesOfFreedom: degrees)
    }
    try checkSamplingErrors(expected["sampling_se"], of: book, draw)
    for (i, row) in expected["elliptical_copula_kendall_tau"].elements.enumerated() {
      row.agrees(
        with: book.correlation.row(i).map { RankCorrelation.kendallTau(ofCopula: $0) },
        as: closedForm)
    }
    for (i, row) in expected["gaussian_copula_spearman"].elements.enumerated() {
      row.agrees(
        with: book.correlation.row(i).map { RankCorrelation.spearmanRho(ofGaussianCopula: $0) },
        as: closedForm)
    }
  }

  /// The values under a multivariate t law; keys end in its degrees of freedom.
  private static func checkStudentT(
    _ expected: Expected, _ book: NormalBook, degreesOfFreedom degrees: Double
  ) throws {
    let name = "nu_\(degrees == degrees.rounded() ? "\(Int(degrees))" : "\(degrees)")"
    let law = StudentTLaw(
      standardDeviation: book.law.standardDeviation, degreesOfFreedom: degrees)
    let draw = try LinearDraw(book, degreesOfFreedom: degrees, count: 400_000, seed: 1)
    for row in expected["levels"].elements {
      let level = try row["alpha"].level()
      let tail = LossTail(draw.pnl, level: level)
      let figures = row["multivariate_t_\(name)"]
      for (measure, key) in [(RiskMeasure.valueAtRisk, "VaR"), (.expectedShortfall, "ES")] {
        figures[key].agrees(with: law.value(of: measure, at: level), as: "closed form")
        figures[key].agrees(
          withEstimate: tail.value(of: measure).value,
          standardError: law.standardError(of: measure, at: level, count: draw.count))
        figures["se_\(key)_sqrtN"].agrees(
          with: law.standardError(of: measure, at: level, count: 1), as: "closed form")
      }
    }
    for row in expected["pair_0_1_joint_tail"].elements {
      let share = draw.jointTail(0, 1, try row["p"].number())
      row["t_\(name)_P(U1<p,U2<p)"].agrees(
        withEstimate: share, standardError: draw.standardError(ofShare: share))
    }
    expected["pair_0_1_t_tail_dependence"][name].agrees(
      with: TCopulaFit.tailDependence(
        degreesOfFreedom: degrees, correlation: book.correlation[0, 1]), as: "closed form")
  }

  /// Both measures of one level, twice, and the closed forms of their errors.
  private static func checkLevel(_ row: Expected, of law: NormalLaw, _ draw: LinearDraw) throws {
    let level = try row["alpha"].level()
    let tail = LossTail(draw.pnl, level: level)
    let normal = row["normal"]
    for (measure, key) in [(RiskMeasure.valueAtRisk, "VaR"), (.expectedShortfall, "ES")] {
      normal[key].agrees(with: law.value(of: measure, at: level), as: "closed form")
      normal[key].agrees(
        withEstimate: tail.value(of: measure).value,
        standardError: law.standardError(of: measure, at: level, count: draw.count))
      normal["se_\(key)_sqrtN"].agrees(
        with: law.standardError(of: measure, at: level, count: 1), as: "closed form")
    }
  }

  /// Correlations and volatilities of the draw, within four of the standard errors that the file
  /// gives for one scenario.
  private static func checkSamplingErrors(
    _ expected: Expected, of book: NormalBook, _ draw: LinearDraw
  ) throws {
    let root = Double(draw.count).squareRoot()
    let covariance = SampleCovariance.covariance(draw.columns, divisor: .observations)
    let correlation = SampleCovariance.correlation(of: covariance)
    for (i, row) in expected["correlation_sqrtN"].elements.enumerated() {
      for (j, entry) in row.elements.enumerated() {
        let error = try entry.number()
        let share = Tolerance(absolute: 4 * error / root)
          .share(correlation[i, j], book.correlation[i, j])
        entry.settle(share, "a correlation of \(correlation[i, j])")
      }
    }
    let relative = expected["sd_relative_sqrtN_normal"]
    if relative.value != nil {
      let error = try relative.number()
      for (deviation, volatility) in zip(covariance.diagonal, book.volatilities) {
        let share = Tolerance(relative: 4 * error / root).share(deviation.squareRoot(), volatility)
        relative.settle(share, "a standard deviation of \(deviation.squareRoot())")
      }
    }
    expected["probability_sqrtN"].isRemark()
    let count = min(draw.count, 50_000)
    let taus = RankCorrelation.kendallTau(draw.columns.map { Array($0.prefix(count)) })
    for (i, row) in expected["kendall_tau_sqrtN_approx"].elements.enumerated() {
      for (j, entry) in row.elements.enumerated() {
        let error = try entry.number()
        let share = Tolerance(absolute: 4 * error / Double(count).squareRoot())
          .share(taus[i, j], RankCorrelation.kendallTau(ofCopula: book.correlation[i, j]))
        entry.settle(share, "a tau of \(taus[i, j])")
      }
    }
  }
}
