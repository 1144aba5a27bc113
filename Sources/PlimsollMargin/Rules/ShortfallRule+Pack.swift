import PlimsollMarket

extension VenuePack {
  /// The keys by which a rule of our own form says whose rules it follows.
  static let keys = ["venue", "program", "as_of", "sources", "evidence", "leaves_out"]

  /// Reads what a rule file says of itself; nil when it names no venue.
  ///
  /// `evidence` maps paths of the file, such as `scenarios.count`, to names of `sources`.
  init?(ofRule root: ConfigNode, _ keys: [String: ConfigNode]) throws(InputError) {
    guard let venue = keys["venue"] else {
      if let stray = Self.keys.first(where: { keys[$0] != nil }), let node = keys[stray] {
        throw node.error("is there without `venue`", remedy: "Name the venue, or leave it out.")
      }
      return nil
    }
    func required(_ key: String) throws(InputError) -> ConfigNode {
      if let node = keys[key] { return node }
      throw root.error("the key `\(key)` is missing", remedy: "Add it, as in the shipped packs.")
    }
    let reader = try PackReader(sources: try required("sources"), classes: nil)
    var parameters: [PackParameter] = []
    for (path, node) in try required("evidence").keys(nil) {
      parameters.append(
        PackParameter(
          path: path, value: try Self.value(path, in: root, for: node),
          source: try reader.source(node)))
    }
    guard let asOf = Timestamp(try required("as_of").text()) else {
      throw try required("as_of").error("is not a date", remedy: "Write a date: 2025-01-06.")
    }
    var leavesOut: [String] = []
    for item in try keys["leaves_out"]?.list() ?? [] { leavesOut.append(try item.text()) }
    self.init(
      venue: try venue.text(), program: try required("program").text(), asOf: asOf,
      parameters: parameters, leavesOut: leavesOut)
  }

  private static func value(_ path: String, in root: ConfigNode, for node: ConfigNode)
    throws(InputError) -> String
  {
    var found = root
    for key in path.split(separator: ".") {
      guard let inner = try found.mapping(nil)[String(key)] else {
        throw node.error(
          "the rule has no figure at `\(path)`", remedy: "Name a path of this file.")
      }
      found = inner
    }
    return try found.text()
  }
}
