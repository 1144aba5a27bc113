/// Which scenarios of a source know nothing of each other: what the error of a figure is reckoned from.
public enum SampleDesign: Sendable, Equatable {
  /// Every scenario.
  case independent
  /// Scenarios 2k and 2k + 1 mirror each other; pairs are independent.
  case pairs
  /// Scenarios alike modulo `ScrambledSobol.scrambles` belong together; the scrambles are independent.
  case scrambles
}
