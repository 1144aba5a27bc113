/// What a run gets from the machine: the linear algebra library, the vector path, cores, memory.
///
/// `plimsoll doctor` shows it and `run.json` keeps it, so that both say the same. What cannot be
/// told on a system is nil.
///
/// - Verified by: MachineFactsTests.
public struct MachineFacts: Sendable, Equatable, Codable {
  /// OpenBLAS's version, such as `0.3.21`.
  public var blasVersion: String?
  /// OpenBLAS's version and build options in its own words.
  public var blasConfiguration: String
  /// The kernels OpenBLAS chose when it was loaded, such as `Haswell`.
  public var blasKernel: String
  /// How OpenBLAS was built to use threads.
  public var blasThreading: BLAS.Threading?
  /// The threads OpenBLAS is pinned to.
  public var blasThreads: Int
  /// The file of OpenBLAS itself.
  public var blasLibrary: String?
  /// The file whose `cblas_dgemm` runs.
  public var productsLibrary: String?
  /// The file whose `dpotrf_` runs when LAPACKE factorises a matrix.
  public var lapackLibrary: String?
  /// Those variables among `environmentNames` that are set.
  public var environment: [String: String]
  /// The instruction set of the inner loops.
  public var vectorPath: String
  /// The architecture this program was built for, such as `x86_64`.
  public var architecture: String
  /// The processor's name.
  public var processor: String?
  /// Those of `instructionSets` that the processor has.
  public var processorFeatures: [String]?
  /// Cores this process may use.
  public var cores: Int
  /// Processor time a second that a container or service allows, in cores; nil without a limit.
  public var coreQuota: Double?
  /// Memory this process may use, in bytes: the machine's, or less where a container or service
  /// sets a limit.
  public var memory: Int?
  /// The C library and its version, such as `glibc 2.36`.
  public var cLibrary: String?

  /// The instruction sets that decide what runs, by the names Linux has for them.
  public static let instructionSets = ["avx2", "fma", "avx512f"]

  /// The variables that change what OpenBLAS or the C library's functions do.
  public static let environmentNames = [
    "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_BLOCK_FACTOR", "OPENBLAS_NUM_THREADS",
    "OPENBLAS_DEFAULT_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS", "OMP_ADAPTIVE",
    "OPENBLAS_THREAD_TIMEOUT", "GLIBC_TUNABLES",
  ]

  /// Whether a library is OpenBLAS or belongs to it.
  ///
  /// Debian's packages of OpenBLAS carry a `liblapack.so.3` of their own, which calls OpenBLAS's
  /// kernels; it is known by its folder.
  func isOpenBLAS(_ library: String) -> Bool {
    library == blasLibrary || library.contains("openblas")
  }

  /// Whether the processor has `feature` of `instructionSets`; nil when it cannot be told.
  func has(_ feature: String) -> Bool? { processorFeatures.map { $0.contains(feature) } }
}
