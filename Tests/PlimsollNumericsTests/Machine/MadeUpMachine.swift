@testable import PlimsollNumerics

extension MachineFacts {
  /// A machine without faults, to be changed by a test.
  static var madeUp: MachineFacts {
    MachineFacts(
      blasVersion: "0.3.21", blasConfiguration: "OpenBLAS 0.3.21 DYNAMIC_ARCH Haswell",
      blasKernel: "Haswell", blasThreading: .pthread, blasThreads: 1,
      blasLibrary: "/lib/libopenblas.so.0", productsLibrary: "/lib/libopenblas.so.0",
      lapackLibrary: "/lib/libopenblas.so.0", environment: [:], vectorPath: "avx2",
      architecture: "x86_64", processor: "A CPU", processorFeatures: ["avx2", "fma"], cores: 8,
      coreQuota: nil, memory: 16 << 30, cLibrary: "glibc 2.36")
  }

  /// The machine without faults, changed.
  static func madeUp(_ change: (inout MachineFacts) -> Void) -> MachineFacts {
    var facts = madeUp
    change(&facts)
    return facts
  }
}
