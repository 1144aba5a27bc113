extension MachineFacts {
  /// Findings on the variables that are set; one that all is well when none is.
  var environmentFindings: [MachineFinding] {
    let found = Self.environmentNames.compactMap { name in
      environment[name].map { finding(on: name, value: $0) }
    }
    return found.isEmpty ? [.ok("environment", "nothing set that changes OpenBLAS")] : found
  }

  private func finding(on name: String, value: String) -> MachineFinding {
    let setting = "\(name)=\(value)"
    let unset = "unset \(name)"
    switch name {
    case "OPENBLAS_CORETYPE":
      return .warning(
        setting,
        "is set, and OpenBLAS runs its \(blasKernel) kernels: speed and last bits may not be those "
          + "that the processor gives",
        remedy: "\(unset); to pin the kernels of one run, add --reproducible to it.")
    case "OPENBLAS_L2_SIZE", "OPENBLAS_BLOCK_FACTOR":
      return .warning(
        setting,
        "is set: it changes the blocks that matrices are cut into, so speed and last bits",
        remedy: "\(unset)")
    case "GLIBC_TUNABLES":
      return value.contains(BLASPin.processorTunables)
        ? .warning(
          setting,
          "is set: it changes which exponentials and logarithms the C library runs, so "
            + "speed and last bits", remedy: "\(unset)")
        : .ok(setting, "is set, without effect on speed or bits of the arithmetic")
    default:
      return .note(
        setting, "is set without effect: OpenBLAS is pinned to one thread",
        remedy: "Set the threads of a run by --threads.")
    }
  }
}
