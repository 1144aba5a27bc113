/// How far a value may be from the expected one; passing either bound is enough.
struct Tolerance: Sendable {
  var relative: Double?
  var absolute: Double?
  /// Of a vector: the 2-norm of the difference over that of the expected one.
  var relativeNorm: Double?

  /// Equality.
  static let exact = Tolerance(absolute: 0)

  /// A tolerance as a file writes it; nil for a text that does not say `exact`.
  init?(_ value: JSONValue) {
    if let text = value.text {
      guard text.contains("exact") else { return nil }
      self = .exact
      return
    }
    relative = value["rel"]?.number
    absolute = value["abs"]?.number
    relativeNorm = value["rel_norm"]?.number
    if relative == nil, absolute == nil, relativeNorm == nil { return nil }
  }

  init(relative: Double? = nil, absolute: Double? = nil) {
    self.relative = relative
    self.absolute = absolute
  }

  /// The error of a value over what is allowed, at most one when it passes.
  func share(_ got: Double, _ expected: Double) -> Double {
    if got == expected { return 0 }
    let error = abs(got - expected)
    guard error.isFinite else { return .infinity }
    let shares = [relative.map { error / ($0 * abs(expected)) }, absolute.map { error / $0 }]
    return shares.compactMap(\.self).min() ?? .infinity
  }

  /// The same of a vector: the worst element, or the norm.
  func share(_ got: [Double], _ expected: [Double]) -> Double {
    guard got.count == expected.count else { return .infinity }
    let norm = relativeNorm.map { bound in
      Self.norm(zip(got, expected).map { $0 - $1 }) / (bound * Self.norm(expected))
    }
    guard relative != nil || absolute != nil else { return norm ?? .infinity }
    let worst = zip(got, expected).map { share($0, $1) }.max() ?? 0
    return min(worst, norm ?? .infinity)
  }

  private static func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}

extension ReferenceFile {
  /// The tolerance of the first of `names` that the file gives one for, alone, in a group such as
  /// `historical,ewma`, or within the tolerances of such a group; else the one for all.
  func tolerance(_ names: [String]) -> Tolerance? {
    Self.tolerance(names + ["all"], in: tolerance.entries ?? [:])
  }

  private static func tolerance(_ names: [String], in groups: [String: JSONValue]) -> Tolerance? {
    for name in names {
      let group = groups.keys.sorted().first {
        $0.split(whereSeparator: { ", ".contains($0) }).contains(Substring(name))
      }
      for value in [groups[name], group.flatMap { groups[$0] }].compactMap(\.self) {
        if let found = Tolerance(value) { return found }
        if let inner = value.entries, let found = tolerance(names, in: inner) { return found }
      }
    }
    return nil
  }
}
