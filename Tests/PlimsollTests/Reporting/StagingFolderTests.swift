import Foundation
import Testing

@testable import Plimsoll

@Suite struct StagingFolderTests {
  private let manager = FileManager.default

  private func inScratchFolder(_ body: (URL) throws -> Void) throws {
    let url = manager.temporaryDirectory.appending(path: "plimsoll-\(UUID().uuidString)")
    try manager.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? manager.removeItem(at: url) }
    try body(url)
  }

  /// What a killed run has left goes with the next run into the same place; what another output's has
  /// left stays.
  @Test func leftoversGo() throws {
    try inScratchFolder { scratch in
      for name in [".out.partial-dead", ".other.partial-dead"] {
        let folder = scratch.appending(path: name + "/charts")
        try manager.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("x".utf8).write(to: folder.appending(path: "a.svg"))
      }
      var output = OutputFolder()
      output.add("risk.csv", "a\n")
      for _ in 0..<2 {
        try output.write(to: scratch.appending(path: "out").path)
        let names = try manager.contentsOfDirectory(atPath: scratch.path).sorted()
        #expect(names == [".other.partial-dead", "out"])
      }
    }
  }

  /// Two that write to one place at once do not take each other's folder away.
  @Test func whatIsHeldStays() throws {
    try inScratchFolder { scratch in
      let output = scratch.appending(path: "out")
      let first = try StagingFolder(besides: output)
      let second = try StagingFolder(besides: output)
      #expect(manager.fileExists(atPath: first.url.path))
      #expect(manager.fileExists(atPath: second.url.path))
      first.remove()
      second.remove()
      #expect(try manager.contentsOfDirectory(atPath: scratch.path).isEmpty)
    }
  }

  /// A file is replaced through a link, keeps its permissions, and leaves nothing beside it.
  @Test func filesAreReplacedWhole() throws {
    try inScratchFolder { scratch in
      let file = scratch.appending(path: "model.json")
      let link = scratch.appending(path: "current")
      try OutputFolder.write([1], toFile: file.path)
      try manager.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
      try manager.createSymbolicLink(at: link, withDestinationURL: file)
      try OutputFolder.write([2, 3], toFile: link.path)
      #expect(try Data(contentsOf: file) == Data([2, 3]))
      let mode = try manager.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
      #expect(mode == 0o640)
      #expect(
        try manager.contentsOfDirectory(atPath: scratch.path).sorted() == ["current", "model.json"])
    }
  }
}
