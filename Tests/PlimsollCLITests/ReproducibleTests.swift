import Foundation
import Plimsoll
import Testing

/// `--reproducible`: the command starts itself again with OpenBLAS pinned.
@Suite struct ReproducibleTests {
  /// Whether this processor has what the pinned kernels need.
  static let isPossible =
    MachineFacts.current.architecture == "x86_64"
    && Set(MachineFacts.current.processorFeatures ?? []).isSuperset(of: ["avx2", "fma"])

  /// Environments that would otherwise change kernels, blocks or functions of the C library.
  private static let environments: [[String: String]] = [
    ["OPENBLAS_CORETYPE": "no-such-kernel", "OPENBLAS_L2_SIZE": "7"],
    ["OPENBLAS_CORETYPE": "Prescott", "OPENBLAS_BLOCK_FACTOR": "3"],
    ["GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4"],
    ["OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_L2_SIZE": "256"],
  ]

  private struct Manifest: Decodable {
    struct Machine: Decodable {
      var reproducible: Bool
      var blas_kernel: String
    }
    var machine: Machine
  }

  @Test(.enabled(if: isPossible)) func theEnvironmentChangesNothing() throws {
    let scratch = try ScratchBook()
    let line = "margin desk --scenarios 5000 --reproducible -o "
    #expect(try scratch.run(line: line + "first").status == 0)
    let files = try scratch.contents("first").filter { $0.contains(".") && $0 != "run.json" }
    #expect(files.count > 4)
    for (index, environment) in Self.environments.enumerated() {
      let run = try scratch.run(line: line + "\(index)", environment: environment)
      #expect(run.status == 0, "\(run.errors)")
      for file in files {
        #expect(try scratch.bytes("\(index)/\(file)") == scratch.bytes("first/\(file)"))
      }
      let manifest = try JSONDecoder().decode(
        Manifest.self, from: try scratch.bytes("\(index)/run.json"))
      #expect(manifest.machine.reproducible)
      #expect(manifest.machine.blas_kernel == "Haswell")
    }
    #expect(try scratch.text("first/report.md").contains("OpenBLAS: pinned to its Haswell kernels"))
  }

  /// A test of equality proves nothing where nothing varies.
  @Test(.enabled(if: isPossible)) func withoutItKernelsShow() throws {
    let scratch = try ScratchBook()
    let prices = URL(fileURLWithPath: #filePath)
      .appending(path: "../../../models/books/sample/prices.csv").standardized.path
    func model(_ flags: String) throws -> Data {
      let run = try scratch.run(
        line: "calibrate --prices \(prices) \(flags) -v -o m.json",
        environment: ["OPENBLAS_CORETYPE": "Prescott"])
      #expect(run.status == 0)
      #expect(run.errors.contains("note: OpenBLAS: pinned") == flags.contains("reproducible"))
      return try scratch.bytes("m.json")
    }
    #expect(try model("") != model("--reproducible"))
  }

  /// The second start sees what the first was given, empty arguments too.
  @Test(.enabled(if: isPossible)) func argumentsAreKept() throws {
    let scratch = try ScratchBook()
    for flags in [[], ["--reproducible"]] {
      let run = try CommandRun(
        ["margin", "no such folder", "--model", "", "-o", "out"] + flags, in: scratch.folder)
      run.expectRefusal(66, place: "no such folder")
    }
  }

  @Test(.enabled(if: isPossible)) func everyVerbThatRunsAStudyTakesIt() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(line: "demo --reproducible -o demo")
    #expect(run.status == 0, "\(run.errors)")
    for verb in ["calibrate", "simulate", "risk", "margin", "stress"] {
      let manifest = try JSONDecoder().decode(
        Manifest.self, from: try scratch.bytes("demo/\(verb)/run.json"))
      #expect(manifest.machine.reproducible)
    }
  }

  @Test(.enabled(if: !isPossible)) func whereItIsImpossible() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(line: "margin desk --reproducible -o out")
    run.expectRefusal(64, place: "--reproducible ")
    #expect(try !scratch.contents().contains("out"))
  }
}
