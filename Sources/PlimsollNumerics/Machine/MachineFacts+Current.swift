internal import Glibc

extension MachineFacts {
  /// Those of this process, gathered once.
  public static let current = MachineFacts.gathered()

  private static func gathered() -> MachineFacts {
    let processor = ProcessorDescription(cpuinfo: SystemFile.text("/proc/cpuinfo"))
    let limits = ControlGroup(text: SystemFile.text)
    let configuration = BLAS.configuration
    return MachineFacts(
      blasVersion: version(in: configuration), blasConfiguration: configuration,
      blasKernel: BLAS.coreName, blasThreading: BLAS.threading, blasThreads: BLAS.threads,
      blasLibrary: LoadedLibrary.defining("openblas_get_config"),
      productsLibrary: LoadedLibrary.defining("cblas_dgemm"),
      lapackLibrary: LoadedLibrary.defining("dpotrf_"),
      environment: variables, vectorPath: VectorPath.current.rawValue, architecture: builtFor,
      processor: processor.name, processorFeatures: processor.instructionSets,
      cores: Parallel.availableThreads, coreQuota: limits.cores,
      memory: [installedMemory, limits.memory].compactMap { $0 }.min(), cLibrary: cLibraryName)
  }

  /// `0.3.21` of `OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH …`.
  static func version(in configuration: String) -> String? {
    configuration.split(separator: " ").first { $0.first?.isNumber == true }.map(String.init)
  }

  private static var variables: [String: String] {
    var found: [String: String] = [:]
    for name in environmentNames {
      if let value = getenv(name) { found[name] = String(cString: value) }
    }
    return found
  }

  private static var builtFor: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "aarch64"
    #else
      "unknown"
    #endif
  }

  private static var installedMemory: Int? {
    let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
    return pages > 0 && size > 0 ? pages * size : nil
  }

  private static var cLibraryName: String? {
    var name = [CChar](repeating: 0, count: 64)
    guard confstr(Int32(_CS_GNU_LIBC_VERSION), &name, name.count) > 0 else { return nil }
    return String(
      decoding: name.prefix { $0 != 0 }.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
  }
}
