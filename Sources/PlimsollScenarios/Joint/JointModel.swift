internal import Glibc
public import PlimsollMarket
public import PlimsollNumerics

/// Joint factors made ready for a book: responses and residuals over a horizon, and the correlation of
/// the residuals.
///
/// - Verified by: JointModelTests.
public struct JointModel: Sendable {
  /// How they are specified.
  public let spec: JointSpec
  /// One for each factor.
  public let rows: [JointRow]
  /// Of the residuals, in the order of the rows.
  public let correlation: Matrix
  /// Repairs, and what stood in for a history.
  public let diagnostics: [Diagnostic]
  /// The smiles that volatilities follow, by underlying and time to expiry; empty when they stick to
  /// strikes.
  public var smiles: [RiskFactor: [TimeSpan: MovingOption.Smile]] = [:]

  /// What a book knows that joint factors are estimated from and start at.
  public struct Evidence: Sendable {
    /// When the horizon begins.
    public var asOf: Timestamp
    /// Prices up to then.
    public var prices: PriceHistory
    /// Funding up to then.
    public var funding: FundingHistory?
    /// Bases up to then.
    public var futures: FuturesHistory?
    /// Levels of volatility and basis now, by factor.
    public var levels: [RiskFactor: Double]

    /// Evidence up to `asOf`.
    public init(
      asOf: Timestamp, prices: PriceHistory, funding: FundingHistory? = nil,
      futures: FuturesHistory? = nil, levels: [RiskFactor: Double] = [:]
    ) {
      self.asOf = asOf
      self.prices = prices
      self.funding = funding
      self.futures = futures
      self.levels = levels
    }
  }

  /// Estimates what is to be calibrated.
  ///
  /// - Parameter needs: underlyings with the kinds that matter to what is held.
  /// - Throws: an `InputError` when a parameter is to be calibrated and there is neither a history
  ///   nor a number to stand in, or a price column has the name of a joint factor.
  public init(
    _ spec: JointSpec, needs: [(underlying: RiskFactor, kinds: Set<JointKind>)],
    horizon: TimeSpan, evidence: Evidence
  ) throws(InputError) {
    var rows: [JointRow] = []
    var diagnostics: [Diagnostic] = []
    for (underlying, kinds) in needs {
      for kind in spec.kinds where kinds.contains(kind) {
        let factor = kind.factor(of: underlying)
        guard !evidence.prices.contains(factor) else {
          throw .data(
            evidence.prices.digest.file, line: 1, column: factor.name,
            "the column has the name of a joint factor", remedy: "Rename it.")
        }
        var row: JointRow
        switch kind {
        case .volatility:
          row = JointRow(kind, underlying, spec.volatility?.level, horizon)
        case .skew:
          row = JointRow(kind, underlying, spec.skew, horizon)
        case .basis:
          row = JointRow(kind, underlying, spec.basis?.shift, horizon)
          if spec.basis?.calibratesResidual == true {
            row.takeResidual(from: evidence.futures?.bases[underlying] ?? [], horizon)
          }
        case .funding:
          guard let funding = spec.funding else { continue }
          row = try JointRow(underlying, funding, horizon, evidence, &diagnostics)
        }
        row.level = row.level ?? evidence.levels[factor]
        rows.append(row)
      }
    }
    var correlation = Matrix.identity(rows.count)
    for (i, first) in rows.enumerated() {
      for (j, second) in rows.enumerated() where i != j {
        correlation[i, j] =
          spec.correlation(first.kind, second.kind)
          * (first.underlying == second.underlying ? 1 : spec.acrossUnderlyings)
      }
    }
    if !rows.isEmpty, let repair = NearestCorrelation.repairing(correlation) {
      correlation = repair.matrix
      diagnostics.append(
        Diagnostic(
          .warning, spec.name,
          "the stated correlation of residuals was none (smallest eigenvalue "
            + "\(repair.smallestEigenvalueBefore)); the nearest is a Frobenius distance of "
            + "\(repair.distance) away"))
    }
    self.spec = spec
    self.rows = rows
    self.correlation = correlation
    self.diagnostics = diagnostics
  }
}

extension JointSpec {
  fileprivate func correlation(_ first: JointKind, _ second: JointKind) -> Double {
    if first == second { return 1 }
    return correlations.first {
      ($0.first, $0.second) == (first, second) || ($0.first, $0.second) == (second, first)
    }?.value ?? 0
  }
}

extension JointRow {
  fileprivate init(
    _ kind: JointKind, _ underlying: RiskFactor, _ shift: JointSpec.Shift?, _ horizon: TimeSpan
  ) {
    guard let shift else { preconditionFailure("\(kind) is not in the specification") }
    self.init(
      kind: kind, underlying: underlying, level: nil, constant: 0,
      response: shift.response.of(underlying),
      deviation: shift.residual * horizon.days.squareRoot(), limit: shift.limit,
      evidence: "stated: \(shift.evidence)")
  }

  private static let fewestBases = 3

  /// The root mean square of what the response leaves of changes, each over the square root of its
  /// days; from three times on.
  fileprivate mutating func takeResidual(from bases: [FuturesHistory.Basis], _ horizon: TimeSpan) {
    guard bases.count >= Self.fewestBases else { return }
    let squares = zip(bases.dropFirst(), bases).map { now, then in
      let rest = now.rate - then.rate - response * log(now.spot / then.spot)
      return rest * rest / (now.time - then.time).days
    }
    let perDay = (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    deviation = perDay * horizon.days.squareRoot()
    evidence = "residual from \(squares.count) changes of the futures' basis; response \(evidence)"
  }

  fileprivate init(
    _ underlying: RiskFactor, _ funding: JointSpec.Funding, _ horizon: TimeSpan,
    _ evidence: JointModel.Evidence, _ diagnostics: inout [Diagnostic]
  ) throws(InputError) {
    let series = evidence.funding?.series(of: underlying, venue: funding.venue)
    let fit = series.flatMap { FundingModel($0, prices: evidence.prices) }
    func value(_ name: String, _ parameter: JointSpec.Parameter, _ fitted: Double?)
      throws(InputError) -> Double
    {
      switch (parameter, fitted) {
      case (.stated(let number), _): return number
      case (.calibrated, let fitted?): return fitted
      case (.calibrated(let otherwise?), nil): return otherwise
      case (.calibrated(nil), nil):
        throw .usage(
          "the \(name) of \(underlying)'s funding is to be calibrated, and there are fewer than "
            + "\(FundingModel.fewestPairs) rates beside prices",
          remedy: "Pass --funding, or write `\(name): calibrated else NUMBER`.")
      }
    }
    let model = FundingModel(
      mean: try value("mean", funding.mean, fit?.mean),
      persistence: try value("persistence", funding.persistence, fit?.persistence),
      loading: try value("loading", funding.loading, fit?.loading),
      residual: try value("residual", funding.residual, fit?.residual))
    let isFitted =
      fit != nil
      && [funding.mean, funding.persistence, funding.loading, funding.residual].contains {
        if case .calibrated = $0 { true } else { false }
      }
    // Figures of the spec are per interval of the spec, and so is the latest rate beside them.
    let interval = (isFitted ? series?.interval : nil) ?? funding.interval
    let payments = FundingModel.payments(after: evidence.asOf, within: horizon, every: interval)
    let latest =
      series.flatMap { series in
        series.rates.last.map { $0 * (interval.days / series.interval.days) }
      } ?? model.mean
    let (constant, response, deviation) = model.accrual(from: latest, payments: payments)
    var words = "stated: \(funding.evidence)"
    if let series, let last = series.times.last {
      words =
        (fit == nil ? words + "; " : "")
        + "\(series.rates.count) rates of \(series.venue) \(series.symbol) up to \(last)"
      if (evidence.asOf - last).seconds > Self.oldestPayments * interval.seconds {
        diagnostics.append(
          Diagnostic(
            .warning, JointKind.funding.factor(of: underlying).name,
            "its latest rate is of \(last), \(Int((evidence.asOf - last).days)) days before "
              + "\(evidence.asOf), and taken as that of now"))
      }
    } else {
      diagnostics.append(
        Diagnostic(
          .note, JointKind.funding.factor(of: underlying).name,
          "the book has no rates of it: it starts at the stated mean of \(model.mean)"))
    }
    self.init(
      kind: .funding, underlying: underlying, level: latest, constant: constant,
      response: response, deviation: deviation, limit: funding.limit * Double(payments),
      evidence: "\(payments) payments; " + words)
  }

  /// A rate that is older is said to be old.
  private static let oldestPayments = 3
}
