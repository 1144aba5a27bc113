public import PlimsollMarket

extension CalibrationSpec {
  /// Reads a spec; a key it does not know is an error.
  public init(yaml file: InputFile) throws(InputError) {
    let document = try ConfigDocument(file)
    let keys = try document.root.mapping([
      "window", "missing", "proxy", "volatility", "innovations", "correlation", "dependence",
      "factors", "fallback", "minimum_history", "gates",
    ])
    if let node = keys["window"] { window = try Self.window(node) }
    if let node = keys["missing"] { missing = try node.choice(MissingPrices.self) }
    if let node = keys["proxy"] { proxy = RiskFactor(try node.text()) }
    if let node = keys["volatility"] { volatility = try Self.volatility(node) }
    if let node = keys["innovations"] { innovations = try InnovationChoice(yaml: node) }
    if let node = keys["correlation"] { correlation = try Self.correlation(node) }
    if let node = keys["dependence"], let copula = try node.mapping(["copula"])["copula"] {
      self.copula = try copula.choice(Dependence.Copula.self)
      if keys["correlation"] == nil { correlation.estimator = self.copula.usualEstimator }
    }
    if let node = keys["fallback"] {
      fallback = []
      for choice in try node.list() { fallback.append(try choice.choice(Fallback.self)) }
    }
    if let node = keys["minimum_history"] { minimumHistory = try node.timeSpan() }
    if let node = keys["gates"] { gates = try CalibrationGates(yaml: node) }
    for (name, node) in try keys["factors"]?.keys(nil) ?? [] {
      let choice = try node.mapping(["volatility", "innovations"])
      factors[name] = FactorChoice(
        volatility: try choice["volatility"].map(Self.volatility),
        innovations: try choice["innovations"].map { node throws(InputError) in
          try InnovationChoice(yaml: node)
        })
    }
  }

  /// `all` or a time span.
  public static func window(_ node: ConfigNode) throws(InputError) -> TimeSpan? {
    try node.text() == "all" ? nil : try node.timeSpan()
  }

  private static func decay(_ node: ConfigNode) throws(InputError) -> Double {
    try node.number("above 0 and below 1, such as 0.94") { $0 > 0 && $0 < 1 }
  }

  /// A volatility model with its parameters.
  public static func volatility(_ node: ConfigNode) throws(InputError) -> VolatilityChoice {
    let keys = try node.mapping(["model", "decay", "likelihood", "variance_targeting", "start"])
    var choice = VolatilityChoice()
    if let model = keys["model"] { choice.model = try model.choice(VolatilityModel.Kind.self) }
    if let decay = keys["decay"] { choice.decay = try Self.decay(decay) }
    for key in ["likelihood", "variance_targeting", "start"] where !choice.model.isFitted {
      if let node = keys[key] {
        throw node.error(
          "\(key) is for garch and gjr, the model is \(choice.model.rawValue)",
          remedy: "Leave it out, or write {model: garch, …}.")
      }
    }
    if let law = keys["likelihood"] { choice.likelihood = try law.choice(GARCHFit.Law.self) }
    if let target = keys["variance_targeting"] { choice.targetsVariance = try target.flag() }
    if let start = keys["start"] { choice.start = try start.choice(GARCH.Start.self) }
    return choice
  }

  private static func correlation(_ node: ConfigNode) throws(InputError) -> CorrelationChoice {
    let keys = try node.mapping(["estimator", "decay"])
    var choice = CorrelationChoice()
    if let estimator = keys["estimator"] {
      if let named = CorrelationEstimator(named: try estimator.text()) {
        choice.estimator = named
      } else {
        choice.estimator = try estimator.choice(CorrelationEstimator.self)
      }
    }
    if let decay = keys["decay"] { choice.decay = try Self.decay(decay) }
    return choice
  }
}
