import ArgumentParser
import Plimsoll

/// The command `plimsoll`.
@main
struct PlimsollCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plimsoll",
    abstract: "How far can the market sink before a cross-margined book is under water?",
    discussion: """
      From price history to margin: calibrate a model, simulate, measure, margin, stress, backtest.
      A book is a folder with prices.csv and positions.csv, and optionally instruments.csv, \
      collateral.csv and liquidity.csv.

      Exit codes: 0 done, 1 done and a check failed, 64 bad usage, 65 bad file, 66 absent file, \
      70 internal fault, 73 cannot write. A failed run writes nothing.

      EXAMPLE: plimsoll demo -o demo
      """,
    version: Release.version,
    subcommands: [
      CalibrateCommand.self, SimulateCommand.self, RiskCommand.self, MarginCommand.self,
      PreTradeCommand.self, StressCommand.self, MonitorCommand.self, LiquidateCommand.self,
      WaterfallCommand.self, BacktestCommand.self, SurfaceCommand.self, RunCommand.self,
      SweepCommand.self, MergeCommand.self, ReportCommand.self, DemoCommand.self,
      SchemaCommand.self, DoctorCommand.self,
    ])

  /// Parses, runs, and turns every failure into its exit code.
  static func main() {
    Terminal.prepareStreams()
    do {
      try requireKnownVerb(CommandLine.arguments.dropFirst().first)
      var command = try parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      exit(withError: code)
    } catch let error as InputError {
      Terminal.printError(error.description)
      exit(status: error.kind.rawValue)
    } catch let error as OutputError {
      Terminal.printError(error.description)
      exit(status: 73)
    } catch  where exitCode(for: error) == .validationFailure {
      Terminal.printError(String(fullMessage(for: error).trimmingPrefix("Error: ")))
      exit(status: ExitCode.validationFailure.rawValue)
    } catch  where exitCode(for: error) == .failure {
      Terminal.printError("internal fault: \(error)\n  Report it with the command that led to it.")
      exit(status: 70)
    } catch {
      exit(withError: error)
    }
  }

  /// Refuses a verb that is none; the parser would name the flag after it.
  private static func requireKnownVerb(_ word: String?) throws(InputError) {
    guard let word, !word.hasPrefix("-") else { return }
    let verbs = configuration.subcommands.map { $0._commandName }
    guard !verbs.contains(word), word != "help" else { return }
    throw .usage("there is no verb \(word)", remedy: InputError.suggestion(for: word, among: verbs))
  }

  private static func exit(status: Int32) -> Never { exit(withError: ExitCode(status)) }
}
