import Foundation
import PlimsollNumerics
import Testing

@Suite("Whole files")
struct FileBytesTests {
  private static func inScratchFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "plimsoll-bytes-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  @Test("What is written is read", arguments: [0, 1, 65_535, 65_536, 65_537, 1_000_000])
  func roundTrip(count: Int) throws {
    try Self.inScratchFolder { folder in
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
      try FileBytes.write(bytes, toNewFile: folder + "/file")
      #expect(try FileBytes.read(folder + "/file") == bytes)
      #expect(try Data(contentsOf: URL(filePath: folder + "/file")) == Data(bytes))
    }
  }

  @Test("What has no size of its own is read to its end")
  func pipes() throws {
    let pipe = Pipe()
    let bytes = [UInt8](repeating: 7, count: 60_000)
    pipe.fileHandleForWriting.write(Data(bytes))
    try pipe.fileHandleForWriting.close()
    #expect(
      try FileBytes.read("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)") == bytes)
    #expect(try FileBytes.read("/dev/null").isEmpty)
  }

  @Test("The system's refusals are told")
  func refusals() throws {
    try Self.inScratchFolder { folder in
      #expect(throws: SystemError(code: ENOENT)) { try FileBytes.read(folder + "/none") }
      #expect(throws: SystemError(code: EISDIR)) { try FileBytes.read(folder) }
      #expect(throws: SystemError(code: ENOENT)) {
        try FileBytes.write([1], toNewFile: folder + "/none/file")
      }
      try FileBytes.write([1], toNewFile: folder + "/file")
      #expect(throws: SystemError(code: EEXIST)) {
        try FileBytes.write([2], toNewFile: folder + "/file")
      }
    }
  }
}
