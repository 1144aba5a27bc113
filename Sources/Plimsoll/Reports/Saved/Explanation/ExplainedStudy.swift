internal import PlimsollMarket

/// A study whose figures can be taken from one run's inputs to another's, group by group.
protocol ExplainedStudy: FileStudy, Equatable {
  /// The study with every file of its book named on its own, and nothing asked besides the figures.
  func alone() throws(InputError) -> Self
  /// The study with a group of its inputs replaced by those of `other`; both are `alone()`.
  func taking(_ group: InputGroup, from other: Self) -> Self
  /// The figures that are explained, of the verb's main table.
  static func figures(of table: CSVTable) -> ExplainedFigures
}

extension MarginStudy: ExplainedStudy {
  func alone() throws(InputError) -> MarginStudy {
    var study = self
    study.book.files = try book.files.eachNamed()
    study.whatIf = WhatIf()
    study.failsOnBreach = false
    return study
  }

  func taking(_ group: InputGroup, from other: MarginStudy) -> MarginStudy {
    var study = self
    switch group {
    case .positions, .prices: study.book.take(group, from: other.book)
    case .model:
      study.model = other.model
      study.overrides = other.overrides
      study.scenarios = other.scenarios
      study.seed = other.seed
    case .rule: study.rules = other.rules
    }
    return study
  }

  static func figures(of table: CSVTable) -> ExplainedFigures {
    ExplainedFigures(
      table, rule: ["rule"],
      measures: ["initial_margin", "maintenance_margin", "collateral_value"],
      errorOf: "initial_margin")
  }
}

extension RiskStudy: ExplainedStudy {
  func alone() throws(InputError) -> RiskStudy {
    var study = self
    study.keepsPnL = false
    study.book.files = try book.files.eachNamed()
    return study
  }

  func taking(_ group: InputGroup, from other: RiskStudy) -> RiskStudy {
    var study = self
    switch group {
    case .positions, .prices: study.book.take(group, from: other.book)
    case .model:
      study.model = other.model
      study.spec = other.spec
      study.overrides = other.overrides
      study.joint = other.joint
      study.scenarios = other.scenarios
      study.seed = other.seed
      study.sampling = other.sampling
      // A file is read by the method `file` alone, which is the rule's.
      if study.scenarioFile != nil, other.scenarioFile != nil {
        study.scenarioFile = other.scenarioFile
      }
    case .rule:
      study.methods = other.methods
      study.scenarioFile = other.scenarioFile
      study.levels = other.levels
      study.horizons = other.horizons
    }
    return study
  }

  static func figures(of table: CSVTable) -> ExplainedFigures {
    ExplainedFigures(
      table, rule: ["method", "measure", "level", "horizon"], measures: ["value"],
      errorOf: "value")
  }
}

extension BookSettings {
  /// Replaces positions or prices, with the policy for repeated rows of those files.
  fileprivate mutating func take(_ group: InputGroup, from other: BookSettings) {
    switch group {
    case .positions:
      files.positions = other.files.positions
      files.collateral = other.files.collateral
      files.instruments = other.files.instruments
      files.openOrders = other.files.openOrders
      duplicates.sumPositions = other.duplicates.sumPositions
    case .prices:
      files.prices = other.files.prices
      files.surface = other.files.surface
      files.liquidity = other.files.liquidity
      files.funding = other.files.funding
      files.futures = other.files.futures
      marks = other.marks
      asOf = other.asOf
      duplicates.keepLastPrice = other.duplicates.keepLastPrice
    case .model, .rule: break
    }
  }
}
