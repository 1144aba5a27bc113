internal import FoundationEssentials
public import PlimsollMarket

/// A study read from a file: one key, the verb, and under it fields named as the verb's flags.
///
/// Paths are relative to the file; rules, libraries and studies that travel with the toolkit are
/// named by their stems.
///
/// ```yaml
/// margin: {book: ../books/desk, rule: [../rules/shortfall.yaml], seed: 1}
/// ```
///
/// - Verified by: StudyFileTests.
public struct StudyFile: Sendable {
  /// Where the file is.
  public let path: String
  /// The study.
  public let study: any Study
  /// The file, named so that it can be found again.
  public let digest: InputDigest

  /// The verbs a file may name. A new verb is one more entry.
  static let kinds: [any FileStudy.Type] = [
    CalibrationStudy.self, SimulationStudy.self, RiskStudy.self, MarginStudy.self,
    StressStudy.self, MonitorStudy.self, LiquidationStudy.self, WaterfallStudy.self,
    BacktestStudy.self, SurfaceStudy.self, PreTradeStudy.self, SweepStudy.self,
  ]

  /// Reads a study file, or the shipped study of that name.
  ///
  /// - Throws: an `InputError` with line and suggestion for a verb or field that is unknown, and
  ///   for a value that makes no sense.
  public init(_ named: String) throws(InputError) {
    path = try ShippedFiles.study(named)
    let file = try InputFile(path: path)
    let (kind, node) = try Self.verb(of: try ConfigDocument(file))
    digest = InputDigest(file)
    study = try kind.init(StudyFields(node, of: kind, folder: path.folder, stem: file.name.stem))
  }

  /// The verb of a study's document, and the node of its fields.
  static func verb(of document: ConfigDocument) throws(InputError) -> (
    kind: any FileStudy.Type, fields: ConfigNode
  ) {
    let keys = try document.root.keys(kinds.map { $0.verb })
    guard let first = keys.first, let kind = kinds.first(where: { $0.verb == first.key }) else {
      throw document.root.error("names no verb", remedy: "Write `margin: {book: …}`.")
    }
    guard keys.count == 1 else {
      throw keys[1].value.error(
        "a study has one verb, this is the second", remedy: "Put each study in a file of its own.")
    }
    return (kind, first.value)
  }
}

/// A study that a file can hold.
protocol FileStudy: Study {
  /// The fields it knows.
  static var fields: [String] { get }
  /// Those of its fields that name documents, whose own fields a sweep may vary.
  static var documents: [String: StudyDocument] { get }

  /// Reads the fields.
  init(_ fields: StudyFields) throws(InputError)

  /// The digests of everything a run reads, after reading the documents among it.
  func inputs(_ shared: SharedWork) throws(InputError) -> [InputDigest]
}

/// A kind of document that a field of a study names.
enum StudyDocument: Sendable {
  case rule, stressLibrary, spec, jointFactors, impact, liquidation, waterfall

  /// What is used when the field is absent.
  var usual: String? {
    switch self {
    case .rule: ShippedFiles.defaultRule
    case .stressLibrary: ShippedFiles.defaultLibrary
    case .impact: ShippedFiles.defaultImpact
    case .liquidation: ShippedFiles.defaultLiquidation
    case .spec, .jointFactors, .waterfall: nil
    }
  }

  /// Where the document is that a flag's value names; nil takes the usual one.
  func path(_ named: String?) throws(InputError) -> String {
    switch self {
    case .rule: try ShippedFiles.rule(named ?? ShippedFiles.defaultRule)
    case .stressLibrary: try ShippedFiles.stressLibrary(named ?? ShippedFiles.defaultLibrary)
    case .spec: try ShippedFiles.specPath(named)
    case .jointFactors: try ShippedFiles.jointPath(named ?? ShippedFiles.defaultJointFactors)
    case .impact: try ShippedFiles.impact(named ?? ShippedFiles.defaultImpact)
    case .liquidation: try ShippedFiles.liquidation(named ?? ShippedFiles.defaultLiquidation)
    case .waterfall: try ShippedFiles.waterfall(named ?? ShippedFiles.defaultWaterfall)
    }
  }

  /// The value of a flag that names what `text` names in a file in `folder`.
  func flag(_ text: String, folder: String) throws(InputError) -> String {
    if let shipped = try? path(text), shipped != text { return text }
    let own = text.relative(to: folder)
    if !FileManager.default.fileExists(atPath: own) { _ = try path(text) }
    return own
  }
}
