/// The dictionary at the start of a .npy file, as far as it is read here.
struct NumPyHeader {
  var descriptor: String?
  var isFortranOrder: Bool?
  var shape: [Int]?

  /// Reads `{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }` from a part of the file.
  init(_ bytes: ArraySlice<UInt8>) throws(NumPyFormatError) {
    var text = NumPyHeaderText(rest: bytes)
    try text.expect("{")
    while !text.take("}") {
      let key = try text.quoted()
      try text.expect(":")
      switch key {
      case "descr" where descriptor == nil: descriptor = try text.quoted()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try text.boolean()
      case "shape" where shape == nil: shape = try text.tuple()
      default: throw text.error("the key '\(key)' is unknown or repeated")
      }
      if !text.take(",") {
        try text.expect("}")
        break
      }
    }
    guard text.isAtEnd else { throw text.error("text after the dictionary") }
  }
}

/// The text of the dictionary not yet read.
private struct NumPyHeaderText {
  var rest: ArraySlice<UInt8>

  func error(_ reason: String) -> NumPyFormatError {
    NumPyFormatError(reason, offset: rest.startIndex)
  }

  mutating func skipSpace() {
    rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
  }

  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return rest.isEmpty
    }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard let first = rest.first, UInt32(first) == character.value else { return false }
    rest = rest.dropFirst()
    return true
  }

  mutating func expect(_ character: Unicode.Scalar) throws(NumPyFormatError) {
    guard take(character) else { throw error("'\(character)' expected in the dictionary") }
  }

  mutating func quoted() throws(NumPyFormatError) -> String {
    let quote = UInt8(ascii: "'")
    try expect("'")
    guard let end = rest.firstIndex(of: quote) else { throw error("a string without end") }
    defer { rest = rest[(end + 1)...] }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  mutating func boolean() throws(NumPyFormatError) -> Bool {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)] where rest.starts(with: word.utf8) {
      rest = rest.dropFirst(word.utf8.count)
      return value
    }
    throw error("True or False expected")
  }

  mutating func tuple() throws(NumPyFormatError) -> [Int] {
    try expect("(")
    var values: [Int] = []
    while !take(")") {
      skipSpace()
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
        throw error("a whole number expected in the shape")
      }
      values.append(value)
      rest = rest.dropFirst(digits.count)
      if !take(",") {
        // `(3)` is a number in Python and not a tuple.
        guard values.count > 1 else { throw error("',' expected in the shape") }
        try expect(")")
        break
      }
    }
    return values
  }
}
