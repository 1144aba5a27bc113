public import PlimsollMarket

/// Which file of scenarios to read, and what its file does not say itself.
///
/// - Verified by: ScenarioTableTests.
public struct ScenarioFile: Sendable, Equatable, Codable {
  /// A `.csv` with a column for each factor, as `plimsoll simulate` writes it, or a `.npy` of scenarios ×
  /// factors doubles.
  public var path: String
  /// The factors of a `.npy`, column by column; nil when the file of labels beside it names them.
  public var factors: [RiskFactor]?
  /// Over what time its log returns are; nil when the file of labels says so, or nobody does.
  public var horizon: TimeSpan?

  /// The file at `path`.
  public init(path: String, factors: [RiskFactor]? = nil, horizon: TimeSpan? = nil) {
    self.path = path
    self.factors = factors
    self.horizon = horizon
  }

  /// Whether a name ends as one of these files does.
  public static func isNamedLikeOne(_ path: String) -> Bool {
    path.hasSuffix(".csv") || path.hasSuffix(".npy")
  }

  /// The digests of what is read: the file, and of a `.npy` also its labels where it has some.
  public func inputs() throws(InputError) -> [InputDigest] {
    let file = InputDigest(try InputFile(path: path))
    guard path.hasSuffix(".npy"), let labels = try ArrayLabels.file(beside: path) else {
      return [file]
    }
    return [file, InputDigest(labels)]
  }
}
