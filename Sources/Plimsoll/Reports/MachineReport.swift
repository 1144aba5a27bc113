internal import FoundationEssentials
public import PlimsollNumerics

/// The facts of a machine and what they mean, for people and for scripts.
///
/// - Verified by: MachineReportTests.
public struct MachineReport: Sendable {
  private let facts: MachineFacts

  /// A report of `facts`.
  public init(_ facts: MachineFacts) { self.facts = facts }

  /// The facts as a table, then one finding a line with its remedy below.
  public var text: String {
    TerminalTable.render(["fact", "value"], rows) + "\n"
      + facts.findings.map(Self.line).joined(separator: "\n") + "\n"
  }

  /// The facts by the names they have in `run.json`, and the findings.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    do {
      return String(decoding: try encoder.encode(Content(facts)), as: UTF8.self)
    } catch {
      preconditionFailure("facts hold only finite numbers and text: \(error)")
    }
  }

  private struct Content: Encodable {
    let machine: MachineFacts
    let findings: [MachineFinding]

    init(_ facts: MachineFacts) {
      machine = facts
      findings = facts.findings
    }
  }

  private static let unknown = "unknown"

  private var rows: [[String]] {
    let threading = facts.blasThreading.map { ", \($0.rawValue) build" } ?? ""
    let quota = facts.coreQuota.map { ", limited to \(NumberText.ratio($0))" } ?? ""
    return [
      ["OpenBLAS", (facts.blasVersion ?? Self.unknown) + threading],
      ["  built as", facts.blasConfiguration],
      ["  kernels", facts.blasKernel],
      ["  threads", "\(facts.blasThreads)"],
      ["  library", facts.blasLibrary ?? Self.unknown],
      ["matrix products", facts.productsLibrary ?? Self.unknown],
      ["factorisations", facts.lapackLibrary ?? Self.unknown],
      ["vector path", facts.vectorPath],
      ["architecture", facts.architecture],
      ["processor", facts.processor ?? Self.unknown],
      ["  instructions", facts.processorFeatures?.joined(separator: " ") ?? Self.unknown],
      ["cores", "\(facts.cores)" + quota],
      ["memory", facts.memory.map(Self.gibibytes) ?? Self.unknown],
      ["C library", facts.cLibrary ?? Self.unknown],
    ]
  }

  private static func gibibytes(_ bytes: Int) -> String {
    NumberText.ratio(Double(bytes) / 0x1p30) + " GiB"
  }

  private static func line(_ finding: MachineFinding) -> String {
    let label = "\(finding.severity.rawValue): \(finding.subject): \(finding.what)"
    return finding.remedy.map { "\(label)\n  \($0)" } ?? label
  }
}
