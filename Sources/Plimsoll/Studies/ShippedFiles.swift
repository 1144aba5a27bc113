internal import FoundationEssentials
public import PlimsollMarket
internal import ShippedModels

/// Rules, specs and books that come with the toolkit, found by name.
public enum ShippedFiles {
  /// The book that examples and the demonstration use.
  public static func sampleBook() throws(InputError) -> String { try path("books/sample") }

  /// The spec file named, else the shipped one.
  static func spec(_ named: String?) throws(InputError) -> InputFile {
    try InputFile(path: try specPath(named))
  }

  /// The spec used when none is named.
  static let defaultSpec = "nightly"

  /// The file a spec is named by: a path, or the stem of a shipped one; nil for the usual one.
  static func specPath(_ named: String?) throws(InputError) -> String {
    guard let named else { return try path("specs/\(defaultSpec).yaml") }
    return try file(named, in: ["specs"], what: "spec")
  }

  /// The file a study is named by: a path, or the stem of a shipped study.
  static func study(_ name: String) throws(InputError) -> String {
    try file(name, in: ["studies"], what: "study")
  }

  /// The rule used when none is named.
  public static let defaultRule = "shortfall"

  /// The stems of the shipped rules of our own, in order.
  public static var ruleNames: [String] { stems(in: "rules") }

  /// The stems of the shipped packs of venues and clearing houses, in order.
  public static var packNames: [String] { stems(in: "venues") }

  private static func stems(in folder: String) -> [String] {
    guard let folder = ShippedModels.path(folder),
      let files = try? FileManager.default.contentsOfDirectory(atPath: folder)
    else { return [] }
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// The file a rule is named by: a path, or the stem of a shipped rule.
  public static func rule(_ name: String) throws(InputError) -> String {
    try file(name, in: ["rules", "venues"], what: "rule")
  }

  /// The stress library used when none is named.
  public static let defaultLibrary = "crises"

  /// The file a stress library is named by: a path, or the stem of a shipped library.
  static func stressLibrary(_ name: String) throws(InputError) -> String {
    try file(name, in: ["stress"], what: "stress library")
  }

  /// The stress library that liquidation plays out when none is named.
  public static let defaultFamilies = "families"
  /// The impact model used when none is named.
  public static let defaultImpact = "square-root"
  /// The liquidation rules used when none are named.
  public static let defaultLiquidation = "standard"

  /// The file an impact model is named by: a path, or the stem of a shipped one.
  static func impact(_ name: String) throws(InputError) -> String {
    try file(name, in: ["impact"], what: "impact model")
  }

  /// The file liquidation rules are named by: a path, or the stem of shipped ones.
  static func liquidation(_ name: String) throws(InputError) -> String {
    try file(name, in: ["liquidation"], what: "set of liquidation rules")
  }

  /// The shipped file of a stem, else the name itself, which is then a path.
  ///
  /// - Throws: an `InputError` that lists the stems for a bare word that is neither.
  static func file(_ name: String, in folders: [String], what: String) throws(InputError) -> String
  {
    guard !name.contains("/"), !name.contains(".") else { return name }
    for folder in folders {
      if let shipped = ShippedModels.path("\(folder)/\(name).yaml") { return shipped }
    }
    guard FileManager.default.fileExists(atPath: name) else {
      throw InputError(
        .absentFile, at: .init(file: name), "no such file, and no shipped \(what) of that name",
        remedy: InputError.suggestion(for: name, among: folders.flatMap(stems)))
    }
    return name
  }

  /// The joint factors that travel with the toolkit.
  static let defaultJointFactors = "crypto"

  /// The file joint factors are named by: a path, or the stem of shipped ones.
  static func jointPath(_ name: String) throws(InputError) -> String {
    try file(name, in: ["factors"], what: "set of joint factors")
  }

  /// The file of joint factors named; nil when none is.
  static func jointFactors(_ name: String?) throws(InputError) -> InputFile? {
    guard let name else { return nil }
    return try InputFile(path: try jointPath(name))
  }

  private static func path(_ name: String) throws(InputError) -> String {
    if let path = ShippedModels.path(name) { return path }
    throw InputError(
      .absentFile, at: .init(file: name), "is not where it was installed",
      remedy: "Keep the folder plimsoll_ShippedModels.resources beside the executable, or name "
        + "your own file by its flag.")
  }
}
