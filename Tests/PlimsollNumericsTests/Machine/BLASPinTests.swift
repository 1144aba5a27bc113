import Testing

@testable import PlimsollNumerics

/// The parts of a pin that can be tried without starting this process again.
@Suite struct BLASPinTests {
  private static func pinning(_ environment: [String]) -> [String] {
    BLASPin.pinning(environment.map { Array($0.utf8) }).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func allOtherVariablesStayInTheirOrder() {
    #expect(
      Self.pinning([
        "PATH=/bin", "OPENBLAS_CORETYPE=Prescott", "OPENBLAS_CORETYPES=kept", "EMPTY=",
        "OPENBLAS_L2_SIZE=64", "OPENBLAS_BLOCK_FACTOR=2", "OPENBLAS_NUM_THREADS=3",
        "GLIBC_TUNABLES=glibc.malloc.check=1:glibc.cpu.hwcaps=-FMA", "=odd", "odd",
      ]) == [
        "PATH=/bin", "OPENBLAS_CORETYPES=kept", "EMPTY=", "OPENBLAS_NUM_THREADS=3", "=odd", "odd",
        "OPENBLAS_CORETYPE=Haswell", "OPENBLAS_L2_SIZE=256",
      ])
  }

  @Test func tunablesOfTheAllocatorStay() {
    #expect(Self.pinning(["GLIBC_TUNABLES=glibc.malloc.check=1"]).count == 3)
  }

  /// Bytes that are no text go through as they are.
  @Test func variablesThatAreNotText() {
    let odd: [UInt8] = [0x58, 0x3D, 0xFF, 0xFE]
    #expect(BLASPin.pinning([odd]).first == odd)
  }

  /// So a process that was started again is not started a third time.
  @Test(
    arguments: [
      [], ["OPENBLAS_CORETYPE=Haswell"], ["OPENBLAS_CORETYPE=x", "OPENBLAS_CORETYPE=Haswell"],
      ["OPENBLAS_L2_SIZE=256", "A=1", "OPENBLAS_CORETYPE=Haswell"],
      ["OPENBLAS_CORETYPE=Haswell", "OPENBLAS_CORETYPE=Haswell", "GLIBC_TUNABLES=glibc.cpu.x=1"],
    ] as [[String]])
  func aPinnedEnvironmentIsLeftAlone(environment: [String]) {
    let pinned = Self.pinning(environment)
    #expect(Self.pinning(pinned) == pinned)
  }

  @Test func machinesThatCannot() {
    #expect(BLASPin.obstacle(on: .madeUp) == nil)
    #expect(
      BLASPin.obstacle(on: .madeUp { $0.processorFeatures = ["avx2"] })
        == .instructionsMissing(["fma"]))
    #expect(
      BLASPin.obstacle(on: .madeUp { $0.processorFeatures = [] })
        == .instructionsMissing(["avx2", "fma"]))
    #expect(BLASPin.obstacle(on: .madeUp { $0.processorFeatures = nil }) == .processorUnknown)
    #expect(
      BLASPin.obstacle(on: .madeUp { $0.architecture = "aarch64" }) == .architecture("aarch64"))
  }

  @Test func machinesThatDoNot() {
    #expect(BLASPin.failure(of: .madeUp) == nil)
    #expect(BLASPin.failure(of: .madeUp { $0.blasKernel = "HASWELL" }) == nil)
    #expect(
      BLASPin.failure(of: .madeUp { $0.blasKernel = "Sandybridge" })
        == .kernelNotTaken("Sandybridge"))
    #expect(
      BLASPin.failure(of: .madeUp { $0.lapackLibrary = "/lapack/liblapack.so.3" })
        == .notOpenBLAS("/lapack/liblapack.so.3"))
    #expect(
      BLASPin.failure(of: .madeUp { $0.productsLibrary = "/blas/libblas.so.3" })
        == .notOpenBLAS("/blas/libblas.so.3"))
  }

  @Test(
    arguments: [
      .architecture("aarch64"), .processorUnknown, .instructionsMissing(["avx2", "fma"]),
      .environmentUnreadable, .notStarted(reason: "Permission denied"), .kernelNotTaken("Zen"),
      .notOpenBLAS("/lapack/liblapack.so.3"),
    ] as [BLASPinError]) func errorsNameTheFlagAndARemedy(error: BLASPinError)
  {
    #expect(error.message.hasPrefix("--reproducible "))
    #expect(error.remedy.hasSuffix("."))
  }

  @Test func theMissingInstructionsAreNamed() {
    #expect(
      BLASPinError.instructionsMissing(["avx2", "fma"]).message
        .hasSuffix("this one has no AVX2 and no FMA"))
  }
}
