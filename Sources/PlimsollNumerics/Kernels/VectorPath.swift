internal import CPlimsollKernels

/// The instruction set that the inner loops run on.
///
/// Chosen once, when the first loop runs: the widest that the processor offers. It changes how fast a
/// run is and none of its bits.
///
/// - Verified by: VectorPathTests.
public enum VectorPath: String, Sendable, CaseIterable {
  /// 512-bit registers.
  case avx512
  /// 256-bit registers.
  case avx2
  /// Whatever every processor of the architecture has, 128 bits: SSE2 on x86-64, NEON on Arm.
  case baseline

  /// The one in use.
  public static var current: VectorPath { named(plimsoll_vector_path()) }

  /// The widest that this processor has.
  public static var best: VectorPath { named(plimsoll_best_vector_path()) }

  /// Uses this one from now on, to compare.
  ///
  /// - Returns: false, with nothing changed, when the processor lacks it.
  package func use() -> Bool { plimsoll_use_vector_path(rawValue) != 0 }

  private static func named(_ name: UnsafePointer<CChar>?) -> VectorPath {
    guard let name, let path = VectorPath(rawValue: String(cString: name)) else {
      preconditionFailure("the loops run on an instruction set without a name")
    }
    return path
  }
}
