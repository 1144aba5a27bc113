internal import FoundationEssentials
public import PlimsollMarket
internal import PlimsollNumerics

/// Models kept so that cells of a sweep which need the same one calibrate it once.
///
/// - Verified by: SharedWorkTests.
public final class CalibrationMemo: Sendable {
  /// What a model depends on; the rows kept tell as-of times apart.
  private struct Key: Hashable {
    var prices: InputDigest
    var rows: Int
    var factors: [RiskFactor]
    var spec: [UInt8]
  }

  private let models = Memo<Key, RiskModel, InputError>()

  /// No models.
  public init() {}

  /// How many models were calibrated.
  public var count: Int { models.count }

  /// The model that `RiskModel.calibrated` gives, the same value whether kept or new.
  public func calibrated(
    to history: PriceHistory, factors: [RiskFactor], spec: CalibrationSpec, threads: Int?
  ) throws(InputError) -> RiskModel {
    let key = Key(
      prices: history.digest, rows: history.times.count, factors: factors,
      spec: Self.bytes(of: spec))
    return try models.value(for: key) { () throws(InputError) in
      try RiskModel.calibrated(to: history, factors: factors, spec: spec, threads: threads)
    }
  }

  private static func bytes(of spec: CalibrationSpec) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do {
      return Array(try encoder.encode(spec))
    } catch {
      preconditionFailure("a spec holds only finite numbers and text: \(error)")
    }
  }
}
