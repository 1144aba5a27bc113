import Foundation
import Testing

/// The commands of the documentation's pages, run as printed from top to bottom.
@Suite struct PageTests {
  private static let package = URL(fileURLWithPath: #filePath)
    .appending(path: "../../..").standardized.path
  private static let catalogue = package + "/Sources/Plimsoll/Plimsoll.docc"

  /// The pages that have commands.
  static let pages: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: catalogue)) ?? []
    return names.filter { $0.hasSuffix(".md") }.sorted().filter { name in
      ((try? script(name)) ?? nil) != nil
    }
  }()

  /// The blocks of a page marked `sh`, and those marked `python`, as one script; nil when it has none.
  private static func script(_ page: String) throws -> String? {
    let text = try String(contentsOfFile: "\(catalogue)/\(page)", encoding: .utf8)
    // Text and blocks take turns.
    let blocks = text.components(separatedBy: "```").enumerated().compactMap { place, part in
      place.isMultiple(of: 2) ? nil : part
    }
    let commands = blocks.compactMap { block -> String? in
      if block.hasPrefix("sh\n") { return String(block.dropFirst(3)) }
      guard block.hasPrefix("python\n") else { return nil }
      return "if python3 -c 'import numpy' 2>/dev/null; then python3 - <<'END'\n"
        + block.dropFirst(7) + "END\nelse echo 'no NumPy: not run'; fi\n"
    }
    return commands.isEmpty ? nil : commands.joined(separator: "\n")
  }

  @Test func thereArePages() { #expect(Self.pages.count >= 8) }

  @Test(arguments: pages) func everyCommandRunsAsPrinted(page: String) throws {
    let scratch = try ScratchBook()
    for name in ["models", "Scripts"] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(scratch.folder)/\(name)", withDestinationPath: "\(Self.package)/\(name)")
    }
    try scratch.write("page.sh", try #require(try Self.script(page)))
    let command = try #require(CommandRun.executable)
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/bash")
    shell.arguments = ["-euo", "pipefail", "page.sh"]
    shell.currentDirectoryURL = URL(fileURLWithPath: scratch.folder)
    let path = command.deletingLastPathComponent().path + ":"
    shell.environment = ProcessInfo.processInfo.environment.merging([
      "PATH": path + (ProcessInfo.processInfo.environment["PATH"] ?? ""),
      "PLIMSOLL": command.path,
    ]) { $1 }
    let log = scratch.folder + "/page.log"
    try scratch.write("page.log", "")
    let output = try #require(FileHandle(forWritingAtPath: log))
    shell.standardInput = FileHandle.nullDevice
    shell.standardOutput = output
    shell.standardError = output
    try shell.run()
    shell.waitUntilExit()
    let said = try scratch.text("page.log").suffix(2_000)
    #expect(shell.terminationStatus == 0, "\(page): \(said)")
  }
}
