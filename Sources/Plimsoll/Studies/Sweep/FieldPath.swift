internal import PlimsollMarket

/// The way to a field of a study: `seed`, `rule[1].floor.fraction_of_notional`,
/// `rule.scenarios.spec.volatility.decay`.
///
/// Names are parted by points; one that holds a point itself is written in quotes. `[1]` is an item
/// of a list, counted from zero, `[*]` all of them.
///
/// - Verified by: SweepStudyTests, VariedFieldTests.
struct FieldPath: Sendable, Hashable {
  /// As the user wrote it.
  let text: String
  let steps: [Step]

  enum Step: Sendable, Hashable {
    case key(String)
    case index(Int)
    /// Every item.
    case all
  }

  /// - Throws: an `InputError` when `text` is not a path.
  init(_ text: String) throws(InputError) {
    self.text = text
    var steps: [Step] = []
    var rest = Substring(text)
    while !rest.isEmpty {
      guard let step = Self.nextStep(&rest, isFirst: steps.isEmpty) else {
        throw .usage(
          "\"\(text)\" is not the path of a field",
          remedy: "Write names with points between them, such as rule.level or rule[1].level.")
      }
      steps.append(step)
    }
    guard case .key? = steps.first else {
      throw .usage("\"\(text)\" names no field", remedy: "Write a path such as rule.level.")
    }
    self.steps = steps
  }

  /// The path as far as its last `count` steps.
  func text(without count: Int) -> String {
    steps.dropLast(count).reduce("") { text, step in
      switch step {
      case .key(let name):
        let shown = name.contains { ".[".contains($0) } ? "\"\(name)\"" : name
        return text.isEmpty ? shown : "\(text).\(shown)"
      case .index(let index): return "\(text)[\(index)]"
      case .all: return "\(text)[*]"
      }
    }
  }

  private static func nextStep(_ rest: inout Substring, isFirst: Bool) -> Step? {
    if rest.hasPrefix("[") {
      guard let end = rest.firstIndex(of: "]") else { return nil }
      let inside = rest[rest.index(after: rest.startIndex)..<end]
      rest = rest[rest.index(after: end)...]
      if inside == "*" { return .all }
      return Int(inside).flatMap { $0 >= 0 ? .index($0) : nil }
    }
    if !isFirst {
      guard rest.hasPrefix(".") else { return nil }
      rest.removeFirst()
    }
    if rest.hasPrefix("\"") {
      rest.removeFirst()
      guard let end = rest.firstIndex(of: "\"") else { return nil }
      let name = rest[..<end]
      rest = rest[rest.index(after: end)...]
      return name.isEmpty ? nil : .key(String(name))
    }
    let name = rest.prefix { $0 != "." && $0 != "[" }
    rest = rest[name.endIndex...]
    return name.isEmpty ? nil : .key(String(name))
  }
}
