/// A study's answer: tables, charts, a document for people, and what it rests on.
public struct Report: Sendable {
  /// The table shown on a terminal.
  public var headline: Headline
  /// The table printed for scripts.
  public var records: CSVTable
  /// Tables written as CSV, by file name.
  public var tables: [(path: String, table: CSVTable)] = []
  /// The document; nil when the answer is files alone.
  public var document: MarkdownDocument?
  /// The file it is written to.
  public var documentPath = "report.md"
  /// Charts by file name.
  public var charts: [(path: String, svg: String)] = []
  /// SVG files of saved results by the path that the document shows them at: drawn again within the
  /// page, and not written.
  public var savedCharts: [(path: String, bytes: [UInt8])] = []
  /// Other files by name.
  public var attachments: [(path: String, bytes: [UInt8])] = []
  /// The few numbers that a sweep tells its cells apart by, the most telling first.
  public var figures: [Figure] = []
  /// What was checked and found wanting, a sentence each; a command that has any ends with 1.
  public var failedChecks: [String] = []
  /// Repairs, gaps and bounds.
  public var diagnostics: [Diagnostic] = []
  /// How it can be made again.
  public var manifest: RunManifest

  /// The answer of a process that does only its part of the work: none.
  static func ofPart(_ manifest: RunManifest) -> Report {
    Report(
      headline: Headline(columns: [], rows: []), records: CSVTable(columns: []), manifest: manifest)
  }

  /// A headline figure.
  public struct Figure: Sendable, Equatable, Codable {
    /// What it is, as a column is named: `initial_margin`.
    public var name: String
    /// Which of several it is of, such as a rule; nil when there is one.
    public var subject: String?
    /// The number; nil when it does not exist.
    public var value: Double?

    /// A figure; the number is finite.
    public init(_ name: String, of subject: String? = nil, _ value: Double?) {
      self.name = name
      self.subject = subject
      self.value = value
    }

    /// The name of its column: `initial_margin` or `shortfall.initial_margin`.
    public var column: String { subject.map { "\($0).\(name)" } ?? name }
  }

  /// Rows for people.
  public struct Headline: Sendable {
    /// Column titles.
    public var columns: [MarkdownColumn]
    /// Rounded cells.
    public var rows: [[String]]
    /// What is left out; nil when nothing is.
    public var note: String?

    /// A table for people.
    init(columns: [MarkdownColumn], rows: [[String]], note: String? = nil) {
      self.columns = columns
      self.rows = rows
      self.note = note
    }
  }

  /// How numbers and the manifest are written.
  public struct Style: Sendable, Equatable {
    /// Digits in CSV; nil writes doubles in full.
    public var significantDigits: Int?
    /// Whether `run.json` and attachments, which hold every digit, are written.
    public var includesEveryDigit: Bool
    /// Whether the document is written as a page of HTML too.
    public var includesPage: Bool

    /// Full precision, with `run.json`.
    public static let full = Style(
      significantDigits: nil, includesEveryDigit: true, includesPage: true)
    /// Full precision without `run.json`: for what is rendered beside the record of a run.
    public static let rendered = Style(
      significantDigits: nil, includesEveryDigit: false, includesPage: true)
    /// For reports kept under version control: digits that machines agree on, and no page, which
    /// would hold every chart a second time.
    public static let committed = Style(
      significantDigits: 9, includesEveryDigit: false, includesPage: false)
  }

  /// The file that the document's page is written to.
  public var pagePath: String {
    (documentPath.hasSuffix(".md") ? String(documentPath.dropLast(3)) : documentPath) + ".html"
  }

  /// All files of the answer.
  public func folder(style: Style) -> OutputFolder {
    var folder = OutputFolder()
    for (path, table) in tables {
      folder.add(
        path,
        bytes: table.encoded(
          significantDigits: style.significantDigits, threads: manifest.threads))
    }
    if let document {
      folder.add(documentPath, document.text)
      if style.includesPage {
        let page = ReportPage(document, charts: charts, pictures: savedCharts)
        folder.add(pagePath, page.html)
      }
    }
    for (path, svg) in charts { folder.add(path, svg) }
    if style.includesEveryDigit {
      // Attachments are not listed: a model that is rejected must not take the last good one with it.
      let listed = folder.paths
      for (path, bytes) in attachments { folder.add(path, bytes: bytes) }
      folder.add(OutputFolder.record, bytes: RunRecord(self, files: listed).encoded())
    }
    return folder
  }
}
