public import PlimsollMarket
public import PlimsollScenarios

/// What keeps a margin from falling far in calm times, to be called for all at once when they end: an
/// option of a rule.
///
/// - Source: Commission Delegated Regulation (EU) No 153/2013, Article 28(1).
/// - Verified by: AntiProcyclicalityTests, ReferenceTests (margin-emir-apc).
public enum AntiProcyclicality: Sendable, Equatable {
  /// Article 28(1)(a): a buffer that may be drawn when margins rise.
  case buffer(Buffer)
  /// Article 28(1)(b): stressed observations have at least a given weight in the sample.
  case stressedObservations(StressedObservations)
  /// An approximation of Article 28(1)(b): the margin blended with that of stressed observations.
  case stressedBlend(StressedBlend)
  /// Article 28(1)(c) where the history has ten years: never below the margin of the longest history.
  case longFloor

  /// The options, as rules name them.
  public enum Method: String, Sendable, Codable, CaseIterable {
    /// No option.
    case none
    /// `AntiProcyclicality.buffer`.
    case buffer
    /// `AntiProcyclicality.stressedObservations`.
    case stressedObservations = "stressed-observations"
    /// `AntiProcyclicality.stressedBlend`.
    case stressedBlend = "stressed-blend"
    /// `AntiProcyclicality.longFloor`.
    case floor
  }

  /// What rules call it.
  public var method: Method {
    switch self {
    case .buffer: .buffer
    case .stressedObservations: .stressedObservations
    case .stressedBlend: .stressedBlend
    case .longFloor: .floor
    }
  }

  /// The buffer, whose charge depends on the one before; nil for another option.
  public var buffer: Buffer? {
    if case .buffer(let buffer) = self { return buffer }
    return nil
  }

  /// The regulation, as notes cite it.
  static let regulation = "EMIR RTS 153/2013, Art. 28(1)"
  /// The buffer and the weight that the regulation asks for at least.
  static let leastShare = 0.25
  /// The history that the floor of Article 28(1)(c) is made from.
  static let floorYears = 10.0
}

extension AntiProcyclicality {
  /// A part of every margin on top of it, drawn while margins rise and rebuilt afterwards.
  public struct Buffer: Sendable, Equatable {
    /// The full buffer as a part of the margin.
    public var size: Double
    /// The time in which an empty buffer is full again; nil when nothing is put back before margins
    /// fall.
    public var rebuild: TimeSpan?

    /// A buffer; of a quarter of the margin and rebuilt in 60 days unless said otherwise.
    public init(size: Double = 0.25, rebuild: TimeSpan? = .days(60)) {
      self.size = size
      self.rebuild = rebuild
    }
  }

  /// A sample in which the stressed part of the past has at least a given weight; replayed as it was,
  /// not at today's volatility.
  public struct StressedObservations: Sendable, Equatable {
    /// The least part of the sample's weight on stressed observations.
    public var weight: Double
    /// Which observations are stressed.
    public var stressed: StressedRows

    /// Stressed observations; a quarter of the weight unless said otherwise.
    public init(weight: Double = 0.25, stressed: StressedRows) {
      self.weight = weight
      self.stressed = stressed
    }
  }

  /// (1 − weight) × margin + weight × margin under stressed observations alone.
  public struct StressedBlend: Sendable, Equatable {
    /// The weight of the stressed margin.
    public var weight: Double
    /// Which observations are stressed.
    public var stressed: StressedRows
    /// Whether the blend is at least the margin itself.
    public var isNeverBelow: Bool

    /// A blend; a quarter of the weight and never below the margin unless said otherwise.
    public init(weight: Double = 0.25, stressed: StressedRows, isNeverBelow: Bool = true) {
      self.weight = weight
      self.stressed = stressed
      self.isNeverBelow = isNeverBelow
    }

    /// The blend of two margins.
    ///
    /// - Verified by: AntiProcyclicalityTests, ReferenceTests (margin-emir-apc).
    public func margin(unadjusted: Double, stressed: Double) -> Double {
      let blend = (1 - weight) * unadjusted + weight * stressed
      return isNeverBelow ? max(unadjusted, blend) : blend
    }
  }
}
