import ArgumentParser
import Plimsoll

/// `plimsoll calibrate`.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Calibrate a model of all price columns.",
    discussion: """
      Volatility, innovations and correlation by the spec (the shipped nightly.yaml unless given).
      The model is a JSON file with sorted keys, made to be kept and compared. The spec's gates hold it
      against the last good model; one that fails is written as MODEL.rejected, MODEL stays as it was,
      and the command ends with 1.

      EXAMPLE: plimsoll calibrate --prices models/books/sample/prices.csv -o sample.model.json
      """)

  @Option(
    help: "Price history: date or timestamp, then one column per factor.", completion: .file())
  var prices: String

  @Option(help: "Spec: window, volatility, innovations, correlation.", completion: .file())
  var spec: String?

  @Option(name: .shortAndLong, help: "The model file to write.", completion: .file())
  var output: String

  @Option(help: "Use prices up to then: a date (its end, 24:00 UTC) or an ISO-8601 time.")
  var asOf: Timestamp?

  @Option(
    help: "The last good model, for the spec's gates; nothing is compared unless given.",
    completion: .file())
  var previous: String?

  @Option(
    help: "A folder for report.md, factors.csv, gates.csv, charts and run.json.",
    completion: .directory)
  var report: String?

  @OptionGroup(title: "Instead of the spec's") var model: OverrideOptions
  @OptionGroup var duplicates: DuplicateOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func run() throws {
    var result = try running.run(
      CalibrationStudy(
        prices: prices, spec: spec, overrides: model.overrides, asOf: asOf, previous: previous,
        duplicates: duplicates.policy, output: output))
    try result.writeAttachments(beside: output)
    if let report {
      result.attachments = []
      try result.folder(style: .full).write(to: report)
    }
    try running.finish(result)
  }
}

extension Report {
  /// Writes the attachments into the folder of the file that the user named.
  func writeAttachments(beside output: String) throws {
    guard !output.hasSuffix("/"), !["", ".", ".."].contains(InputFile.displayName(of: output))
    else {
      throw InputError.usage(
        "-o \"\(output)\" names no file",
        remedy: "Name the file to write, such as sample.model.json.")
    }
    var folder = OutputFolder()
    for (path, bytes) in attachments { folder.add(path, bytes: bytes) }
    let slash = output.lastIndex(of: "/")
    try folder.write(to: slash.map { String(output[...$0]) } ?? ".")
  }
}
