import Foundation
import Testing

/// One damaged file in this process, to be looked at: `PLIMSOLL_FUZZ='prices-wide 4711'`.
@Suite struct SingleCaseTests {
  private static let asked = ProcessInfo.processInfo.environment["PLIMSOLL_FUZZ"]

  @Test(.enabled(if: asked != nil, "PLIMSOLL_FUZZ names no case")) func oneCase() throws {
    let words = (Self.asked ?? "").split(separator: " ").map(String.init)
    try #require(words.count == 2)
    let reader = try #require(FuzzFamilies.all.first { $0.name == words[0] })
    let number = try #require(Int(words[1]))
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "plimsoll-fuzz-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = FuzzRun.outcome(
      of: reader, number, seeds: try reader.content(), folder: folder.path)
    if case .broken(let complaint)? = outcome { Issue.record("\(complaint)") }
  }
}
