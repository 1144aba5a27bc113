internal import PlimsollMarket

/// A field that a sweep varies, with the values it takes: `rule.level=0.975,0.99`.
///
/// - Verified by: VariedFieldTests.
struct VariedField: Sendable, Hashable {
  let path: FieldPath
  /// YAML on one line, in the order given; none between bounds.
  let values: [String]
  /// The range that a design takes values from; nil for a list.
  let bounds: FieldBounds?

  /// Reads `path=v1,v2,…`. Commas inside brackets, braces and quotes part no values, and
  /// `start:stop:step` stands for the decimals from start to stop.
  init(_ text: String) throws(InputError) {
    guard let sign = text.firstIndex(of: "=") else {
      throw .usage("\"\(text)\" gives no values", remedy: "Write --vary rule.level=0.975,0.99.")
    }
    path = try FieldPath(String(text[..<sign]))
    var values: [String] = []
    let parts = Self.parted(text[text.index(after: sign)...])
    bounds = parts.count == 1 ? try FieldBounds(parts[0]) : nil
    for part in bounds == nil ? parts : [] {
      if let range = try DecimalRange(part) {
        values += range.values
      } else {
        values.append(part)
      }
    }
    guard !values.contains("") else {
      throw .usage(
        "a value of --vary \(path.text) is empty", remedy: "Write --vary \(path.text)=v1,v2.")
    }
    var seen: Set<String> = []
    for value in values where !seen.insert(Self.canonical(value)).inserted {
      throw .usage(
        "--vary \(path.text) has the value \(value) twice", remedy: "Give each value once.")
    }
    self.values = values
  }

  /// Its values as text, for people: a list, or the bounds.
  func shown(atMost count: Int) -> String {
    if let bounds {
      let ends = [bounds.low, bounds.high].map { NumberText.plain($0, significantDigits: nil) }
      return ends.joined(separator: " to ")
    }
    return values.prefix(count).joined(separator: ", ") + (values.count > count ? ", …" : "")
  }

  /// A value as a table holds it: a number where it is one.
  static func cell(_ value: String) -> CSVValue {
    if let whole = Int(value), "\(whole)" == value { return .integer(whole) }
    // A large seed has more digits than a double.
    if UInt64(value) != nil { return .text(value) }
    if let number = number(value) { return .number(number) }
    return .text(value)
  }

  /// The number that a value is; nil for other values.
  static func number(_ value: String) -> Double? {
    guard value.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }),
      let number = Double(value),
      number.isFinite
    else { return nil }
    return number
  }

  /// Equal for values that mean the same number.
  private static func canonical(_ value: String) -> String {
    if UInt64(value) != nil { return value }
    return number(value).map { "\($0)" } ?? value
  }

  private static func parted(_ text: Substring) -> [String] {
    var parts = [""]
    var depth = 0
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if "[{".contains(character) {
        depth += 1
      } else if "]}".contains(character) {
        depth -= 1
      } else if character == ",", depth == 0 {
        parts.append("")
        continue
      }
      parts[parts.count - 1].append(character)
    }
    return parts.map { part in
      String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }
}

/// Decimals from a start to a stop in equal steps, exactly as written: `0.90:0.99:0.01`.
///
/// - Verified by: VariedFieldTests.
struct DecimalRange {
  /// The decimals, with as many places as start and step have.
  let values: [String]

  /// More values than this are a mistake.
  static let mostValues = 10_000

  /// Nil when `text` is not three decimals with colons between them.
  ///
  /// - Throws: an `InputError` for a step that never gets there.
  init?(_ text: String) throws(InputError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(Self.decimal)
    guard parts.count == 3 else { return nil }
    let read = parts.compactMap(\.self)
    guard read.count == 3 else { return nil }
    let places = read.reduce(0) { max($0, $1.places) }
    let shown = max(read[0].places, read[2].places)
    let scaled = read.map { decimal in
      (decimal.places..<places).reduce(decimal.digits) { digits, _ in digits * 10 }
    }
    let (start, stop, step) = (scaled[0], scaled[1], scaled[2])
    guard step != 0, (stop >= start) == (step > 0), (stop - start) / step < Self.mostValues else {
      throw .usage(
        "the range \(text) does not lead from its start to its stop in at most "
          + "\(Self.mostValues) steps",
        remedy: "Write start:stop:step, such as 0.90:0.99:0.01.")
    }
    values = stride(from: start, through: stop, by: Int(step)).map {
      Self.text(digits: (shown..<places).reduce($0) { digits, _ in digits / 10 }, places: shown)
    }
  }

  /// `text` = digits / 10^places.
  private static func decimal(_ text: Substring) -> (digits: Int, places: Int)? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = parts.first,
      text.utf8.count <= 12, text.utf8.allSatisfy({ "0123456789-.".utf8.contains($0) })
    else { return nil }
    let fraction = parts.count > 1 ? parts[1] : ""
    guard !(parts.count > 1 && fraction.isEmpty), let digits = Int(String(whole + fraction)) else {
      return nil
    }
    return (digits, fraction.count)
  }

  private static func text(digits: Int, places: Int) -> String {
    guard places > 0 else { return "\(digits)" }
    let size = String(digits.magnitude)
    let padded = String(repeating: "0", count: max(0, places + 1 - size.count)) + size
    return (digits < 0 ? "-" : "") + padded.dropLast(places) + "." + padded.suffix(places)
  }
}
