import Foundation
import Plimsoll
import Testing

@Suite struct MachineReportTests {
  @Test func everyFindingIsALineAndItsRemedyAnother() {
    let lines = MachineReport(.current).text.split(separator: "\n").map(String.init)
    for finding in MachineFacts.current.findings {
      let line = "\(finding.severity.rawValue): \(finding.subject): \(finding.what)"
      let place = lines.firstIndex(of: line)
      #expect(place != nil, "no line \(line)")
      if let place, let remedy = finding.remedy { #expect(lines[place + 1] == "  " + remedy) }
    }
  }

  /// A processor that says nothing of itself, a limit that is hardly one.
  @Test func whatCannotBeToldIsCalledUnknown() {
    var facts = MachineFacts.current
    facts.processor = nil
    facts.processorFeatures = nil
    facts.memory = nil
    facts.lapackLibrary = nil
    facts.coreQuota = 1.5
    let text = MachineReport(facts).text
    for name in ["processor", "  instructions", "memory", "factorisations"] {
      #expect(
        text.split(separator: "\n").contains { $0.hasPrefix(name) && $0.hasSuffix("unknown") })
    }
    #expect(text.contains(", limited to 1.50\n"))
    #expect(!MachineReport(facts).json.contains("\"memory\" :"))
  }

  @Test func scriptsReadTheNamesOfRunJSON() throws {
    let json = MachineReport(.current).json
    for key in ["blas_kernel", "lapack_library", "vector_path", "c_library"] {
      #expect(json.contains("\"\(key)\" : "))
    }
  }
}
