import PlimsollMarket

/// How charges make a requirement.
indirect enum Combination: Sendable, Equatable {
  /// One charge, by its place among the pack's.
  case charge(Int)
  /// All of them.
  case sum([Combination])
  /// The largest, the first of equals.
  case max([Combination])
  /// A multiple.
  case scaled(Double, Combination)
  /// The other requirement of the unit.
  case other(RequirementKind)

  /// A requirement, and which charges it counts.
  struct Result: Sendable {
    var figure: ChargeFigure
    /// A bit for each charge, by its place.
    var counted: UInt64
  }

  /// Works it out.
  func result(_ charge: (Int) -> ChargeFigure, other: () -> Result) -> Result {
    switch self {
    case .charge(let place): return Result(figure: charge(place), counted: 1 << UInt64(place))
    case .other: return other()
    case .scaled(let factor, let inner):
      let result = inner.result(charge, other: other)
      return Result(figure: result.figure.scaled(factor), counted: result.counted)
    case .max(let items):
      var best = items[0].result(charge, other: other)
      for item in items.dropFirst() {
        let next = item.result(charge, other: other)
        if next.figure.amount > best.figure.amount { best = next }
      }
      return best
    case .sum(let items):
      var sum = items[0].result(charge, other: other)
      var largest = sum.figure.amount
      for item in items.dropFirst() {
        let next = item.result(charge, other: other)
        for place in sum.figure.parts.indices {
          sum.figure.parts[place] += next.figure.parts[place]
        }
        sum.figure.amount += next.figure.amount
        sum.counted |= next.counted
        if next.figure.amount > largest {
          largest = next.figure.amount
          sum.figure.binding = next.figure.binding
        }
      }
      return sum
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
      if let place = charges.firstIndex(of: name) { return .charge(place) }
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

  /// The places of the charges it rests on.
  var places: Set<Int> {
    switch self {
    case .charge(let place): [place]
    case .other: []
    case .scaled(_, let inner): inner.places
    case .sum(let items), .max(let items): items.reduce(into: []) { $0.formUnion($1.places) }
    }
  }
}
