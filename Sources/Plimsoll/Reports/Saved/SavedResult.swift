internal import FoundationEssentials
internal import PlimsollMarket

/// A run's results as its folder holds them: `run.json` and the tables beside it.
///
/// - Verified by: SavedResultTests.
struct SavedResult: Sendable {
  /// Where it is.
  let folder: String
  let record: SavedRecord
  /// Tables in order of name.
  let tables: [CSVFile]
  /// Paths of charts under the folder, in order.
  let charts: [String]
  /// Whether the run's own `report.md` is there.
  let hasDocument: Bool
  /// Whether its page, `report.html`, is there.
  let hasPage: Bool

  /// Whether `folder` has a `run.json`.
  static func isThere(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/run.json")
  }

  /// - Throws: an `InputError` for what is absent or cannot be read.
  init(_ folder: String) throws(InputError) {
    self.folder = folder
    record = try SavedRecord(path: folder + "/run.json")
    let names = try Self.contents(of: folder)
    var tables: [CSVFile] = []
    for name in names where name.hasSuffix(".csv") && !record.isBulky(name) {
      do throws(InputError) {
        tables.append(try CSVFile(InputFile(path: "\(folder)/\(name)")))
      } catch {
        throw error.inFolder(folder)
      }
    }
    self.tables = tables
    charts = ((try? Self.contents(of: folder + "/charts")) ?? [])
      .filter { $0.hasSuffix(".svg") }.map { "charts/\($0)" }
    hasDocument = names.contains("report.md")
    hasPage = names.contains("report.html")
    if let main = SavedView.of(verb: record.verb)?.file, table(main) == nil {
      throw InputError(
        .absentFile, at: .init(file: "\(folder)/\(main)"),
        "no such file, though run.json says that the verb was \(record.verb)",
        remedy: "Run \(record.verb) again: a part of its results is gone.")
    }
  }

  /// The table in a file.
  func table(_ file: String) -> CSVFile? { tables.first { $0.name == file } }

  /// Names in a folder, sorted.
  static func contents(of folder: String) throws(InputError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw InputError(
        .absentFile, at: .init(file: folder), "no such folder",
        remedy: "Name the folder that a run wrote to.")
    }
  }
}

extension InputError {
  /// The error with its file named from the folder it stands in.
  func inFolder(_ folder: String) -> InputError {
    var error = self
    if let file = place?.file, !file.contains("/") { error.place?.file = "\(folder)/\(file)" }
    return error
  }
}

/// What `run.json` says, as far as a report of saved results needs it.
struct SavedRecord: Sendable, Decodable {
  let version: String
  let verb: String
  let seed: UInt64?
  let study: SavedValue
  let inputs: [InputDigest]
  let figures: [Report.Figure]?
  let failedChecks: [String]?
  let diagnostics: [Diagnostic]?

  /// - Throws: an `InputError` when the file is absent or not what a run writes.
  init(path: String) throws(InputError) {
    let file = try InputFile(path: path)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      self = try decoder.decode(SavedRecord.self, from: Data(file.bytes))
    } catch {
      throw .data(
        path, "is not the record of a run: \(Self.reason(error))",
        remedy: "Give a folder that a verb wrote to, or run the verb again.")
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, _): "the key \(key.stringValue) is missing"
    case .dataCorrupted(let context), .typeMismatch(_, let context),
      .valueNotFound(_, let context):
      context.debugDescription
    default: "\(error)"
    }
  }

  /// Whether a file holds scenarios rather than a table for people.
  func isBulky(_ name: String) -> Bool { verb == "simulate" && name != "summary.csv" }
}

/// Any JSON, kept to be compared.
enum SavedValue: Sendable, Equatable, Decodable {
  case text(String)
  case list([SavedValue])
  case object([String: SavedValue])
  case null

  init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: AnyKey.self) {
      var values: [String: SavedValue] = [:]
      for key in object.allKeys {
        values[key.stringValue] = try object.decode(SavedValue.self, forKey: key)
      }
      self = .object(values)
    } else if var list = try? decoder.unkeyedContainer() {
      var values: [SavedValue] = []
      while !list.isAtEnd { values.append(try list.decode(SavedValue.self)) }
      self = .list(values)
    } else {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .null
      } else if let flag = try? value.decode(Bool.self) {
        self = .text("\(flag)")
      } else if let whole = try? value.decode(Int.self) {
        self = .text("\(whole)")
      } else if let number = try? value.decode(Double.self) {
        self = .text("\(number)")
      } else {
        self = .text(try value.decode(String.self))
      }
    }
  }

  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Every single value with the path that leads to it: `book.files.folder`.
  func leaves(at path: String = "") -> [(path: String, value: String)] {
    switch self {
    case .text(let text): [(path, text)]
    case .null: []
    case .list(let values):
      values.enumerated().flatMap { $1.leaves(at: "\(path)[\($0)]") }
    case .object(let values):
      values.sorted { $0.key < $1.key }.flatMap {
        $1.leaves(at: path.isEmpty ? $0 : "\(path).\($0)")
      }
    }
  }
}
