internal import FoundationEssentials
internal import PlimsollMarket
internal import PlimsollScenarios

/// Calibrated models of one folder, from the earliest to the latest.
///
/// - Verified by: DriftReportTests.
struct SavedModels: Sendable {
  /// How names of model files end.
  static let suffix = ".model.json"

  let folder: String
  private(set) var models: [RiskModel] = []
  private(set) var files: [InputDigest] = []
  /// Times that several models are of: nights whose prices brought nothing new.
  private(set) var diagnostics: [Diagnostic] = []

  var isEmpty: Bool { models.isEmpty }

  /// The last `count` models by as-of time; of several of one time the last by name.
  ///
  /// - Throws: an `InputError` when a file cannot be read.
  init(_ folder: String, last count: Int) throws(InputError) {
    self.folder = folder
    var read: [(model: RiskModel, file: InputDigest)] = []
    var seen: Set<URL> = []
    for name in try SavedResult.contents(of: folder) where name.hasSuffix(Self.suffix) {
      let path = "\(folder)/\(name)"
      // A link such as `current` is the file it leads to.
      guard seen.insert(URL(fileURLWithPath: path).resolvingSymlinksInPath()).inserted else {
        continue
      }
      do throws(InputError) {
        read.append((try RiskModel(path: path), InputDigest(try InputFile(path: path))))
      } catch {
        throw error.inFolder(folder)
      }
    }
    let sorted = read.enumerated().sorted { left, right in
      (left.element.model.asOf.seconds, left.offset)
        < (right.element.model.asOf.seconds, right.offset)
    }.map(\.element)
    var kept: [(model: RiskModel, file: InputDigest)] = []
    var others: [Timestamp: Int] = [:]
    for entry in sorted {
      if kept.last?.model.asOf == entry.model.asOf {
        kept.removeLast()
        others[entry.model.asOf, default: 0] += 1
      }
      kept.append(entry)
    }
    diagnostics = kept.compactMap { entry in
      others[entry.model.asOf].map { count in
        Diagnostic(
          .warning, entry.file.file,
          "\(count) other file\(count == 1 ? " is" : "s are") of \(entry.model.asOf) as well; this one, "
            + "the last by name, stands for that time")
      }
    }
    models = kept.suffix(count).map(\.model)
    files = kept.suffix(count).map(\.file)
  }
}
