import Foundation
import Plimsoll
import Testing

@Suite("Output folders")
struct OutputFolderTests {
  private let manager = FileManager.default

  /// Runs a test in a folder of its own, removed afterwards.
  private func inScratchFolder(_ body: (String) throws -> Void) throws {
    let path = manager.temporaryDirectory.appending(path: "plimsoll-\(UUID().uuidString)").path
    try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: path) }
    try body(path)
  }

  private func contents(_ path: String) throws -> [String] {
    try manager.subpathsOfDirectory(atPath: path).sorted()
  }

  private func sample() -> OutputFolder {
    var folder = OutputFolder()
    folder.add("risk.csv", "a,b\n")
    folder.add("charts/pnl.svg", bytes: [1, 2, 3])
    return folder
  }

  @Test("A new folder appears with its parents and nothing else")
  func newFolder() throws {
    try inScratchFolder { scratch in
      let folder = sample()
      try folder.write(to: scratch + "/out/deep/")
      #expect(folder.paths == ["risk.csv", "charts/pnl.svg"])
      #expect(
        try contents(scratch) == [
          "out", "out/deep", "out/deep/charts", "out/deep/charts/pnl.svg", "out/deep/risk.csv",
        ])
      #expect(manager.contents(atPath: scratch + "/out/deep/charts/pnl.svg") == Data([1, 2, 3]))
    }
  }

  @Test("In a folder that exists, files are replaced and others stay")
  func existingFolder() throws {
    try inScratchFolder { scratch in
      try Data("old".utf8).write(to: URL(fileURLWithPath: scratch + "/risk.csv"))
      try Data("mine".utf8).write(to: URL(fileURLWithPath: scratch + "/notes.txt"))
      try sample().write(to: scratch)
      #expect(
        try contents(scratch) == ["charts", "charts/pnl.svg", "notes.txt", "risk.csv"])
      #expect(manager.contents(atPath: scratch + "/risk.csv") == Data("a,b\n".utf8))
      try sample().write(to: scratch)
      #expect(try contents(scratch).count == 4)
    }
  }

  @Test("What an earlier run of the same verb wrote goes with its results, and nothing else")
  func outdatedFiles() throws {
    func run(_ verb: String, _ names: [String]) -> OutputFolder {
      var folder = OutputFolder()
      for name in names { folder.add(name, name) }
      let listed = names.map { "\"\($0)\"" }.joined(separator: ",")
      folder.add("run.json", "{\"verb\": \"\(verb)\", \"files\": [\(listed)]}")
      return folder
    }
    try inScratchFolder { scratch in
      try run("margin", ["margin.csv", "hedges.csv", "charts/a.svg"]).write(to: scratch)
      try Data("mine".utf8).write(to: URL(fileURLWithPath: scratch + "/notes.txt"))
      try run("margin", ["margin.csv", "charts/b.svg"]).write(to: scratch)
      let left = ["charts", "charts/b.svg", "margin.csv", "notes.txt", "run.json"]
      #expect(try contents(scratch) == left)
      // Another verb's results, and a record that leads out of the folder, are left alone.
      try run("risk", ["risk.csv"]).write(to: scratch)
      #expect(try contents(scratch) == (left + ["risk.csv"]).sorted())
      let outside = scratch + "/deep"
      try run("risk", ["x.csv"]).write(to: outside)
      try Data("{\"verb\": \"risk\", \"files\": [\"../notes.txt\", \"/etc/x\"]}".utf8)
        .write(to: URL(fileURLWithPath: outside + "/run.json"))
      try run("risk", ["x.csv"]).write(to: outside)
      #expect(manager.fileExists(atPath: scratch + "/notes.txt"))
    }
  }

  @Test("An empty folder is still a folder")
  func emptyFolder() throws {
    try inScratchFolder { scratch in
      try OutputFolder().write(to: scratch + "/out")
      #expect(try contents(scratch) == ["out"])
    }
  }

  @Test("A file in the way is named, and nothing is left behind")
  func fileInTheWay() throws {
    try inScratchFolder { scratch in
      try Data("x".utf8).write(to: URL(fileURLWithPath: scratch + "/file"))
      for target in ["/file", "/file/out", "/file/out/deep"] {
        let error = #expect(throws: OutputError.self) { try sample().write(to: scratch + target) }
        #expect(error?.path == scratch + target)
        #expect(error?.reason.contains("file is a file, not a folder\n  Choose") == true)
      }
      #expect(try contents(scratch) == ["file"])
      #expect(manager.contents(atPath: scratch + "/file") == Data("x".utf8))
    }
  }

  @Test("A folder where a file belongs stops everything before the first file")
  func folderInTheWay() throws {
    try inScratchFolder { scratch in
      try manager.createDirectory(
        atPath: scratch + "/charts/pnl.svg", withIntermediateDirectories: true)
      let error = #expect(throws: OutputError.self) { try sample().write(to: scratch) }
      #expect(error?.description.contains("is a directory") == true)
      #expect(try contents(scratch) == ["charts", "charts/pnl.svg"])
    }
  }

  @Test(
    "A place that cannot be written is an error with a remedy",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self")))
  func unwritable() throws {
    let error = #expect(throws: OutputError.self) { try sample().write(to: "/proc/plimsoll") }
    #expect(error?.description.hasPrefix("cannot write /proc/plimsoll: ") == true)
    #expect(error?.reason.contains("-o") == true)
  }

  @Test("One file is written with its parents, and replaced whole")
  func oneFile() throws {
    try inScratchFolder { scratch in
      let path = scratch + "/models/nightly.json"
      try OutputFolder.write(Array("one".utf8), toFile: path)
      try OutputFolder.write(Array("two".utf8), toFile: path)
      #expect(manager.contents(atPath: path) == Data("two".utf8))
      #expect(try contents(scratch) == ["models", "models/nightly.json"])
      #expect(throws: OutputError.self) {
        try OutputFolder.write([1], toFile: scratch + "/models")
      }
      #expect(throws: OutputError.self) { try OutputFolder.write([1], toFile: path + "/below") }
      #expect(try contents(scratch) == ["models", "models/nightly.json"])
    }
  }

  @Test("A link to a file stays a link")
  func symbolicLink() throws {
    try inScratchFolder { scratch in
      try Data("old".utf8).write(to: URL(fileURLWithPath: scratch + "/real"))
      try manager.createSymbolicLink(atPath: scratch + "/link", withDestinationPath: "real")
      try OutputFolder.write(Array("new".utf8), toFile: scratch + "/link")
      #expect(manager.contents(atPath: scratch + "/real") == Data("new".utf8))
      #expect(try manager.destinationOfSymbolicLink(atPath: scratch + "/link") == "real")
    }
  }

  @Test(
    "A full device says so and stays a device",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDevice() throws {
    let error = #expect(throws: OutputError.self) {
      try OutputFolder.write([1], toFile: "/dev/full")
    }
    #expect(
      error?.reason
        == "no space left on device\n  Free some space there, or choose another place with -o.")
    let kind = try manager.attributesOfItem(atPath: "/dev/full")[.type] as? FileAttributeType
    #expect(kind == .typeCharacterSpecial)
  }

  @Test("Paths that leave the folder are programming errors")
  func strayPaths() async {
    await #expect(processExitsWith: .failure) {
      var folder = OutputFolder()
      folder.add("../risk.csv", "")
    }
    await #expect(processExitsWith: .failure) {
      var folder = OutputFolder()
      folder.add("/risk.csv", "")
    }
  }
}
