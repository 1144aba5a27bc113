internal import Yams

extension ConfigDocument {
  /// The top node of YAML text; nil when it holds none.
  ///
  /// - Throws: a `YamlError`, or `TooManyAliases`.
  static func compose(_ text: String) throws -> Node? {
    let count = aliasCount(Array(text.utf8))
    guard greatestExpansion(bytes: text.utf8.count, aliases: count) <= mostExpanded else {
      throw TooManyAliases(count: count)
    }
    return try Yams.compose(yaml: text)
  }

  /// Aliases of aliases that could be more text than a document may have.
  struct TooManyAliases: Error {
    var count: Int
  }

  /// Bytes of text with all aliases written out. Yams compares whole keys while it reads, so that a
  /// short document of aliases of aliases would keep it busy for years.
  private static let mostExpanded = 1e7

  /// No fewer bytes than a document has when its aliases are written out.
  ///
  /// k aliases make it largest when each of k/3 anchors in a row holds three of the one before.
  private static func greatestExpansion(bytes: Int, aliases: Int) -> Double {
    let cubeRootOfThree = 1.442_249_570_307_408_3
    return (0..<min(aliases, 200)).reduce(Double(bytes)) { size, _ in size * cubeRootOfThree }
  }

  /// How often `*name` stands in the text with a name that `&name` gives somewhere; also in comments
  /// and quotes, so never too few.
  private static func aliasCount(_ bytes: [UInt8]) -> Int {
    let anchors = Set(names(after: UInt8(ascii: "&"), in: bytes))
    guard !anchors.isEmpty else { return 0 }
    return names(after: UInt8(ascii: "*"), in: bytes).count { anchors.contains($0) }
  }

  private static func names(after sign: UInt8, in bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.indices.filter { bytes[$0] == sign }.map { place in
      bytes[(place + 1)...].prefix(while: isOfName)
    }.filter { !$0.isEmpty }
  }

  /// The characters of names of anchors.
  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
