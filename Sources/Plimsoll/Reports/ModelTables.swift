internal import PlimsollMarket
internal import PlimsollScenarios

/// A model as tables: for the terminal, for scripts, for a report.
enum ModelTables {
  /// One row per factor, in full.
  static func records(_ model: RiskModel) -> CSVTable {
    var table = CSVTable(columns: [
      "factor", "volatility_model", "volatility_per_bar", "volatility_annual", "innovations",
      "degrees_of_freedom", "cut", "residual_scale", "largest_residual", "first_price",
      "last_price", "own_returns", "used_returns", "filled_returns", "omega", "alpha", "gamma",
      "beta", "persistence", "log_likelihood",
    ])
    for (factor, coverage) in zip(model.factors, model.coverage) {
      var degrees: Double?
      if case .studentT(let law) = factor.innovations { degrees = law.degreesOfFreedom }
      table.append([
        .text(factor.factor.name), .text(factor.volatility.model.rawValue),
        .number(factor.volatility.perBar),
        .number(factor.volatility.annualised(bar: model.bar)),
        .text(factor.innovations.kind.rawValue), .optional(degrees),
        .optional(factor.innovations.cut),
        .number(factor.residualScale), .number(factor.largestResidual),
        .text(coverage.firstPrice?.description ?? ""),
        .text(coverage.lastPrice?.description ?? ""), .integer(coverage.ownReturns),
        .integer(coverage.usedReturns), .integer(coverage.filledReturns),
        .optional(factor.volatility.recursion?.omega),
        .optional(factor.volatility.recursion?.alpha),
        .optional(factor.volatility.recursion?.gamma),
        .optional(factor.volatility.recursion?.beta),
        .optional(factor.volatility.recursion?.persistence),
        .optional(factor.volatility.estimate?.logLikelihood),
      ])
    }
    return table
  }

  /// One row per factor, rounded.
  static func headline(_ model: RiskModel) -> Report.Headline {
    Report.Headline(
      columns: [
        "factor", .right("volatility p.a."), "innovations", .right("largest move"),
        .right("returns"), "prices",
      ],
      rows: zip(model.factors, model.coverage).map { factor, coverage in
        [
          factor.factor.name,
          NumberText.percent(factor.volatility.annualised(bar: model.bar)),
          law(of: factor), NumberText.ratio(factor.largestResidual) + " sd",
          "\(coverage.usedReturns)", span(of: coverage),
        ]
      })
  }

  /// One row per factor whose variance is fitted, rounded.
  static func recursions(of model: RiskModel) -> (columns: [MarkdownColumn], rows: [[String]]) {
    let rows = model.factors.compactMap { factor -> [String]? in
      guard let recursion = factor.volatility.recursion, let fit = factor.volatility.estimate else {
        return nil
      }
      func cell(_ value: Double, _ name: String) -> String {
        let error = fit.standardErrors?[name].map {
          " (\(NumberText.plain($0, significantDigits: 2)))"
        }
        return NumberText.plain(value, significantDigits: 3) + (error ?? "")
      }
      return [
        factor.factor.name, factor.volatility.model.rawValue, cell(recursion.omega, "omega"),
        cell(recursion.alpha, "alpha"),
        factor.volatility.model == .gjr ? cell(recursion.gamma, "gamma") : "",
        cell(recursion.beta, "beta"), NumberText.plain(recursion.persistence, significantDigits: 4),
        recursion.halfLife.map { NumberText.plain($0, significantDigits: 3) } ?? "never",
        fit.degreesOfFreedom.map { cell($0, "degrees_of_freedom") } ?? "normal",
        fit.unboundedPersistence.map { NumberText.plain($0, significantDigits: 4) } ?? "",
      ]
    }
    return (
      [
        "factor", "model", .right("ω"), .right("α"), .right("γ"), .right("β"),
        .right("persistence"), .right("half-life"), .right("degrees"),
        .right("persistence unbounded"),
      ], rows
    )
  }

  /// Which likelihoods variances were fitted by, and how their recursions start.
  static func likelihoods(of model: RiskModel) -> String {
    let kinds = model.factors.compactMap { factor -> String? in
      guard let fit = factor.volatility.estimate, let start = factor.volatility.start else {
        return nil
      }
      return "\(fit.likelihood.rawValue) likelihood, recursion started by \(start.rawValue)"
    }
    return "Fitted with \(kinds.unique().joined(separator: "; and "))."
  }

  /// The law of innovations with its parameter.
  private static func law(of factor: FactorModel) -> String {
    switch factor.innovations {
    case .normal: "normal"
    case .studentT(let law): "t, \(NumberText.ratio(law.degreesOfFreedom)) degrees of freedom"
    case .empirical: "empirical"
    case .gpd(let law):
      "Pareto tails, shapes \(NumberText.ratio(law.lower.shape)) and "
        + "\(NumberText.ratio(law.upper.shape))"
    case .jumps(let law):
      "jumps, \(NumberText.ratio(law.intensity)) a bar, "
        + "\(NumberText.percent(law.jumpShare)) of the variance"
    }
  }

  /// The copula with its parameter.
  private static func copula(of dependence: Dependence) -> String {
    let name = "\(dependence.copula.rawValue) copula"
    guard let degrees = dependence.degreesOfFreedom else { return name }
    return name + " with \(NumberText.ratio(degrees)) degrees of freedom"
  }

  private static func span(of coverage: FactorCoverage) -> String {
    guard let first = coverage.firstPrice, let last = coverage.lastPrice else { return "none" }
    return "\(first) to \(last)"
  }

  /// The sections of a report that say what a model is and how sound its matrix is.
  static func write(_ model: RiskModel, to document: inout MarkdownDocument) {
    let table = headline(model)
    document.table(table.columns, table.rows)
    document.paragraph(
      "Volatility is that of the next bar, a year of 365 days. Innovations are returns over their "
        + "volatility; the largest move of the history is in standard deviations (sd) of its bar.")
    let dependence = model.dependence
    var matrix =
      "Dependence: \(copula(of: dependence)), correlation by "
      + "\(dependence.estimator.rawValue)"
    if let shrinkage = dependence.shrinkage {
      matrix += " (weight of the target \(NumberText.percent(shrinkage)))"
    }
    matrix +=
      "; smallest eigenvalue \(NumberText.ratio(dependence.smallestEigenvalue)), condition number "
      + "\(NumberText.ratio(dependence.conditionNumber))"
    if let distance = dependence.repairDistance {
      matrix += "; repaired, moved by a Frobenius distance of \(NumberText.ratio(distance))"
    } else {
      matrix += "; no repair was needed"
    }
    if let share = dependence.noiseShare {
      matrix +=
        "; of the sample correlation's eigenvalues \(NumberText.percent(share)) are within what "
        + "chance gives uncorrelated factors (Marchenko–Pastur)"
    }
    if let dynamics = dependence.dynamics {
      matrix +=
        "; correlations move with the weights a \(NumberText.ratio(dynamics.a)) and b "
        + "\(NumberText.ratio(dynamics.b)), and the forecast for the first bar stands for the whole "
        + "horizon"
    }
    document.paragraph(matrix + ".")
    let cuts = model.factors.compactMap { factor in
      factor.innovations.cut.map { "\(factor.factor) \(NumberText.ratio($0))" }
    }
    if !cuts.isEmpty {
      let kinds = Set(model.factors.map(\.innovations.kind))
      let laws = [(InnovationModel.Kind.studentT, "a Student-t law"), (.gpd, "Pareto tails")]
        .filter { kinds.contains($0.0) }.map(\.1)
      document.paragraph(
        "The mean of e^X does not exist under \(laws.joined(separator: " or ")), so draws are cut, "
          + "in standard deviations, at: \(cuts.joined(separator: ", ")); the cut law is scaled back "
          + "to unit variance. Log returns have mean zero.")
    }
  }

  /// What each factor's history covers.
  static func writeCoverage(_ coverage: [FactorCoverage], to document: inout MarkdownDocument) {
    document.table(
      [
        "factor", "first price", "last price", .right("own returns"), .right("used"),
        .right("filled"),
      ],
      coverage.map { entry in
        [
          entry.factor.name, entry.firstPrice?.description ?? "",
          entry.lastPrice?.description ?? "", "\(entry.ownReturns)", "\(entry.usedReturns)",
          "\(entry.filledReturns)",
        ]
      })
    document.paragraph(
      "Own returns are those between the factor's own prices; used are those that the estimate rests on; "
        + "filled are those among them that come from a proxy.")
  }

  /// The end of a document: what was repaired and which files were read.
  static func writeGrounds(
    _ diagnostics: [Diagnostic], _ inputs: [InputDigest], to document: inout MarkdownDocument
  ) {
    document.heading(2, "Diagnostics")
    write(diagnostics, to: &document)
    document.heading(2, "Inputs")
    write(inputs, to: &document)
  }

  /// Diagnostics as a list, or a line that says there are none.
  static func write(_ diagnostics: [Diagnostic], to document: inout MarkdownDocument) {
    if diagnostics.isEmpty {
      document.paragraph("None: nothing was repaired, filled or bounded.")
    } else {
      document.bullets(
        diagnostics.map { "**\($0.severity.rawValue)** \($0.subject): \($0.message)" })
    }
  }

  /// The files a report rests on.
  static func write(_ inputs: [InputDigest], to document: inout MarkdownDocument) {
    document.table(["file", "SHA-256"], inputs.map { [$0.file, "`\($0.sha256)`"] })
  }
}

extension Sequence where Element: Hashable {
  /// The elements in order, each once.
  func unique() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

/// File names made of names that users chose.
struct FileNames {
  private var taken: Set<String> = []

  /// A name of letters, digits, points and hyphens, not given before.
  mutating func name(for text: String) -> String {
    let cleaned = String(
      text.unicodeScalars.map { scalar in
        let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9") ~= scalar)
        return isPlain || scalar == "-" || scalar == "_" ? Character(scalar) : "-"
      })
    var candidate = cleaned
    var number = 2
    while !taken.insert(candidate).inserted {
      candidate = "\(cleaned)-\(number)"
      number += 1
    }
    return candidate
  }
}
