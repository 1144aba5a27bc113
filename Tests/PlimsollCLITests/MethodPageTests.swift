import Foundation
import Testing

/// The pages on methods name types of the sources, suites of the tests and reference values that
/// are there.
@Suite struct MethodPageTests {
  private static let package = URL(fileURLWithPath: #filePath).appending(path: "../../..")
    .standardized.path
  private static let catalogue = package + "/Sources/Plimsoll/Plimsoll.docc"

  /// The pages on methods.
  static let pages: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: catalogue)) ?? [])
    .filter { $0.hasPrefix("Method") && $0.hasSuffix(".md") }.sorted()

  /// Names of all types declared below a folder.
  private static func types(below folder: String, _ declaration: Regex<(Substring, Substring)>)
    -> Set<String>
  {
    var names: Set<String> = []
    let root = "\(package)/\(folder)"
    for case let path as String in FileManager.default.enumerator(atPath: root) ?? .init()
    where path.hasSuffix(".swift") {
      guard let text = try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) else {
        continue
      }
      names.formUnion(text.matches(of: declaration).map { String($0.1) })
    }
    return names
  }

  private static let sources = types(
    below: "Sources", /\b(?:struct|enum|class|protocol|actor) ([A-Z]\w*)/)
  private static let suites = types(below: "Tests", /\bstruct (\w+Tests)\b/)
  private static let references =
    (try? FileManager.default.contentsOfDirectory(
      atPath: package + "/Tests/ReferenceTests/Fixtures/reference")) ?? []

  /// What stands between backticks.
  private static func spans(_ text: some StringProtocol) -> [String] {
    String(text).matches(of: /`([^`]+)`/).map { String($0.1) }
  }

  private static func text(_ page: String) throws -> String {
    try String(contentsOfFile: "\(catalogue)/\(page)", encoding: .utf8)
  }

  /// The methods of a page, with their lines.
  private static func methods(_ page: String) throws -> [(name: String, lines: [Substring])] {
    try text(page).components(separatedBy: "\n### ").dropFirst().map { section in
      let lines = section.split(separator: "\n")
      return (String(lines[0]), Array(lines))
    }
  }

  @Test func thereArePagesTypesAndSuites() {
    #expect(Self.pages.count >= 6)
    #expect(Self.sources.contains("MonteCarlo") && Self.suites.contains("MethodPageTests"))
    #expect(Self.references.count > 50)
  }

  @Test(arguments: pages) func theMainPageListsIt(page: String) throws {
    #expect(try Self.text("Plimsoll.md").contains("- <doc:\(page.dropLast(3))>"))
  }

  @Test(arguments: pages) func everyMethodSaysParametersSourceCodeAndTests(page: String) throws {
    let methods = try Self.methods(page)
    #expect(!methods.isEmpty)
    for method in methods {
      for item in ["- Parameters: ", "- Source: ", "- In code: `", "- Verified by: `"] {
        #expect(
          method.lines.filter { $0.hasPrefix(item) }.count == 1, "\(page), \(method.name): \(item)")
      }
    }
  }

  @Test(arguments: pages) func everyTypeIsInTheSources(page: String) throws {
    for method in try Self.methods(page) {
      for line in method.lines where line.hasPrefix("- In code: ") {
        for name in Self.spans(line) where !Self.sources.contains(name) {
          Issue.record("\(page), \(method.name): no type \(name)")
        }
      }
    }
  }

  @Test(arguments: pages) func everySuiteAndReferenceIsInTheTests(page: String) throws {
    for method in try Self.methods(page) {
      for line in method.lines where line.hasPrefix("- Verified by: ") {
        for name in Self.spans(line) where !Self.suites.contains(name) {
          let isReference = Self.references.contains { $0.hasPrefix(name) }
          if !isReference { Issue.record("\(page), \(method.name): no suite or reference \(name)") }
        }
      }
    }
  }

  /// Each promise of the README names the suites that would fail if it were broken.
  @Test func everyPromiseNamesItsTests() throws {
    let readme = try String(contentsOfFile: "\(Self.package)/README.md", encoding: .utf8)
    let section = try #require(
      readme.components(separatedBy: "## What is promised, and tested\n").last?
        .components(separatedBy: "\n## ").first)
    let promises = section.components(separatedBy: "\n- **").dropFirst()
    #expect(promises.count >= 12)
    for promise in promises {
      let named = Self.spans(promise).filter { $0.hasSuffix("Tests") }
      #expect(!named.isEmpty && named.allSatisfy(Self.suites.contains), "\(promise)")
    }
  }
}
