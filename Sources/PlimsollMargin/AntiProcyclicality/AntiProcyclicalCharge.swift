/// What an anti-procyclicality option did to one account's initial margin.
public struct AntiProcyclicalCharge: Sendable, Equatable {
  /// The option.
  public var method: AntiProcyclicality.Method
  /// Initial margin without it.
  public var unadjusted: Double
  /// Initial margin with it.
  public var adjusted: Double
  /// What the option held against the margin: that with a full buffer, under the mixed sample, under
  /// stressed observations alone, or under the longest history.
  public var compared: Double

  /// What the option adds; negative where a blend or a sample with stressed observations is below the
  /// margin itself.
  public var added: Double { adjusted - unadjusted }

  /// Whether and how the option binds.
  public var state: State {
    switch method {
    case .none: .idle
    case .buffer: added <= 0 ? .exhausted : adjusted < compared ? .drawn : .full
    case .stressedObservations, .stressedBlend, .floor:
      added > 0 ? .raises : added < 0 ? .lowers : .idle
    }
  }

  /// What an option does to a margin.
  public enum State: String, Sendable, Codable, CaseIterable {
    /// The whole buffer is charged.
    case full
    /// Part of the buffer is used up.
    case drawn
    /// All of the buffer is used up.
    case exhausted
    /// The margin is higher by it.
    case raises
    /// The margin is lower by it.
    case lowers
    /// It changes nothing.
    case idle
  }
}
