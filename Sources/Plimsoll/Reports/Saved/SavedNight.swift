internal import FoundationEssentials
internal import PlimsollMarket
internal import PlimsollScenarios

/// A night's results: a folder with a folder for each verb.
///
/// - Verified by: SavedResultTests.
struct SavedNight: Sendable {
  let folder: String
  /// In the order of a night's work.
  let entries: [Entry]

  var isEmpty: Bool { entries.isEmpty }

  /// One verb's folder.
  struct Entry: Sendable {
    /// Its name.
    var name: String
    var content: Content
    /// Models that their gates rejected, by file.
    var rejected: [String]
  }

  /// What a verb's folder holds.
  enum Content: Sendable {
    /// The results of a run.
    case result(SavedResult)
    /// A calibrated model, the last by name when there are several.
    case model(RiskModel, file: InputDigest)
    /// No good model yet, only rejected ones.
    case noModel
  }

  private static let usualOrder = ["calibrate", "risk", "margin", "stress", "backtest", "sweep"]

  /// The day it is about: that of its margins, else of its model; nil when neither says.
  var asOf: String? {
    for entry in entries {
      if case .result(let result) = entry.content, let table = result.table("margin.csv"),
        table.rowCount > 0, !table.text(0, "as_of").isEmpty
      {
        return table.text(0, "as_of")
      }
    }
    for entry in entries {
      if case .model(let model, _) = entry.content { return model.asOf.description }
    }
    return nil
  }

  /// - Throws: an `InputError` when a folder that holds tables has no `run.json`, or something
  ///   cannot be read.
  init(_ folder: String) throws(InputError) {
    self.folder = folder
    var entries: [Entry] = []
    for name in try SavedResult.contents(of: folder) {
      let path = "\(folder)/\(name)"
      var isFolder = false
      guard !name.hasPrefix("."),
        FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
        isFolder
      else { continue }
      let rejected = try SavedResult.contents(of: path).filter {
        $0.hasSuffix(SavedModels.suffix + ".rejected")
      }
      let content = try Self.content(of: path) ?? (rejected.isEmpty ? nil : .noModel)
      if let content {
        entries.append(Entry(name: name, content: content, rejected: rejected))
      }
    }
    func place(_ entry: Entry) -> Int {
      Self.usualOrder.firstIndex(of: entry.verb) ?? Self.usualOrder.count
    }
    self.entries = entries.sorted { (place($0), $0.name) < (place($1), $1.name) }
  }

  /// Nil for a folder of something else.
  private static func content(of path: String) throws(InputError) -> Content? {
    if SavedResult.isThere(path) { return .result(try SavedResult(path)) }
    let names = try SavedResult.contents(of: path)
    if let name = names.last(where: { $0.hasSuffix(SavedModels.suffix) }) {
      let file = "\(path)/\(name)"
      return .model(try RiskModel(path: file), file: InputDigest(try InputFile(path: file)))
    }
    if names.contains("report.md") || names.contains(where: { $0.hasSuffix(".csv") }) {
      throw InputError(
        .absentFile, at: .init(file: "\(path)/run.json"),
        "no such file, though the folder holds results: their run did not finish",
        remedy: "Run that verb again, or remove the folder.")
    }
    return nil
  }
}

extension SavedNight.Entry {
  /// The verb behind it.
  var verb: String {
    switch content {
    case .result(let result): result.record.verb
    case .model, .noModel: CalibrationStudy.verb
    }
  }

  /// The release that wrote it; nil when there is nothing to read.
  var version: String? {
    switch content {
    case .result(let result): result.record.version
    case .model(let model, _): model.plimsoll
    case .noModel: nil
    }
  }

  /// The files it rests on.
  var inputs: [InputDigest] {
    switch content {
    case .result(let result): result.record.inputs
    case .model(let model, let file): model.inputs + [file]
    case .noModel: []
    }
  }

  var verdicts: [String] {
    switch content {
    case .result(let result) where !result.verdicts.isEmpty: result.verdicts
    default: rejected.map { "its gates rejected the model \($0); the last good one stays" }
    }
  }

  var warnings: [Diagnostic] {
    switch content {
    case .result(let result): result.warnings
    case .model(let model, _): model.diagnostics.filter { $0.severity == .warning }
    case .noModel: []
    }
  }

  /// The main table for people.
  func headline(most: Int) -> Report.Headline {
    switch content {
    case .result(let result): result.headline(most: most)
    case .model(let model, _): ModelTables.headline(model)
    case .noModel: Report.Headline(columns: [], rows: [])
    }
  }

  /// Whether the run's own page is there.
  var hasPage: Bool {
    switch content {
    case .result(let result): result.hasPage
    case .model, .noModel: false
    }
  }

  /// Whether the run's own document is there.
  var hasDocument: Bool {
    switch content {
    case .result(let result): result.hasDocument
    case .model, .noModel: false
    }
  }
}
