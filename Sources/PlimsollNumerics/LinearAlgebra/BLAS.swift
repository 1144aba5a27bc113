internal import COpenBLAS

/// The linear algebra library underneath: how it is pinned, and what it is.
///
/// The bits of a product or a factorisation depend on the number of threads of the library, so
/// every call from this target first asks for one; parallel work is split over tiles instead.
/// The bits also depend on the processor core the library chose, which is why a report of a run
/// should carry `coreName`.
///
/// - Source: OpenBLAS, `openblas_set_num_threads`, `openblas_get_corename`, `openblas_get_config`.
/// - Verified by: BLASTests.
public enum BLAS {
  private static let pinned: Void = openblas_set_num_threads(1)

  /// Pins the library to one thread; the second and later calls do nothing.
  public static func useOneThread() { pinned }

  /// The processor core the library chose at load time, such as `Haswell`.
  ///
  /// It obeys the environment variable `OPENBLAS_CORETYPE`, read when the program is loaded.
  public static var coreName: String {
    useOneThread()
    return openblas_get_corename().map { String(cString: $0) } ?? "unknown"
  }

  /// The version and build options of the library in its own words.
  public static var configuration: String {
    useOneThread()
    return openblas_get_config().map { String(cString: $0) } ?? "unknown"
  }

  /// How the library was built to use threads.
  public enum Threading: String, Sendable, Codable {
    /// None.
    case serial
    /// Threads of its own.
    case pthread
    /// OpenMP's.
    case openmp
  }

  /// How the library was built to use threads; nil when it does not say.
  public static var threading: Threading? {
    switch openblas_get_parallel() {
    case 0: .serial
    case 1: .pthread
    case 2: .openmp
    default: nil
    }
  }

  /// The number of threads the library would use.
  package static var threads: Int {
    useOneThread()
    return Int(openblas_get_num_threads())
  }
}
