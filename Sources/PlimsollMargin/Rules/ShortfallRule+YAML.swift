public import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios

extension ShortfallRule {
  /// Reads a rule file and the spec it names; a key it does not know is an error.
  ///
  /// Paths in the file are relative to it.
  public init(path: String) throws(InputError) {
    let file = try InputFile(path: path)
    let document = try ConfigDocument(file)
    let root = document.root
    let keys = try root.mapping(
      [
        "kind", "level", "measure", "mpor", "scenarios", "floor", "maintenance", "collateral",
        "haircuts", "stress", "dependence_stress", "liquidity", "concentration",
        "anti_procyclicality", "constraints",
      ] + VenuePack.keys)
    func required(_ key: String) throws(InputError) -> ConfigNode {
      if let node = keys[key] { return node }
      throw root.error("the key `\(key)` is missing", remedy: "Add it, as in the shipped rules.")
    }
    _ = try required("kind").choice(RuleKind.self)
    let level = try required("level")
    guard let confidence = ConfidenceLevel(try level.number()) else {
      throw level.error("is not between 0 and 1", remedy: "Give a level such as 0.99.")
    }
    let stress = try keys["stress"].map { node throws(InputError) in
      try StressCharge(yaml: node, folder: path.folder)
    }
    let scenarioFile = try ScenarioPlan.read(try required("scenarios"), folder: path.folder)
    self.init(
      name: InputFile.displayName(of: path).stem, level: confidence,
      measure: try required("measure").choice(RiskMeasure.self),
      marginPeriodOfRisk: try required("mpor").timeSpan(), scenarios: scenarioFile.plan,
      floorFraction: try keys["floor"].map(Self.floorFraction) ?? 0,
      maintenanceFraction: try required("maintenance").number("above 0 and at most 1") {
        $0 > 0 && $0 <= 1
      },
      collateral: try Self.treatment(try required("collateral"), haircuts: keys["haircuts"]),
      stress: stress, liquidity: try keys["liquidity"].map(LiquidityAddOn.init(yaml:)),
      concentration: try keys["concentration"].map(ConcentrationAddOn.init(yaml:)),
      antiProcyclicality: try keys["anti_procyclicality"].flatMap(AntiProcyclicality.read),
      inputs: [InputDigest(file)] + scenarioFile.inputs + (stress?.library.inputs ?? []))
    dependenceStress = try keys["dependence_stress"].map(DependenceStress.init(yaml:))
    pack = try VenuePack(ofRule: root, keys)
    leavesHaircutsUnused = collateral == .simulated && keys["haircuts"] != nil
  }

  /// The kinds of rule this version knows.
  private enum RuleKind: String, CaseIterable { case shortfall }

  private enum Treatment: String, CaseIterable { case haircut, simulated }

  private static func floorFraction(_ node: ConfigNode) throws(InputError) -> Double {
    guard let fraction = try node.mapping(["fraction_of_notional"])["fraction_of_notional"] else {
      return 0
    }
    return try fraction.number("from 0 to 1") { $0 >= 0 && $0 <= 1 }
  }

  private static func treatment(_ node: ConfigNode, haircuts: ConfigNode?) throws(InputError)
    -> CollateralTreatment
  {
    var fractions: [String: Double] = [:]
    for (asset, fraction) in try haircuts?.keys(nil) ?? [] {
      fractions[asset] = try fraction.number("from 0 to 1") { $0 >= 0 && $0 <= 1 }
    }
    if try node.choice(Treatment.self) == .simulated { return .simulated }
    guard let other = fractions.removeValue(forKey: "default") else {
      throw (haircuts ?? node).error(
        "haircuts have no default", remedy: "Write haircuts: {BTC: 0.1, default: 0.5}.")
    }
    return .haircut(Haircut(fractions: fractions, defaultFraction: other))
  }
}

extension ScenarioPlan {
  /// Reads the `scenarios` of a rule, the spec file it names and its joint factors.
  static func read(_ node: ConfigNode, folder: String) throws(InputError) -> (
    plan: ScenarioPlan, inputs: [InputDigest]
  ) {
    var (plan, inputs) = try readSpot(node, folder: folder)
    if let joint = try node.mapping(nil)["joint"] {
      let file = try InputFile(path: try joint.path(from: folder))
      plan.joint = try JointSpec(yaml: file)
      inputs.append(InputDigest(file))
    }
    return (plan, inputs)
  }

  private static func readSpot(_ node: ConfigNode, folder: String) throws(InputError) -> (
    plan: ScenarioPlan, inputs: [InputDigest]
  ) {
    guard let method = try node.mapping(nil)["method"] else {
      throw node.error("the key `method` is missing", remedy: "Write {method: monte-carlo, …}.")
    }
    var plan = ScenarioPlan(
      method: try method.choice(Method.self), spec: CalibrationSpec())
    switch plan.method {
    case .historical:
      let keys = try node.mapping(["method", "scaling", "joint"] + historyKeys)
      try plan.readHistory(keys)
      if let scaling = keys["scaling"] {
        plan.scaling = try scaling.choice(HistoricalReplay.Scaling.self)
      }
      return (plan, [])
    case .filteredHistorical:
      let own = ["volatility", "decay"] + historyKeys
      let keys = try node.mapping(
        ["method", "ratio_cap", "volatility_floor", "spec", "joint"] + own)
      var inputs: [InputDigest] = []
      if let spec = keys["spec"] {
        if let other = own.first(where: { keys[$0] != nil }) {
          throw node.error(
            "`spec` and `\(other)` both say how history is read",
            remedy: "Write `\(other)` in the spec, or leave the spec out.")
        }
        let file = try InputFile(path: try spec.path(from: folder))
        plan.spec = try CalibrationSpec(yaml: file)
        inputs = [InputDigest(file)]
      }
      try plan.readHistory(keys)
      if let volatility = keys["volatility"] {
        plan.spec.volatility = try CalibrationSpec.volatility(volatility)
      }
      if let decay = keys["decay"] {
        plan.spec.volatility.decay = try decay.number("above 0 and below 1, such as 0.94") {
          $0 > 0 && $0 < 1
        }
      }
      plan.guardRails.ratioCap = try keys["ratio_cap"]?.number("of at least 1") { $0 >= 1 }
      plan.guardRails.volatilityFloor = try keys["volatility_floor"]?.number("from 0 to 10") {
        (0...10).contains($0)
      }
      return (plan, inputs)
    case .regimeSwitching:
      try plan.readRegimes(node)
      return (plan, [])
    case .file:
      let file = try ScenarioFile(yaml: node, folder: folder)
      plan.file = file
      return (plan, try file.inputs())
    case .monteCarlo:
      let keys = try node.mapping(["method", "spec", "count", "seed", "normals", "joint"])
      if let count = keys["count"] { plan.count = try Self.count(count) }
      if let seed = keys["seed"] { plan.seed = try Self.seed(seed) }
      if let normals = keys["normals"] { plan.normals = try normals.choice(NormalTransform.self) }
      guard let spec = keys["spec"] else { return (plan, []) }
      let file = try InputFile(path: try spec.path(from: folder))
      plan.spec = try CalibrationSpec(yaml: file)
      return (plan, [InputDigest(file)])
    }
  }

  /// Reads the keys of a market that is calm or stressed.
  private mutating func readRegimes(_ node: ConfigNode) throws(InputError) {
    let keys = try node.mapping(["method", "count", "seed", "course", "joint"] + Self.historyKeys)
    try readHistory(keys)
    if let count = keys["count"] { self.count = try Self.count(count) }
    if let seed = keys["seed"] { self.seed = try Self.seed(seed) }
    if let course = keys["course"] { self.course = try course.choice(RegimeScenarios.Course.self) }
  }

  /// Keys of the methods that replay history.
  private static var historyKeys: [String] { ["window", "missing", "proxy"] }

  private mutating func readHistory(_ keys: [String: ConfigNode]) throws(InputError) {
    if let window = keys["window"] { spec.window = try CalibrationSpec.window(window) }
    if let missing = keys["missing"] { spec.missing = try missing.choice(MissingPrices.self) }
    if let proxy = keys["proxy"] { spec.proxy = RiskFactor(try proxy.text()) }
  }

  private static func count(_ node: ConfigNode) throws(InputError) -> Int {
    let count = try node.count()
    guard count <= largestCount else {
      throw node.error(
        "\(count) scenarios are more than \(largestCount)", remedy: "Give a smaller number.")
    }
    return count
  }

  private static func seed(_ node: ConfigNode) throws(InputError) -> UInt64 {
    guard let seed = UInt64(try node.text()) else {
      throw node.error("is not a whole number from 0", remedy: "Give a seed such as 1.")
    }
    return seed
  }
}

extension ScenarioFile {
  fileprivate init(yaml node: ConfigNode, folder: String) throws(InputError) {
    let keys = try node.mapping(["method", "file", "factors", "horizon", "joint"])
    guard let name = keys["file"] else {
      throw node.error(
        "the key `file` is missing", remedy: "Write {method: file, file: scenarios.npy}.")
    }
    guard Self.isNamedLikeOne(try name.text()) else {
      throw name.error(
        "is neither .csv nor .npy", remedy: "Name a file of scenarios, such as scenarios.npy.")
    }
    self.init(path: try name.path(from: folder), horizon: try keys["horizon"]?.timeSpan())
    guard let names = keys["factors"] else { return }
    guard path.hasSuffix(".npy") else {
      throw names.error("a .csv names its factors itself", remedy: "Leave `factors` out.")
    }
    var factors: [RiskFactor] = []
    for name in try names.list() { factors.append(RiskFactor(try name.text())) }
    self.factors = factors
  }
}
