/// What a user gave that cannot be used: where it stands, what is wrong, and what to do about it.
///
/// The three facts of an error. It reads
/// `prices.csv, line 412, column ETH: timestamp 2024-03-10 is not after line 411`, and on the next
/// line the remedy.
public struct InputError: Error, Sendable, Equatable {
  /// The classes of failure a script can tell apart by the exit code.
  public enum Kind: Int32, Sendable {
    /// A flag or a combination of flags that makes no sense.
    case usage = 64
    /// A file whose content cannot be used.
    case data = 65
    /// A file that is not there or cannot be opened.
    case absentFile = 66
  }

  /// A place in a file; line and column are blank when the whole file is meant.
  public struct Place: Sendable, Equatable {
    /// The file as the user named it.
    public var file: String
    /// The line, counted from one.
    public var line: Int?
    /// The column's name, or its number in a document without named columns.
    public var column: String?

    /// A place in `file`.
    public init(file: String, line: Int? = nil, column: String? = nil) {
      self.file = file
      self.line = line
      self.column = column
    }
  }

  /// The class of the failure.
  public var kind: Kind
  /// Where it is, when it is in a file.
  public var place: Place?
  /// What is wrong, with the value.
  public var message: String
  /// What to do about it.
  public var remedy: String

  /// An error in a place of a file.
  public init(_ kind: Kind, at place: Place? = nil, _ message: String, remedy: String) {
    self.kind = kind
    self.place = place
    self.message = message
    self.remedy = remedy
  }

  /// A flag or a combination of flags that makes no sense.
  public static func usage(_ message: String, remedy: String) -> InputError {
    InputError(.usage, message, remedy: remedy)
  }

  /// A file, or a place in it, whose content cannot be used.
  public static func data(
    _ file: String, line: Int? = nil, column: String? = nil, _ message: String, remedy: String
  ) -> InputError {
    InputError(
      .data, at: Place(file: file, line: line, column: column), message, remedy: remedy)
  }
}

extension InputError: CustomStringConvertible {
  /// The three facts on two lines, whatever a file holds: long values are cut, and characters that
  /// would move a terminal's cursor are written as escapes.
  public var description: String {
    var text = ""
    if let place {
      text += Self.printable(place.file)
      if let line = place.line { text += ", line \(line)" }
      if let column = place.column { text += ", column \(Self.printable(column))" }
      text += ": "
    }
    return text + Self.printable(message) + "\n  " + Self.printable(remedy)
  }

  private static let mostCharacters = 600

  private static func printable(_ text: String) -> String {
    let isCut = text.utf8.count > mostCharacters
    let kept = isCut ? String(text.prefix(mostCharacters)) : text
    guard isCut || kept.unicodeScalars.contains(where: isControl) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in kept.unicodeScalars {
      if isControl(scalar) {
        shown.append(contentsOf: scalar.escaped(asASCII: true).unicodeScalars)
      } else {
        shown.append(scalar)
      }
    }
    return String(shown) + (kept == text ? "" : "…")
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control
  }
}

extension InputError {
  /// `known` ordered by how little they differ from `name`, for a remedy that names the likely one.
  static func nearest(to name: String, among known: [String]) -> String? {
    // Optimal string alignment: a swap of neighbours counts as one edit.
    func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
      var rows = [Array(0...b.count)]
      for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
          var edits = min(
            row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
          if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
            edits = min(edits, rows[i - 1][j - 1] + 1)
          }
          row.append(edits)
        }
        rows.append(row)
      }
      return rows[a.count][b.count]
    }
    let wanted = Array(name.uppercased().utf8)
    let scored = known.map { ($0, distance(wanted, Array($0.uppercased().utf8))) }
    guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= max(1, wanted.count / 3) else {
      return nil
    }
    return best.0
  }

  /// A remedy that names the likely spelling of `name`, or lists what is known.
  public static func suggestion(for name: String, among known: [String]) -> String {
    if let likely = nearest(to: name, among: known) { return "Did you mean \(likely)?" }
    let listed = known.prefix(30).joined(separator: ", ")
    return "Known here: \(listed.isEmpty ? "none" : listed)\(known.count > 30 ? ", …" : "")."
  }
}
