import Foundation
import Plimsoll
import Testing

/// `plimsoll doctor`, and the same facts in `run.json`.
@Suite struct DoctorCommandTests {
  private struct Answer: Decodable {
    var machine: [String: JSON]
    var findings: [MachineFinding]
  }

  /// Any value of JSON, to be compared.
  private enum JSON: Decodable, Equatable {
    case text(String)
    case number(Double)
    case flag(Bool)
    case list([JSON])
    case object([String: JSON])

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let flag = try? value.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? value.decode(Double.self) {
        self = .number(number)
      } else if let text = try? value.decode(String.self) {
        self = .text(text)
      } else if let list = try? value.decode([JSON].self) {
        self = .list(list)
      } else {
        self = .object(try value.decode([String: JSON].self))
      }
    }
  }

  private static func answer(_ environment: [String: String] = [:]) throws -> Answer {
    let run = try CommandRun(["doctor", "--format", "json"], in: "/", environment: environment)
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    return try JSONDecoder().decode(Answer.self, from: Data(run.output.utf8))
  }

  @Test func runsKeepTheSameFacts() throws {
    let scratch = try ScratchBook()
    let run = try scratch.run(line: "risk desk --method historical --threads 2 -o out")
    #expect(run.status == 0)
    let manifest = try JSONDecoder().decode(
      [String: JSON].self, from: try scratch.bytes("out/run.json"))
    guard case .object(var machine) = manifest["machine"] else {
      Issue.record("run.json has no machine")
      return
    }
    #expect(machine.removeValue(forKey: "threads") == .number(2))
    #expect(machine.removeValue(forKey: "reproducible") == .flag(false))
    #expect(machine.removeValue(forKey: "seconds") != nil)
    let facts = try Self.answer().machine
    #expect(facts == machine)
    for key in [
      "blas_kernel", "blas_configuration", "lapack_library", "vector_path", "cores", "memory",
    ] {
      #expect(facts[key] != nil, "no \(key)")
    }
  }

  /// A warning is an answer, not a failure; variables keep the names they have.
  @Test func aVariableThatChangesBits() throws {
    let answer = try Self.answer(["OPENBLAS_CORETYPE": "no-such-kernel"])
    #expect(
      answer.machine["environment"] == .object(["OPENBLAS_CORETYPE": .text("no-such-kernel")]))
    let finding = try #require(
      answer.findings.first { $0.subject == "OPENBLAS_CORETYPE=no-such-kernel" })
    #expect(finding.severity == .warning)
    #expect(finding.remedy?.contains("unset OPENBLAS_CORETYPE") == true)
  }

  @Test func aTableForPeople() throws {
    let run = try CommandRun(
      ["doctor"], in: "/", environment: ["OPENBLAS_CORETYPE": "no-such-kernel"])
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(run.output.hasPrefix("fact "))
    for fact in ["OpenBLAS", "factorisations", "vector path", "cores", "memory"] {
      #expect(run.output.contains("\n\(fact) "))
    }
    #expect(run.output.contains("\nwarning: OPENBLAS_CORETYPE=no-such-kernel: "))
    #expect(run.output.contains("\n  unset OPENBLAS_CORETYPE;"))
  }
}
