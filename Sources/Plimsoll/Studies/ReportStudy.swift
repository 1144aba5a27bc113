internal import FoundationEssentials
public import PlimsollMarket

/// What saved results say: one run, a night of several verbs, models through time, or two runs
/// compared.
///
/// - Verified by: ReportStudyTests, ReportCommandTests.
public struct ReportStudy: Study, Equatable {
  /// The command's word for it.
  public static let verb = "report"

  /// The folder of the results.
  public var folder: String
  /// Another run of the same verb to compare with, the later of the two; nil for none.
  public var other: String?
  /// The folder that the report goes to, which its links start from.
  public var output: String
  /// How many models a drift report follows, the latest ones.
  public var last: Int
  /// A relative change of a parameter above this is a jump.
  public var threshold: Double

  /// The most models a drift report follows unless told otherwise.
  public static let usualLast = 30
  /// What a jump is unless told otherwise.
  public static let usualThreshold = 0.5

  /// A report of what `folder` holds.
  public init(
    folder: String, other: String? = nil, output: String? = nil, last: Int = usualLast,
    threshold: Double = usualThreshold
  ) {
    self.folder = folder
    self.other = other
    self.output = output ?? folder
    self.last = last
    self.threshold = threshold
  }

  /// Whether the report goes to the folder it is about, whose `run.json` is not its own.
  public var isInPlace: Bool { RelativeLinks(from: output).startIn(folder) }

  /// Reads the folder and reports.
  ///
  /// - Throws: an `InputError` when it holds no results, or a part of them is absent or corrupt.
  public func run(in environment: RunEnvironment) throws(InputError) -> Report {
    let links = RelativeLinks(from: output)
    if let other {
      return try ComparisonReport(
        SavedResult(folder), SavedResult(other), study: self, environment
      ).report
    }
    if SavedResult.isThere(folder) {
      return SavedReport(try SavedResult(folder), links: links, study: self, environment).report
    }
    let night = try SavedNight(folder)
    if !night.isEmpty { return NightReport(night, links: links, study: self, environment).report }
    let models = try SavedModels(folder, last: last)
    guard !models.isEmpty else {
      throw InputError(
        .absentFile, at: .init(file: folder),
        "holds no results: neither run.json, nor folders that have one, nor *.model.json",
        remedy: "Name the folder that a verb, a night or `calibrate` wrote to.")
    }
    return DriftReport(models, threshold: threshold, study: self, environment).report
  }
}

/// Paths as links in a document have them: from the document's folder to a file.
struct RelativeLinks: Sendable {
  private let start: [String]

  /// Links of a document in `folder`.
  init(from folder: String) { start = Self.parts(folder) }

  /// Whether the document is in `folder`.
  func startIn(_ folder: String) -> Bool { start == Self.parts(folder) }

  /// The link to `path` in `folder`.
  func link(to path: String, in folder: String) -> String {
    let target = Self.parts(folder)
    let shared = zip(start, target).prefix { $0 == $1 }.count
    return (repeatElement("..", count: start.count - shared) + target[shared...] + [path])
      .joined(separator: "/")
  }

  private static func parts(_ folder: String) -> [String] {
    URL(fileURLWithPath: folder).standardizedFileURL.pathComponents
  }
}
