import PlimsollNumerics
import PlimsollScenarios

extension AntiProcyclicality.Buffer {
  /// The option in words.
  func note(knowsPrevious: Bool) -> String {
    var note =
      "Anti-procyclicality by a buffer (\(AntiProcyclicality.regulation)(a)): \(size) of the margin "
      + "on top of it, drawn while margins rise"
    note +=
      rebuild.map { ", put back in equal parts over \($0)." } ?? ", full again when they fall."
    note += AntiProcyclicality.shortfall(of: size, "buffer")
    if !knowsPrevious { note += " No earlier charge is known: the buffer is full." }
    return note
  }
}

extension AntiProcyclicality.StressedObservations {
  /// The option in words, with the weight that repetition reaches.
  func note(_ mixed: MixedScenarios, _ past: StressedPast, isDrawn: Bool) -> String {
    let reached = mixed.weight.rounded(toPlaces: 4)
    var note =
      "Anti-procyclicality by stressed observations (\(AntiProcyclicality.regulation)(b)): "
      + "\(past.description), have \(reached) of the sample's weight, where \(weight) is asked for"
    if isDrawn {
      note += "; they are the last of its \(mixed.count) scenarios, spread evenly."
    } else {
      note +=
        "; each counts \(Int(mixed.secondCopies)) times, each of the rule's own windows "
        + "\(mixed.firstCopies)."
    }
    note +=
      " Weights being unequal, intervals count the sample as \(mixed.effectiveCount) independent "
      + "ones. Where the rule's own sample is the wilder one, this lowers the margin."
    return note + AntiProcyclicality.shortfall(of: weight, "weight")
  }
}

extension AntiProcyclicality.StressedBlend {
  /// The option in words.
  func note(_ past: StressedPast) -> String {
    let rest = (1 - weight).rounded(toPlaces: 6)
    return "Anti-procyclicality by a blend of margins, an approximation of "
      + "\(AntiProcyclicality.regulation)(b), which weights observations: \(rest) × margin + "
      + "\(weight) × margin under \(past.description)"
      + (isNeverBelow ? "; never below the margin." : ".")
      + AntiProcyclicality.shortfall(of: weight, "weight")
  }
}

extension AntiProcyclicality {
  /// A sentence when less is asked for than the regulation does.
  static func shortfall(of share: Double, _ name: String) -> String {
    share < leastShare ? " The article asks for a \(name) of at least \(leastShare)." : ""
  }
}
