extension MachineFacts {
  /// What these facts mean for a run, one finding for each thing looked at.
  ///
  /// A pure function of the facts, so that each warning can be tried on made-up machines.
  ///
  /// - Source: measured for each of them; OpenBLAS's documentation of its run-time variables.
  /// - Verified by: MachineFindingsTests.
  public var findings: [MachineFinding] {
    [productsFinding, lapackFinding, threadingFinding] + environmentFindings
      + [repeatFinding, vectorPathFinding, coresFinding, memoryFinding]
  }

  private static let littleMemory = 1 << 30

  /// Where Debian and Ubuntu keep libraries of this architecture.
  private var multiarch: String { "\(architecture)-linux-gnu" }

  private var productsFinding: MachineFinding {
    libraryFinding(
      "matrix products", productsLibrary, alternative: "libblas.so.3",
      loss: "up to ten times slower")
  }

  private var lapackFinding: MachineFinding {
    libraryFinding(
      "factorisations", lapackLibrary, alternative: "liblapack.so.3", loss: "slower")
  }

  private func libraryFinding(
    _ subject: String, _ library: String?, alternative: String, loss: String
  ) -> MachineFinding {
    guard let library else {
      return .note(
        subject, "which library does them cannot be told",
        remedy: "Mount /proc, where the loaded libraries are listed.")
    }
    if isOpenBLAS(library) { return .ok(subject, "done by OpenBLAS") }
    return .warning(
      subject, "done by \(library), not by OpenBLAS: \(loss), and with bits of its own",
      remedy: "Take it out of LD_PRELOAD and LD_LIBRARY_PATH, link openblas before it, or: "
        + "sudo update-alternatives --set \(alternative)-\(multiarch) "
        + "/usr/lib/\(multiarch)/openblas-pthread/\(alternative)")
  }

  private var threadingFinding: MachineFinding {
    let subject = "OpenBLAS build"
    switch blasThreading {
    case .pthread, .serial: return .ok(subject, "pinned to \(blasThreads) thread")
    case .openmp:
      return .note(
        subject,
        "threads by OpenMP: as fast as others on the one thread it is pinned to here, many "
          + "times slower on several where other programs want the cores too",
        remedy: "sudo apt-get install libopenblas0-pthread && sudo update-alternatives --set "
          + "libopenblas.so.0-\(multiarch) /usr/lib/\(multiarch)/openblas-pthread/libopenblas.so.0")
    case nil:
      return .note(
        subject, "does not say how it uses threads",
        remedy: "Install a build of OpenBLAS with threads of its own, such as libopenblas0-pthread."
      )
    }
  }

  private var repeatFinding: MachineFinding {
    let subject = "repeating elsewhere"
    let chosen =
      "OpenBLAS runs its \(blasKernel) kernels; on processors where it runs others, a calibrated "
      + "model differs in its last bits"
    guard BLASPin.obstacle(on: self) == nil else {
      return .note(
        subject, chosen,
        remedy: "Compare runs of several machines to nine digits; --reproducible, which makes them "
          + "agree to the bit, needs an x86-64 processor with AVX2 and FMA.")
    }
    return .note(
      subject, chosen,
      remedy: "Add --reproducible where a run must repeat to the bit on another machine.")
  }

  private var vectorPathFinding: MachineFinding {
    let subject = "vector path"
    guard has("avx2") == true, !vectorPath.hasPrefix("avx") else {
      return .ok(subject, vectorPath)
    }
    return .warning(
      subject, "the inner loops run on \(vectorPath), though the processor has wider instructions",
      remedy: "Build the command again on this machine with make build.")
  }

  private var coresFinding: MachineFinding {
    let subject = "cores"
    if let coreQuota, coreQuota < Double(cores) {
      let quota = "\((coreQuota * 100).rounded() / 100)"
      return .warning(
        subject,
        "\(cores), of which a container or service may use \(quota): threads will wait",
        remedy: "Raise the limit, or add --threads \(max(1, Int(coreQuota))).")
    }
    if cores == 1 {
      return .note(
        subject, "one: scenarios are worked through one tile after another",
        remedy: "Give the machine or container more; the answers stay the same to the bit.")
    }
    return .ok(subject, "\(cores)")
  }

  private var memoryFinding: MachineFinding {
    let subject = "memory"
    guard let memory else {
      return .note(
        subject, "how much there is cannot be told",
        remedy: "Look at it before a run of many accounts and scenarios.")
    }
    if memory < Self.littleMemory {
      return .warning(
        subject, "less than 1 GiB: a run of many accounts may be ended by the system",
        remedy: "Give the machine or container more, or ask for fewer with --scenarios.")
    }
    return .ok(subject, "enough for runs of usual size")
  }
}
