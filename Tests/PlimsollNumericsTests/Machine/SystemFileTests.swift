import Testing

@testable import PlimsollNumerics

@Suite struct SystemFileTests {
  /// The kernel says that such a file has no bytes until it is read.
  @Test func filesMadeUpByTheKernelAreReadWhole() throws {
    let maps = try #require(SystemFile.text("/proc/self/maps"))
    #expect(maps.contains("libc"))
    #expect(maps.hasSuffix("\n"))
  }

  @Test(arguments: ["/proc/self/no-such-file", "/proc/self"]) func othersAreNil(path: String) {
    #expect(SystemFile.bytes(path) == nil)
  }
}
