public import PlimsollMarket
public import PlimsollNumerics
public import PlimsollScenarios

extension PreparedScenarios {
  /// The same with the factors beside spot that matter to what `book` holds.
  ///
  /// - Throws: an `InputError` when something is to be calibrated that the book has no history of.
  func joined(by spec: JointSpec, for book: Book, horizon: TimeSpan, seed: UInt64)
    throws(InputError) -> PreparedScenarios
  {
    var model = try JointModel(
      spec, needs: book.jointNeeds, horizon: horizon,
      evidence: JointModel.Evidence(
        asOf: book.asOf, prices: book.prices, funding: book.funding, futures: book.futures,
        levels: book.jointLevels))
    guard !model.rows.isEmpty else {
      return PreparedScenarios(
        source: source, model: self.model, coverage: coverage,
        diagnostics: diagnostics + [
          Diagnostic(.note, spec.name, "nothing held is moved by joint factors")
        ], summary: summary)
    }
    if let stickiness = spec.volatility?.stickiness, stickiness != .strike {
      model.smiles = try book.smiles(beyond: horizon)
    }
    let joint = Joint(model: model, seed: seed)
    let source = try joint.moving(self.source)
    return PreparedScenarios(
      source: source, model: self.model, coverage: coverage,
      diagnostics: diagnostics + model.diagnostics, summary: summary,
      joint: joint.measured(under: source))
  }

  /// Other scenarios of spot, with the same factors beside it as these have.
  func moving(_ other: any ScenarioSource) throws(InputError) -> any ScenarioSource {
    guard let joint else { return other }
    return try joint.moving(other)
  }

  /// What moves beside spot.
  public struct Joint: Sendable {
    /// The factors.
    public let model: JointModel
    /// Of the draw of residuals.
    let seed: UInt64
    /// The factors whose correlation was measured: spot of the underlyings, then the joint ones.
    public private(set) var factors: [RiskFactor] = []
    /// Their correlation in the first scenarios, spot included.
    public private(set) var correlation = Matrix.identity(0)
    /// In how many.
    public private(set) var observations = 0

    init(model: JointModel, seed: UInt64) {
      self.model = model
      self.seed = seed
    }

    /// `source` with the factors beside it.
    func moving(_ source: any ScenarioSource) throws(InputError) -> any ScenarioSource {
      try JointScenarios(source, model, seed: seed)
    }

    private static let mostObservations = 20_000

    /// The same with the correlation that the first 20,000 scenarios of `source` show.
    fileprivate func measured(under source: any ScenarioSource) -> Joint {
      var measured = self
      let underlyings = source.factors.filter { factor in
        model.rows.contains { $0.underlying == factor }
      }
      measured.factors = underlyings + model.rows.map(\.factor)
      measured.observations = min(source.count, Self.mostObservations)
      let moves = source.moves(0..<measured.observations)
      let columns = measured.factors.compactMap(source.factors.firstIndex).map { column in
        Self.standardised((0..<moves.rows).map { moves[$0, column] })
      }
      measured.correlation = Matrix(
        columns.enumerated().map { row, first in
          columns.enumerated().map { column, second in
            row == column ? 1 : zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
          }
        })
      return measured
    }

    /// Less their mean, of unit length; zeros when they do not vary.
    private static func standardised(_ values: [Double]) -> [Double] {
      let mean = values.reduce(0, +) / Double(max(1, values.count))
      let length = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
      return values.map { length > 0 ? ($0 - mean) / length : 0 }
    }

    /// Sentences for the report's method notes.
    public var methodNotes: [String] {
      let spec = model.spec
      var notes = [
        "Joint factors by \(spec.name): "
          + model.rows.map(\.factor.name).joined(separator: ", ")
          + " answer to the spot return of their underlying, plus residuals that are "
          + (spec.degreesOfFreedom.map { "Student-t with \($0) degrees of freedom" } ?? "normal")
          + "."
      ]
      let kinds = Set(model.rows.map(\.kind))
      if kinds.contains(.volatility), let volatility = spec.volatility {
        notes.append(
          "Volatility sticks to the \(volatility.stickiness.rawValue); a change of its level reaches "
            + "an expiry of d days times (30/d)^\(volatility.level.shortPower) below 30 days and "
            + "(30/d)^\(volatility.level.longPower) from there on, and brings none below "
            + "\(volatility.floor).")
      }
      if kinds.contains(.basis) {
        notes.append(
          "Futures and options' forwards move with spot and by the change of the annualised basis "
            + "at their tenor, for the time they have left at the horizon.")
      }
      if kinds.contains(.funding) {
        notes.append(
          "Perpetuals pay the funding of the horizon at the mark of now; longs pay positive rates.")
      }
      return notes
    }
  }
}
