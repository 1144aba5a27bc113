import Testing

@testable import PlimsollNumerics

/// Each finding, on machines made up for it.
@Suite struct MachineFindingsTests {
  /// The findings that are not as they should be.
  private static func findings(_ change: (inout MachineFacts) -> Void) -> [MachineFinding] {
    MachineFacts.madeUp(change).findings.filter {
      $0.severity != .ok && $0.subject != "repeating elsewhere"
    }
  }

  /// The only finding, which has a remedy.
  private static func finding(
    _ severity: MachineFinding.Severity, _ subject: String,
    sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout MachineFacts) -> Void
  ) throws -> (what: String, remedy: String) {
    let found = findings(change)
    #expect(found.map(\.subject) == [subject], sourceLocation: sourceLocation)
    let first = try #require(found.first, sourceLocation: sourceLocation)
    #expect(first.severity == severity, sourceLocation: sourceLocation)
    return (first.what, try #require(first.remedy, sourceLocation: sourceLocation))
  }

  @Test func aMachineWithoutFaults() {
    #expect(Self.findings { _ in }.isEmpty)
    let all = MachineFacts.madeUp.findings
    #expect(all.count == 8)
    #expect(Set(all.map(\.subject)).count == all.count)
    for finding in all { #expect((finding.severity == .ok) == (finding.remedy == nil)) }
  }

  @Test func referenceLAPACK() throws {
    let reference = "/usr/lib/x86_64-linux-gnu/lapack/liblapack.so.3.11.0"
    let (what, remedy) = try Self.finding(.warning, "factorisations") {
      $0.lapackLibrary = reference
    }
    #expect(what.contains(reference))
    #expect(
      remedy.contains(
        "sudo update-alternatives --set liblapack.so.3-x86_64-linux-gnu "
          + "/usr/lib/x86_64-linux-gnu/openblas-pthread/liblapack.so.3"))
  }

  /// Debian's alternative for LAPACK that comes with OpenBLAS.
  @Test func theLAPACKOfOpenBLASsOwnPackage() {
    let own = "/usr/lib/x86_64-linux-gnu/openblas-pthread/liblapack.so.3"
    #expect(Self.findings { $0.lapackLibrary = own }.isEmpty)
  }

  /// A build by hand, in a folder of any name.
  @Test func oneLibraryForEverything() {
    let library = "/opt/blas/lib.so"
    let found = Self.findings {
      ($0.blasLibrary, $0.productsLibrary, $0.lapackLibrary) = (library, library, library)
    }
    #expect(found.isEmpty)
  }

  @Test func referenceBLAS() throws {
    let (_, remedy) = try Self.finding(.warning, "matrix products") {
      $0.architecture = "aarch64"
      $0.processorFeatures = nil
      $0.vectorPath = "baseline"
      $0.productsLibrary = "/usr/lib/aarch64-linux-gnu/blas/libblas.so.3"
    }
    #expect(remedy.contains("--set libblas.so.3-aarch64-linux-gnu"))
  }

  @Test func librariesThatCannotBeTold() throws {
    let (_, remedy) = try Self.finding(.note, "factorisations") { $0.lapackLibrary = nil }
    #expect(remedy.contains("/proc"))
  }

  @Test func buildsOfOpenBLAS() throws {
    #expect(Self.findings { $0.blasThreading = .serial }.isEmpty)
    let (what, remedy) = try Self.finding(.note, "OpenBLAS build") { $0.blasThreading = .openmp }
    #expect(what.contains("OpenMP"))
    #expect(remedy.contains("libopenblas0-pthread"))
    _ = try Self.finding(.note, "OpenBLAS build") { $0.blasThreading = nil }
  }

  @Test(arguments: [
    ("OPENBLAS_CORETYPE", "Prescott"), ("OPENBLAS_L2_SIZE", "64"),
    ("OPENBLAS_BLOCK_FACTOR", "2"), ("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2"),
  ]) func variablesThatChangeSpeedAndBits(name: String, value: String) throws {
    let (what, remedy) = try Self.finding(.warning, "\(name)=\(value)") {
      $0.environment = [name: value]
    }
    #expect(what.contains("speed and last bits"))
    #expect(remedy.contains("unset \(name)"))
  }

  @Test(arguments: ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "GOTO_NUM_THREADS"])
  func variablesWithoutEffect(name: String) throws {
    let (_, remedy) = try Self.finding(.note, "\(name)=4") { $0.environment = [name: "4"] }
    #expect(remedy.contains("--threads"))
  }

  @Test func tunablesOfTheAllocatorDoNotMatter() {
    let found = Self.findings {
      $0.environment = ["GLIBC_TUNABLES": "glibc.malloc.arena_max=1"]
    }
    #expect(found.isEmpty)
  }

  @Test func everyVariableIsJudged() {
    for name in MachineFacts.environmentNames {
      let facts = MachineFacts.madeUp { $0.environment = [name: "1"] }
      #expect(facts.environmentFindings.map(\.subject) == ["\(name)=1"])
    }
  }

  @Test(arguments: ["portable", "baseline", "sse2"]) func aNarrowVectorPath(name: String) throws {
    let (what, _) = try Self.finding(.warning, "vector path") { $0.vectorPath = name }
    #expect(what.contains(name))
    #expect(
      Self.findings {
        $0.vectorPath = name
        $0.processorFeatures = []
      }.isEmpty)
  }

  @Test func cores() throws {
    _ = try Self.finding(.note, "cores") { $0.cores = 1 }
    let (what, remedy) = try Self.finding(.warning, "cores") { $0.coreQuota = 2.5 }
    #expect(what.contains("8, of which a container or service may use 2.5"))
    #expect(remedy.contains("--threads 2"))
    #expect(Self.findings { $0.coreQuota = 8 }.isEmpty)
    let (_, least) = try Self.finding(.warning, "cores") { $0.coreQuota = 0.25 }
    #expect(least.contains("--threads 1"))
  }

  @Test func memory() throws {
    _ = try Self.finding(.warning, "memory") { $0.memory = 1 << 30 - 1 }
    _ = try Self.finding(.note, "memory") { $0.memory = nil }
    #expect(Self.findings { $0.memory = 1 << 30 }.isEmpty)
  }

  @Test func repeatingElsewhere() throws {
    func remedy(_ change: (inout MachineFacts) -> Void) throws -> String {
      let all = MachineFacts.madeUp(change).findings
      let finding = try #require(all.first { $0.subject == "repeating elsewhere" })
      #expect(finding.severity == .note)
      #expect(finding.what.contains("Haswell"))
      return try #require(finding.remedy)
    }
    #expect(try remedy { _ in }.hasPrefix("Add --reproducible"))
    #expect(try remedy { $0.processorFeatures = ["avx2"] }.contains("to nine digits"))
    #expect(try remedy { $0.architecture = "aarch64" }.contains("to nine digits"))
  }
}
