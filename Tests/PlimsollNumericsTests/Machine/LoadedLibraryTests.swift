import Testing

@testable import PlimsollNumerics

@Suite struct LoadedLibraryTests {
  @Test func functionsAreFoundInTheirLibraries() throws {
    #expect(try #require(LoadedLibrary.defining("openblas_get_config")).contains("openblas"))
    #expect(try #require(LoadedLibrary.defining("LAPACKE_dpotrf")).contains("lapacke"))
    #expect(LoadedLibrary.defining("no_such_function_anywhere") == nil)
  }

  private static let maps = """
    7f10-7f20 r--p 00000000 08:01 11    /usr/lib/libm.so.6
    7f20-7f3a r-xp 00010000 08:01 11                       /usr/lib/with space/libm.so.6
    7f3a-7f40 rw-p 00000000 00:00 0
    7f40-7f50 r-xp 00000000 00:00 0     [vdso]

    """

  @Test(
    arguments: [
      (0x7f0f, nil), (0x7f10, "/usr/lib/libm.so.6"), (0x7f1f, "/usr/lib/libm.so.6"),
      (0x7f20, "/usr/lib/with space/libm.so.6"), (0x7f3a, nil), (0x7f40, nil), (0x7f50, nil),
    ] as [(UInt, String?)])
  func addressesAreFoundInTheMap(address: UInt, file: String?) {
    #expect(LoadedLibrary.file(at: address, in: Self.maps) == file)
  }
}
