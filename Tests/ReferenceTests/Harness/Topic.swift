/// The topics of reference values, with the methods that this release has for them.
enum Topic: String, CaseIterable, Sendable {
  case linalg, rng, estimators, risk, backtest, pricing, montecarlo, margin, endtoend

  /// Checks of the methods that are there.
  var methods: [ReferenceMethod] {
    switch self {
    case .linalg: [.cholesky, .nearestCorrelation]
    case .rng:
      [
        .normalCumulative, .normalQuantile, .quantiles, .philoxVectors, .philoxStreams,
        .sobolPoints, .sobolDimensions,
      ]
    case .estimators:
      [
        .exponentialWeighting, .covariance, .studentT, .generalisedPareto, .realisedMeasures,
        .garch, .dynamicCorrelation,
      ]
    case .risk:
      [
        .historical, .scenarioComponents, .normalComponents, .parametric, .cornishFisher,
        .weightedHistorical,
      ]
    case .pricing: [.vanillaGrid, .digital, .impliedVolatility, .inverse, .rawSVI]
    case .montecarlo: [.linear, .fullRevaluation, .merton, .deltaGamma]
    case .endtoend: [.endToEnd]
    case .backtest: [.proportionOfFailures, .transitions, .trafficLight, .backtestSeries]
    case .margin:
      [
        .antiProcyclicality, .scenarioMatrix, .spanScan, .liquidation, .coverFund,
        .defaultWaterfall, .gainsHaircutting, .nettingAndCollateral,
      ]
    }
  }

  /// Beginnings of the ids of files whose methods are still to come.
  var pendingPrefixes: [String] {
    switch self {
    case .linalg, .endtoend, .risk, .estimators, .backtest, .rng, .margin: []
    case .montecarlo:
      ["montecarlo-heston-"]
    case .pricing:
      [
        "pricing-asian", "pricing-bates", "pricing-heston", "pricing-merton",
      ]
    }
  }

  /// How much of the topic is there.
  var state: State {
    switch self {
    case .linalg, .backtest, .margin: .done
    case .rng, .estimators, .risk, .pricing, .montecarlo, .endtoend: .begun
    }
  }

  enum State: Sendable {
    /// Files of the methods that are there must be read.
    case begun
    /// Nothing is pending: a folder that the user names must be read whole.
    case done
  }

  /// The method for a file: by its id, else by its shape.
  func method(for file: ReferenceFile) -> ReferenceMethod? {
    if let method = methods.first(where: { file.id.hasPrefix($0.prefix) }) { return method }
    return isPending(file) ? nil : methods.first { file.expected[$0.key] != nil }
  }

  /// Whether the file's method is still to come.
  func isPending(_ file: ReferenceFile) -> Bool {
    pendingPrefixes.contains { file.id.hasPrefix($0) }
  }
}
