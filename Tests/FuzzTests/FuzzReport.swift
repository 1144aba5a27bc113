import Foundation
import Testing

/// Says which case a child process has died of, and how to see it again.
enum FuzzReport {
  /// Records what the child's log tells, and removes it; nothing when the child ended well.
  static func read(_ family: String, _ readers: [FuzzReader]) throws {
    let url = FuzzRun.log(of: family, parent: ProcessInfo.processInfo.processIdentifier)
    guard let log = try? Data(contentsOf: url) else { return }
    try FileManager.default.removeItem(at: url)
    let lines = String(decoding: log, as: UTF8.self).split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    for line in lines.dropFirst() {
      Issue.record("\(line)\n\(try shown(String(line.prefix { $0 != ":" }), readers))")
    }
    if let last = lines.first, !last.hasPrefix(FuzzRun.ended) {
      Issue.record("died, or took too long, at \(last)\n\(try shown(last, readers))")
    }
  }

  /// The damage and the damaged file of a case named `reader number`.
  private static func shown(_ name: String, _ readers: [FuzzReader]) throws -> String {
    let words = name.split(separator: " ").map(String.init)
    guard words.count == 2, let number = Int(words[1]),
      let reader = readers.first(where: { $0.name == words[0] })
    else { return "" }
    let mutator = Mutator(reader.name, case: number, seeds: try reader.content())
    return "case: PLIMSOLL_FUZZ='\(name)' swift test --filter FuzzTests.SingleCaseTests\n"
      + "damage: \(mutator.steps.joined(separator: "; "))\n"
      + "file: \(String(decoding: mutator.bytes.prefix(3_000), as: UTF8.self))"
  }
}
