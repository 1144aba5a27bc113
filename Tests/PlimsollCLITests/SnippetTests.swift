import Foundation
import Testing

/// The snippets for users of the library, which the package builds, run to their end.
@Suite struct SnippetTests {
  private static let package = URL(fileURLWithPath: #filePath)
    .appending(path: "../../..").standardized.path

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: package + "/Snippets")) ?? []
    return files.filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(6)) }.sorted()
  }()

  @Test func thereAreSnippets() { #expect(Self.names.count >= 4) }

  @Test(arguments: names) func itRuns(name: String) throws {
    let command = try #require(CommandRun.executable)
    let process = Process()
    process.executableURL = command.deletingLastPathComponent().appending(path: name)
    process.currentDirectoryURL = URL(fileURLWithPath: Self.package)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(printed.split(separator: 10).count >= 3)
  }
}
