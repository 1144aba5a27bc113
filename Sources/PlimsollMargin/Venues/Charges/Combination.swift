import PlimsollMarket

/// How charges make a requirement.
indirect enum Combination: Sendable, Equatable {
  /// One charge, by its name.
  case charge(String)
  /// All of them.
  case sum([Combination])
  /// The largest, the first of equals.
  case max([Combination])
  /// A multiple.
  case scaled(Double, Combination)
  /// The other requirement of the unit.
  case other(RequirementKind)

  /// Works it out.
  ///
  /// - Returns: the figure, and the names of the charges it counts.
  func figure(
    _ charge: (String) -> ChargeFigure, other: () -> (figure: ChargeFigure, counted: Set<String>)
  ) -> (figure: ChargeFigure, counted: Set<String>) {
    switch self {
    case .charge(let name): return (charge(name), [name])
    case .other: return other()
    case .scaled(let factor, let inner):
      let (figure, counted) = inner.figure(charge, other: other)
      return (figure.scaled(factor), counted)
    case .max(let items):
      let figures = items.map { $0.figure(charge, other: other) }
      return figures.dropFirst().reduce(figures[0]) { best, next in
        next.figure.amount > best.figure.amount ? next : best
      }
    case .sum(let items):
      let figures = items.map { $0.figure(charge, other: other) }
      let largest = figures.map(\.figure).reduce(figures[0].figure) {
        $1.amount > $0.amount ? $1 : $0
      }
      var parts = [Double](repeating: 0, count: largest.parts.count)
      for (figure, _) in figures {
        for place in parts.indices { parts[place] += figure.parts[place] }
      }
      return (
        ChargeFigure(
          amount: figures.reduce(0) { $0 + $1.figure.amount }, binding: largest.binding,
          parts: parts),
        figures.reduce(into: []) { $0.formUnion($1.counted) }
      )
    }
  }

  /// Reads a charge's name, or {sum: […]}, {max: […]}, {scaled: 1.3, of: …}.
  ///
  /// - Parameter charges: the names it may use.
  static func read(
    _ node: ConfigNode, of kind: RequirementKind, charges: [String], in section: PackSection
  )
    throws(InputError) -> Combination
  {
    guard node.shape == .mapping else {
      let name = try node.text()
      let otherKind: RequirementKind = kind == .initial ? .maintenance : .initial
      if name == otherKind.rawValue { return .other(otherKind) }
      if charges.contains(name) { return .charge(name) }
      throw node.error(
        "no charge is called \"\(name)\"",
        remedy: InputError.suggestion(for: name, among: charges + [otherKind.rawValue]))
    }
    func items(_ node: ConfigNode) throws(InputError) -> [Combination] {
      try node.list { item throws(InputError) in
        try read(item, of: kind, charges: charges, in: section)
      }
    }
    let keys = try node.mapping(["sum", "max", "scaled", "of"])
    switch (keys["sum"], keys["max"], keys["scaled"], keys["of"]) {
    case (let list?, nil, nil, nil): return .sum(try items(list))
    case (nil, let list?, nil, nil): return .max(try items(list))
    case (nil, nil, let factor?, let inner?):
      return .scaled(
        try section.figure(factor, key: "scaled") { node throws(InputError) in try node.amount() },
        try read(inner, of: kind, charges: charges, in: section))
    default:
      throw node.error(
        "is not one combination",
        remedy: "Write a charge's name, {sum: [a, b]}, {max: [a, b]} or {scaled: 1.3, of: a}.")
    }
  }

  /// Whether it rests on the other requirement.
  var usesOther: Bool {
    switch self {
    case .charge: false
    case .other: true
    case .scaled(_, let inner): inner.usesOther
    case .sum(let items), .max(let items): items.contains(where: \.usesOther)
    }
  }

  /// The charges it names.
  var names: Set<String> {
    switch self {
    case .charge(let name): [name]
    case .other: []
    case .scaled(_, let inner): inner.names
    case .sum(let items), .max(let items): items.reduce(into: []) { $0.formUnion($1.names) }
    }
  }
}
