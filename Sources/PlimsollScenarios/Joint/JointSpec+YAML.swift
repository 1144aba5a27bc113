public import PlimsollMarket
internal import PlimsollNumerics

extension JointSpec {
  /// Reads a file of joint factors; a key it does not know is an error.
  ///
  /// - Throws: an `InputError` with line for a missing section's key, a number out of range, or a
  ///   file in which nothing moves.
  public init(yaml file: InputFile) throws(InputError) {
    let root = try ConfigDocument(file).root
    let keys = try root.mapping([
      "volatility", "skew", "basis", "funding", "correlation", "degrees_of_freedom",
    ])
    self.init(name: file.name.stem)
    volatility = try keys["volatility"].map { node throws(InputError) in
      try Volatility(node)
    }
    skew = try keys["skew"].map { node throws(InputError) in
      try Shift(Section(node, Shift.keys), limit: 1)
    }
    basis = try keys["basis"].map { node throws(InputError) in try Basis(node) }
    funding = try keys["funding"].map { node throws(InputError) in try Funding(node) }
    if let node = keys["correlation"] { try readCorrelations(node) }
    degreesOfFreedom = try keys["degrees_of_freedom"]?.number("from 2.5 to 1000, such as 5") {
      (StudentTInnovations.fewestDegreesOfFreedom...1000).contains($0)
    }
    guard !kinds.isEmpty else {
      throw root.error(
        "no factor moves", remedy: "Add a section: volatility, skew, basis or funding.")
    }
  }

  /// `volatility_basis: -0.3`, or `across_underlyings: 0.7`.
  private mutating func readCorrelations(_ node: ConfigNode) throws(InputError) {
    let across = "across_underlyings"
    var names: [String: (JointKind, JointKind)] = [:]
    for (place, first) in JointKind.allCases.enumerated() {
      for second in JointKind.allCases.dropFirst(place + 1) {
        names["\(first.rawValue)_\(second.rawValue)"] = (first, second)
      }
    }
    for (key, value) in try node.keys(names.keys.sorted() + [across]) {
      let number = try value.number("from -1 to 1") { (-1...1).contains($0) }
      guard let (first, second) = names[key] else {
        acrossUnderlyings = number
        continue
      }
      guard kinds.contains(first), kinds.contains(second) else {
        throw value.error(
          "a correlation of what does not move", remedy: "Leave it out, or add the section.")
      }
      correlations.append(Correlation(first: first, second: second, value: number))
    }
  }
}

/// A section's keys, all of which but those with a usual value must be there.
private struct Section {
  let node: ConfigNode
  let keys: [String: ConfigNode]

  init(_ node: ConfigNode, _ known: [String]) throws(InputError) {
    self.node = node
    keys = try node.mapping(known)
  }

  func required(_ key: String) throws(InputError) -> ConfigNode {
    if let found = keys[key] { return found }
    throw node.error("the key `\(key)` is missing", remedy: "Add it, as in the shipped factors.")
  }

  /// Where the numbers come from, in words.
  func evidence() throws(InputError) -> String {
    let node = try required("evidence")
    let text = try node.text()
    guard !text.isEmpty else {
      throw node.error("says nothing", remedy: "Say where the section's numbers come from.")
    }
    return text
  }

  func deviation(_ key: String) throws(InputError) -> Double {
    try required(key).number("from 0 to 10") { (0...10).contains($0) }
  }

  func size(_ key: String, usual: Double) throws(InputError) -> Double {
    try keys[key]?.number("above 0 and at most 10") { $0 > 0 && $0 <= 10 } ?? usual
  }
}

extension JointSpec.Shift {
  fileprivate static let keys = ["response", "residual", "power", "limit", "evidence"]

  /// - Parameter limit: the usual one.
  fileprivate init(_ section: Section, limit: Double, residual: Double? = nil) throws(InputError) {
    let powers = try Self.powers(try section.required("power"))
    let own: Double
    if let residual { own = residual } else { own = try section.deviation("residual") }
    self.init(
      response: try JointSpec.ByUnderlying(try section.required("response")),
      residual: own, shortPower: powers.short,
      longPower: powers.long, limit: try section.size("limit", usual: limit),
      evidence: try section.evidence())
  }

  /// One power, or `{short: 0.3, long: 0.13}`.
  private static func powers(_ node: ConfigNode) throws(InputError) -> (
    short: Double, long: Double
  ) {
    func power(_ node: ConfigNode) throws(InputError) -> Double {
      try node.number("from 0 to 1") { (0...1).contains($0) }
    }
    guard node.shape == .mapping else {
      let both = try power(node)
      return (both, both)
    }
    let section = try Section(node, ["short", "long"])
    return (try power(try section.required("short")), try power(try section.required("long")))
  }
}

extension JointSpec.Volatility {
  fileprivate init(_ node: ConfigNode) throws(InputError) {
    let section = try Section(node, JointSpec.Shift.keys + ["stickiness", "floor"])
    self.init(
      stickiness: try section.required("stickiness").choice(JointSpec.Stickiness.self),
      level: try JointSpec.Shift(section, limit: 1.5),
      floor: try section.required("floor").number("from 0 to 1") { (0...1).contains($0) })
  }
}

extension JointSpec.Basis {
  fileprivate init(_ node: ConfigNode) throws(InputError) {
    let section = try Section(node, JointSpec.Shift.keys)
    let residual = try section.required("residual")
    let choice = try JointSpec.Parameter(residual, in: 0...10)
    switch choice {
    case .stated(let number):
      self.init(
        shift: try JointSpec.Shift(section, limit: 1, residual: number), calibratesResidual: false)
    case .calibrated(let otherwise):
      guard let otherwise else {
        throw residual.error(
          "has no number for a book without enough futures",
          remedy: "Write `calibrated else 0.02`.")
      }
      self.init(
        shift: try JointSpec.Shift(section, limit: 1, residual: otherwise),
        calibratesResidual: true)
    }
  }
}

extension JointSpec.Funding {
  fileprivate init(_ node: ConfigNode) throws(InputError) {
    let section = try Section(
      node,
      [
        "venue", "interval", "mean", "persistence", "loading", "residual", "limit", "evidence",
      ])
    func parameter(_ key: String, _ range: ClosedRange<Double>) throws(InputError)
      -> JointSpec.Parameter
    {
      try JointSpec.Parameter(try section.required(key), in: range)
    }
    self.init(
      venue: try section.keys["venue"]?.text(),
      interval: try section.keys["interval"]?.timeSpan() ?? TimeSpan(seconds: 8 * 3600),
      mean: try parameter("mean", -0.1...0.1),
      persistence: try parameter("persistence", -0.999...0.999),
      loading: try parameter("loading", -1...1), residual: try parameter("residual", 0...0.1),
      limit: try section.size("limit", usual: 0.03), evidence: try section.evidence())
  }
}

extension JointSpec.ByUnderlying {
  /// A number, or `{BTC: -1.25, default: -0.7}`.
  fileprivate init(_ node: ConfigNode) throws(InputError) {
    func response(_ node: ConfigNode) throws(InputError) -> Double {
      try node.number("from -10 to 10") { (-10...10).contains($0) }
    }
    guard node.shape == .mapping else {
      self.init(try response(node))
      return
    }
    var named: [String: Double] = [:]
    for (key, value) in try node.keys(nil) { named[key] = try response(value) }
    guard let other = named.removeValue(forKey: "default") else {
      throw node.error("has no default", remedy: "Write {BTC: -1.25, default: -0.7}.")
    }
    self.init(other, named: named)
  }
}

extension JointSpec.Parameter {
  private static let word = "calibrated"

  /// A number, `calibrated`, or `calibrated else 0.85`.
  fileprivate init(_ node: ConfigNode, in range: ClosedRange<Double>) throws(InputError) {
    let words = try node.text().split(separator: " ")
    guard words.first.map({ $0 == Self.word }) ?? false else {
      self = .stated(
        try node.number("from \(range.lowerBound) to \(range.upperBound), or `calibrated`") {
          range.contains($0)
        })
      return
    }
    if words.count == 1 {
      self = .calibrated(otherwise: nil)
      return
    }
    guard words.count == 3, words[1] == "else", let other = Double(words[2]),
      range.contains(other)
    else {
      throw node.error(
        "\"\(words.joined(separator: " "))\" is no parameter",
        remedy: "Write a number from \(range.lowerBound) to \(range.upperBound), `calibrated`, or "
          + "`calibrated else NUMBER`.")
    }
    self = .calibrated(otherwise: other)
  }
}
