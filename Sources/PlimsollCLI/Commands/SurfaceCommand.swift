import ArgumentParser
import Plimsoll

/// `plimsoll surface`.
struct SurfaceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "surface",
    abstract: "Fit a volatility surface without arbitrage to an option chain.",
    discussion: """
      One curve an expiry and underlying, fitted to bid and ask by their spreads in volatility. Slices \
      that allow a butterfly or calendar arbitrage are fitted again without, and the report says by how \
      much that moved them. Writes slices.csv, quotes.csv, surface.json, report.md, charts and run.json.
      A chain has the columns timestamp, underlying, instrument, type, strike, expiry, bid, ask, \
      mark_price, mark_iv, underlying_price; premiums are in coin.
      Kinds: svi (raw SVI, five numbers an expiry), essvi (extended SSVI, three), ssvi (one, and \
      three for all).

      EXAMPLE: plimsoll surface models/books/chain/surface.csv -o surface
      """)

  @Argument(help: "The option chain.", completion: .file())
  var chain: String

  @Option(help: "The family of curves.")
  var kind = SurfaceFit.Kind.svi

  @Option(help: "The underlyings, such as BTC,ETH; all unless given.")
  var underlying: CommaSeparated<String>?

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output: String

  @OptionGroup(title: "Running") var running: RunOptions

  func run() throws {
    let report = try running.run(
      SurfaceStudy(chain: chain, kind: kind, underlyings: underlying?.values))
    try report.folder(style: .full).write(to: output)
    try running.finish(report)
  }
}
