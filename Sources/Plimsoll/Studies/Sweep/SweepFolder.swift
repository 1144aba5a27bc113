internal import FoundationEssentials
public import PlimsollMarket
internal import PlimsollNumerics

/// Where a sweep keeps each cell as soon as it is done, so that a sweep that was stopped goes on.
///
/// A cell is a file in `cells/`, named by what it varies and there whole or not at all. It holds the
/// release and the digests of all it read; when these are no longer the same, it is done again.
///
/// - Verified by: SweepStudyTests, SweepCommandTests.
public struct SweepFolder: Sendable {
  private let directory: String
  /// Whether it goes on with what it holds.
  let isResuming: Bool

  private var cells: String { directory + "/cells" }
  /// There from before the first cell until after the last output.
  private var marker: String { cells + "/unfinished" }

  /// The folder `directory` of a sweep that starts anew, or goes on with what it holds.
  ///
  /// - Throws: an `InputError` when it holds an unfinished sweep and is not to go on with it.
  public init(_ directory: String, resuming: Bool) throws(InputError) {
    self.directory = directory
    isResuming = resuming
    guard !resuming, FileManager.default.fileExists(atPath: marker) else { return }
    throw .usage(
      "\(directory) holds a sweep that was not finished",
      remedy: "Pass --resume to go on with it, choose another folder with -o, or remove it.")
  }

  /// A cell as a file holds it.
  private struct Record: Codable {
    var version = Release.version
    var fields: [Field]
    var inputs: [InputDigest]
    var figures: [Report.Figure]
    var diagnostics: [Diagnostic]

    struct Field: Codable {
      var path: String
      var value: String
    }
  }

  private func name(_ fields: [Record.Field]) -> String {
    let parts = fields.flatMap { [$0.path, $0.value] }
    let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
    return SHA256.hexadecimal(of: Array(text.utf8)) + ".json"
  }

  private func fields(_ plan: SweepPlan, _ values: [String]) -> [Record.Field] {
    zip(plan.fields, values).map { Record.Field(path: $0.path.text, value: $1) }
  }

  /// Whether a file of that name is a cell, or what a stopped process left of one.
  private static func isOurs(_ name: String) -> Bool {
    (name.hasPrefix(".") && name.contains(".partial-"))
      || (name.hasSuffix(".json") && name.utf8.count == 64 + 5
        && name.utf8.dropLast(5).allSatisfy("0123456789abcdef".utf8.contains))
  }

  /// Makes the folder ready: takes away cells that are not of `plan`, and all cells unless the sweep
  /// goes on.
  func begin(_ plan: SweepPlan) throws(OutputError) {
    let kept = isResuming ? Set(plan.cells.map { name(fields(plan, $0)) }) : []
    let manager = FileManager.default
    do {
      for file in (try? manager.contentsOfDirectory(atPath: cells)) ?? []
      where Self.isOurs(file) && !kept.contains(file) {
        try manager.removeItem(atPath: "\(cells)/\(file)")
      }
    } catch {
      throw OutputError(path: cells, cause: error)
    }
    try OutputFolder.write([], toFile: marker)
  }

  /// Why a cell that was kept is not used.
  enum Staleness: Hashable {
    /// It was done by another release.
    case release(String)
    /// A file it read is not the same any more, or is no longer read.
    case input(String)
    /// Its file cannot be read.
    case unreadable
  }

  /// A cell that was kept, when it can be used, else why not.
  struct Kept: Sendable {
    var cell: SweepCell?
    var staleness: Staleness?
  }

  /// A cell that was kept: usable, or with the reason why not; nil when there is none.
  func kept(_ values: [String], of plan: SweepPlan, inputs: [InputDigest]) -> Kept? {
    let path = "\(cells)/\(name(fields(plan, values)))"
    guard let bytes = try? InputFile(path: path).bytes else { return nil }
    guard let record = try? JSONDecoder().decode(Record.self, from: Data(bytes)) else {
      return Kept(staleness: .unreadable)
    }
    if record.version != Release.version { return Kept(staleness: .release(record.version)) }
    let (before, now) = (Set(record.inputs), Set(inputs))
    if let changed = before.symmetricDifference(now).map(\.file).min() {
      return Kept(staleness: .input(changed))
    }
    return Kept(
      cell: SweepCell(
        values: values, figures: record.figures, inputs: record.inputs,
        diagnostics: record.diagnostics))
  }

  /// Keeps a cell that is done.
  func keep(_ cell: SweepCell, of plan: SweepPlan) throws(OutputError) {
    let fields = fields(plan, cell.values)
    let record = Record(
      fields: fields, inputs: cell.inputs, figures: cell.figures, diagnostics: cell.diagnostics)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      try OutputFolder.write(
        Array(try encoder.encode(record)) + [10], toFile: "\(cells)/\(name(fields))")
    } catch let error as OutputError {
      throw error
    } catch {
      preconditionFailure("a cell holds only finite numbers and text: \(error)")
    }
  }

  /// Writes the answer, after which the sweep counts as finished.
  public func finish(_ report: Report) throws(OutputError) {
    try report.folder(style: .full).write(to: directory)
    try? FileManager.default.removeItem(atPath: marker)
  }
}
