internal import FoundationEssentials
internal import PlimsollMarket
internal import PlimsollNumerics

/// What the parts of one run have in common; parts of the same digest belong together.
///
/// - Verified by: ShardCommandTests.
struct ShardManifest: Sendable {
  let study: any FileStudy
  /// Everything the run reads.
  let inputs: [InputDigest]
  /// How many parts the run is divided into.
  let count: Int
  private let version: String
  /// Last bits depend on it.
  private let blas: String

  /// The manifest of `study` in this process, after reading what it reads.
  ///
  /// - Throws: an `InputError` when something cannot be read, or such studies are not divided.
  init(_ study: any FileStudy, count: Int) throws(InputError) {
    guard study is any DividedStudy else {
      throw .usage(
        "\(type(of: study).verb) does nothing that can be divided",
        remedy: "Run it whole, or divide \(DividedStudies.verbs).")
    }
    self.study = study
    self.count = count
    inputs = try study.inputs(SharedWork()).unique()
    version = Release.version
    let facts = MachineFacts.current
    blas = [facts.blasVersion, facts.blasKernel].compactMap(\.self).joined(separator: " ")
  }

  /// The SHA-256 of all of it.
  var digest: String { SHA256.hexadecimal(of: encoded) }

  /// JSON with sorted keys.
  private var encoded: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(self))
    } catch {
      preconditionFailure("a manifest holds only finite numbers and text: \(error)")
    }
  }

  /// What tells this manifest from another, for a person; nil when nothing does.
  func difference(from other: ShardManifest) -> String? {
    if version != other.version { return "of release \(other.version), not \(version)" }
    let changed = Set(inputs).symmetricDifference(other.inputs).map(\.file).min()
    if let changed { return "made with another \(changed)" }
    if count != other.count { return "one of \(other.count) shards, not of \(count)" }
    if blas != other.blas {
      return "made on OpenBLAS \(other.blas), not \(blas): give --reproducible to all shards"
    }
    return digest == other.digest ? nil : "of a study with other settings"
  }
}

extension ShardManifest: Codable {
  private enum Key: String, CodingKey { case verb, study, inputs, count, version, blas }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let verb = try values.decode(String.self, forKey: .verb)
    guard let kind = StudyFile.kinds.first(where: { $0.verb == verb }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .verb, in: values, debugDescription: "no verb \(verb)")
    }
    study = try kind.init(from: values.superDecoder(forKey: .study))
    inputs = try values.decode([InputDigest].self, forKey: .inputs)
    count = try values.decode(Int.self, forKey: .count)
    version = try values.decode(String.self, forKey: .version)
    blas = try values.decode(String.self, forKey: .blas)
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(type(of: study).verb, forKey: .verb)
    try study.encode(to: values.superEncoder(forKey: .study))
    try values.encode(inputs, forKey: .inputs)
    try values.encode(count, forKey: .count)
    try values.encode(version, forKey: .version)
    try values.encode(blas, forKey: .blas)
  }
}

/// A study whose long work can be divided over processes.
protocol DividedStudy: FileStudy {}

extension SimulationStudy: DividedStudy {}
extension RiskStudy: DividedStudy {}
extension MarginStudy: DividedStudy {}
extension BacktestStudy: DividedStudy {}
extension LiquidationStudy: DividedStudy {}
extension WaterfallStudy: DividedStudy {}
extension SweepStudy: DividedStudy {}

/// The verbs that can be divided.
enum DividedStudies {
  /// In words.
  static var verbs: String {
    let verbs = StudyFile.kinds.filter { $0 is any DividedStudy.Type }.map { $0.verb }
    return verbs.dropLast().joined(separator: ", ") + " or " + (verbs.last ?? "")
  }
}
