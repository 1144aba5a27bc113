import PlimsollNumerics
import Testing

@Suite struct BLASTests {
  @Test func oneThreadIsUsed() {
    BLAS.useOneThread()
    BLAS.useOneThread()
    #expect(BLAS.threads == 1)
  }

  @Test func theLibraryNamesItself() {
    #expect(!BLAS.coreName.isEmpty)
    #expect(BLAS.configuration.contains("OpenBLAS"))
  }
}
