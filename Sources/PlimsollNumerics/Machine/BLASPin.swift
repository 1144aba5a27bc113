/// Proof that this process computes with pinned kernels: OpenBLAS's for Haswell.
///
/// The last bits of a matrix product or a factorisation depend on the kernels that OpenBLAS picks
/// for the processor. Its Haswell kernels run on every x86-64 processor with AVX2 and FMA, so with
/// them, and with the same versions of OpenBLAS and of the C library, bits repeat from machine to
/// machine. What that costs is the wider kernels that OpenBLAS would have chosen on some processors,
/// and a second start of the program, about 0.02 s; with AVX-512 given up, calibrating 12 to 500
/// factors took the same time within 1 %.
///
/// OpenBLAS reads its variables only while it is loaded, which is before any code of ours. So a
/// process whose environment does not pin it yet is started again with one that does.
///
/// - Source: OpenBLAS, `OPENBLAS_CORETYPE`, `OPENBLAS_L2_SIZE`; glibc, `glibc.cpu` tunables.
/// - Verified by: BLASPinTests, ReproducibleTests.
public struct BLASPin: Sendable, Equatable {
  /// The kernels, as OpenBLAS names them.
  public static let kernel = "Haswell"

  /// The settings of `GLIBC_TUNABLES` that choose among the C library's implementations.
  static let processorTunables = "glibc.cpu."

  /// Variables as they must be. The size of the second-level cache is that of a Haswell: some
  /// versions of OpenBLAS cut matrices by the processor's own even for named kernels.
  private static let wanted = [
    (name: "OPENBLAS_CORETYPE", value: kernel), (name: "OPENBLAS_L2_SIZE", value: "256"),
  ]
  private static let unwanted = ["OPENBLAS_BLOCK_FACTOR"]

  private init() {}

  /// Pins the kernels, starting the process again from its beginning when its environment asks for
  /// others: call it before anything is read or written.
  ///
  /// - Returns: once OpenBLAS has named the kernels that were asked for.
  /// - Throws: when this machine cannot, or does not, run them.
  public static func secured() throws(BLASPinError) -> BLASPin {
    let facts = MachineFacts.current
    if let obstacle = obstacle(on: facts) { throw obstacle }
    guard let environment = ProcessStart.environment else { throw .environmentUnreadable }
    let pinned = pinning(environment)
    if pinned != environment { throw .notStarted(reason: ProcessStart.again(pinned)) }
    if let failure = failure(of: facts) { throw failure }
    return BLASPin()
  }

  /// Why the kernels cannot run on a machine; nil when they can.
  static func obstacle(on facts: MachineFacts) -> BLASPinError? {
    guard facts.architecture == "x86_64" else { return .architecture(facts.architecture) }
    guard facts.processorFeatures != nil else { return .processorUnknown }
    let missing = ["avx2", "fma"].filter { facts.has($0) != true }
    return missing.isEmpty ? nil : .instructionsMissing(missing)
  }

  /// What keeps a process from computing with the pinned kernels although its environment asks for
  /// them; nil when nothing does.
  static func failure(of facts: MachineFacts) -> BLASPinError? {
    guard facts.blasKernel.lowercased() == kernel.lowercased() else {
      return .kernelNotTaken(facts.blasKernel)
    }
    return [facts.productsLibrary, facts.lapackLibrary].compactMap { $0 }
      .first { !facts.isOpenBLAS($0) }.map(BLASPinError.notOpenBLAS)
  }

  /// An environment with the variables as they must be and all others as they were; one that has
  /// them already is returned as it is.
  ///
  /// - Parameter environment: entries `NAME=value` in the bytes of the system.
  static func pinning(_ environment: [[UInt8]]) -> [[UInt8]] {
    let entries = wanted.map { Array("\($0.name)=\($0.value)".utf8) }
    let names = (wanted.map(\.name) + unwanted).map { Array("\($0)=".utf8) }
    let tunables = Array("GLIBC_TUNABLES=".utf8)
    let kept = environment.filter { entry in
      if entries.contains(entry) { return true }
      if entry.starts(with: tunables) {
        return !String(decoding: entry, as: UTF8.self).contains(processorTunables)
      }
      return !names.contains { entry.starts(with: $0) }
    }
    return kept + entries.filter { !kept.contains($0) }
  }
}
