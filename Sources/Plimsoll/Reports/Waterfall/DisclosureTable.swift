internal import PlimsollClearing

/// What a clearing house discloses of its resources and of what they must cover.
///
/// - Source: in the manner of CPMI-IOSCO (2015), "Public quantitative disclosure standards for central
///   counterparties", on default resources and credit risk; its numbering is not claimed.
struct DisclosureTable {
  let result: WaterfallResult

  /// A line of it.
  struct Line {
    var name: String
    var value: CSVValue
    var shown: String
  }

  var lines: [Line] {
    let (cleared, losses, settings) = (result.cleared, result.losses, result.settings)
    let own = result.waterfall.layers.compactMap(\.operatorAmount).reduce(0, +)
    let assessments = result.waterfall.layers.reduce(0) { sum, layer in
      guard case .assessment(let cap) = layer else { return sum }
      return sum + cap * result.paidIn.fromCents
    }
    let counts = losses.scenarios.indices
    let two = counts.map { losses.cover(2, scenario: $0).fromCents }
    let one = counts.map { losses.cover(1, scenario: $0).fromCents }
    let paid = result.paidIn.fromCents
    let prefunded = paid + own
    func money(_ name: String, _ value: Double) -> Line {
      Line(name: name, value: .number(value), shown: NumberText.money(value))
    }
    func count(_ name: String, _ value: Int) -> Line {
      Line(name: name, value: .integer(value), shown: "\(value)")
    }
    var lines = [
      count("clearing members", cleared.members.count), count("groups", cleared.groups.count),
      money("initial margin required", cleared.initialMargin.reduce(0, +)),
      money("margin counted", cleared.margin.reduce(0, +).fromCents),
      money("default fund", paid), money("operator's own resources", own),
      money("prefunded resources", prefunded),
      money("committed: assessments", assessments),
      money("largest group's loss over margin, highest", one.max() ?? 0),
      money("largest group's loss over margin, mean", Self.mean(one)),
      money("two largest groups' loss over margin, highest", two.max() ?? 0),
      money("two largest groups' loss over margin, mean", Self.mean(two)),
      count("stress scenarios", two.count),
      count("scenarios in which two groups exceed the default fund", two.count { $0 > paid }),
      count(
        "scenarios in which two groups exceed prefunded resources", two.count { $0 > prefunded }),
      money(
        "default fund for cover \(settings.cover)",
        result.required(for: losses).shares.reduce(0, +).fromCents),
    ]
    if let after = result.lossesAfter {
      lines.append(
        money(
          "default fund for cover \(settings.cover) after \(result.moves.words)",
          result.required(for: after).shares.reduce(0, +).fromCents))
    }
    return lines
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  var table: CSVTable {
    var table = CSVTable(columns: ["item", "value"])
    for line in lines { table.append([.text(line.name), line.value]) }
    return table
  }
}
