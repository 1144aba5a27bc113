import ArgumentParser
import Plimsoll

/// `plimsoll doctor`.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "What this machine gives a run, and what makes runs slow or unrepeatable.",
    discussion: """
      The version, build and kernels of OpenBLAS, the libraries that multiply and factorise \
      matrices, the vector path, cores and memory; then what was found, with a remedy. The same \
      facts are kept in the run.json of every run. Exits with 0, warnings or not: for a script, \
      --format json gives the severity of each finding.

      EXAMPLE: plimsoll doctor --format json
      """)

  @Option(help: "For people, or JSON.")
  var format = RunOptions.Format.table

  func run() throws {
    let report = MachineReport(.current)
    switch format {
    case .table: try StandardOutput.write(report.text)
    case .json: try StandardOutput.write(report.json + "\n")
    }
  }
}
