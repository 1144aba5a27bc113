public import PlimsollMarket

/// How well a figure of a pack is known.
public enum Evidence: String, Sendable, Codable, CaseIterable {
  /// Opened text, source code or a sample, or exact arithmetic on published numbers.
  case verified
  /// Read as an excerpt, a copy of unknown fidelity, or a third party's description.
  case excerpt
  /// Concluded from published numbers.
  case inferred
  /// Not found in any source: from memory, or a choice of this toolkit.
  case assumed
}

/// Where figures of a pack come from.
public struct PackSource: Sendable, Equatable {
  /// What the pack calls it.
  public var name: String
  /// How far it can be trusted.
  public var evidence: Evidence
  /// Document and date, in words.
  public var text: String
}

/// One figure of a pack as it stands in the file.
public struct PackParameter: Sendable, Equatable {
  /// Its path, such as `charges.scan.moves.major`.
  public var path: String
  /// Its value as written.
  public var value: String
  /// Where it comes from.
  public var source: PackSource
}

/// What a pack says of itself: whose rules, of when, on what evidence.
///
/// - Verified by: VenuePackTests.
public struct VenuePack: Sendable, Equatable {
  /// The venue or clearing house.
  public var venue: String
  /// Which of its rules.
  public var program: String
  /// When they held; not today's date.
  public var asOf: Timestamp
  /// Every figure with its source, in the order of the file.
  public var parameters: [PackParameter]
  /// What the venue charges and the pack does not, a sentence each.
  public var leavesOut: [String]

  /// The figures that no opened source confirms.
  public var unverified: [PackParameter] {
    parameters.filter { $0.source.evidence != .verified }
  }
}
