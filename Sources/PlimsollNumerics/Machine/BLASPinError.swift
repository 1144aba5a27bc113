/// Why kernels are not pinned, and what to do about it.
public enum BLASPinError: Error, Sendable, Equatable {
  /// Built for an architecture that has no such kernels.
  case architecture(String)
  /// What the processor has cannot be read.
  case processorUnknown
  /// The processor lacks instructions that the kernels use.
  case instructionsMissing([String])
  /// What the process was started with cannot be read.
  case environmentUnreadable
  /// The process could not be started again.
  case notStarted(reason: String)
  /// OpenBLAS runs other kernels although it was asked for these.
  case kernelNotTaken(String)
  /// Another library does a part of the work.
  case notOpenBLAS(String)

  /// What is wrong.
  public var message: String {
    let flag = "--reproducible"
    return switch self {
    case .architecture(let name):
      "\(flag) pins kernels for x86-64, and this is \(name)"
    case .processorUnknown:
      "\(flag) needs AVX2 and FMA, and /proc/cpuinfo does not say whether this processor has them"
    case .instructionsMissing(let names):
      "\(flag) needs a processor with AVX2 and FMA, and this one has no "
        + names.map { $0.uppercased() }.joined(separator: " and no ")
    case .environmentUnreadable:
      "\(flag) cannot read its environment from /proc/self/environ"
    case .notStarted(let reason):
      "\(flag) cannot start the command again with OpenBLAS pinned: \(reason)"
    case .kernelNotTaken(let name):
      "\(flag) asked OpenBLAS for its \(BLASPin.kernel) kernels, and it runs \(name)"
    case .notOpenBLAS(let library):
      "\(flag) pins OpenBLAS, and \(library) does a part of its work"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .architecture, .instructionsMissing:
      "Run without it and compare with other machines to nine digits, or run on an x86-64 "
        + "processor with AVX2 and FMA."
    case .processorUnknown, .environmentUnreadable:
      "Mount /proc, or run without it."
    case .notStarted:
      "Allow execve of /proc/self/exe, or run without it."
    case .kernelNotTaken:
      "Install an OpenBLAS built with DYNAMIC_ARCH that has these kernels, such as Debian's; "
        + "plimsoll doctor shows the build."
    case .notOpenBLAS:
      "Let plimsoll doctor say how to put OpenBLAS in its place."
    }
  }
}
