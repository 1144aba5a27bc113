import ArgumentParser
import Plimsoll

/// Where a book is and how it is read.
struct BookOptions: ParsableArguments {
  @Argument(
    help: "The book: a folder with prices.csv, positions.csv and so on.", completion: .directory)
  var book: String?

  @Option(help: "Price history, instead of the book's.", completion: .file())
  var prices: String?

  @Option(help: "Instruments, instead of the book's.", completion: .file())
  var instruments: String?

  @Option(help: "Positions, instead of the book's.", completion: .file())
  var positions: String?

  @Option(help: "Collateral, instead of the book's.", completion: .file())
  var collateral: String?

  @Option(
    help: "An option chain whose options may be held, instead of the book's surface.csv.",
    completion: .file())
  var surface: String?

  @Option(help: "Volumes and spreads, instead of the book's.", completion: .file())
  var liquidity: String?

  @Option(
    help: "Open orders, instead of the book's: account, instrument, quantity.", completion: .file())
  var openOrders: String?

  @Option(help: "Past funding of perpetuals, instead of the book's.", completion: .file())
  var funding: String?

  @Option(help: "Past marks of futures, instead of the book's.", completion: .file())
  var futures: String?

  @Option(help: "Value the book then: a date (its end, 24:00 UTC) or an ISO-8601 time.")
  var asOf: Timestamp?

  @Option(
    name: .customLong("mark"),
    help: ArgumentHelp(
      "A spot price that replaces the history's; may be repeated.", valueName: "asset=price"))
  var marks: [SpotMark] = []

  @OptionGroup var duplicateOptions: DuplicateOptions

  var settings: BookSettings {
    get throws {
      if book == nil, prices == nil || positions == nil {
        throw InputError.usage(
          "no book is given", remedy: "Name a book folder, or --prices and --positions.")
      }
      return BookSettings(
        files: BookFiles(
          folder: book, prices: prices, instruments: instruments, positions: positions,
          collateral: collateral, surface: surface, liquidity: liquidity,
          openOrders: openOrders, funding: funding, futures: futures),
        asOf: asOf,
        marks: try Dictionary(marks.map { ($0.asset, $0.price) }) { _, _ in
          throw InputError.usage(
            "--mark names an asset twice", remedy: "Give one price for each asset.")
        },
        duplicates: duplicateOptions.policy)
    }
  }
}

/// What is done with repeated rows.
struct DuplicateOptions: ParsableArguments {
  /// A policy for one kind of file.
  enum Policy: String, ExpressibleByArgument, CaseIterable {
    case keepLast = "keep-last"
    case sum
  }

  @Option(
    help: ArgumentHelp(
      "Repeated rows: keep-last (prices), sum (positions), or both with a comma; refused otherwise.",
      valueName: "policy"))
  var duplicates = CommaSeparated<Policy>([])

  var policy: Book.DuplicatePolicy {
    Book.DuplicatePolicy(
      keepLastPrice: duplicates.values.contains(.keepLast),
      sumPositions: duplicates.values.contains(.sum))
  }
}

/// `BTC=61000` on the command line.
struct SpotMark: ExpressibleByArgument {
  var asset: String
  var price: Double

  /// The sizes a price file may hold too.
  private static let plausible = 1e-18...1e18

  init?(argument: String) {
    let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, let price = Double(parts[1]),
      Self.plausible.contains(price)
    else { return nil }
    asset = String(parts[0])
    self.price = price
  }
}
