import Foundation
import PlimsollMarket
import Testing

extension BookTests {
  private static let prices = "date,BTC,ETH\n2024-01-01,100,10\n2024-01-02,110,11\n"

  /// Runs `body` with a folder of those files.
  private static func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws
  {
    try MarketSamples.inScratchFolder { folder in
      for (name, text) in files {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
      }
      try body(folder)
    }
  }

  @Test func twoFilesAreABook() throws {
    try Self.withFolder([
      "prices.csv": Self.prices, "positions.csv": "account,instrument,quantity\na,BTC,2\n",
    ]) { folder in
      for spelling in [folder, folder + "/"] {
        let book = try Book(reading: BookFiles(folder: spelling))
        #expect(book.name == InputFile.displayName(of: folder))
        #expect(book.accounts.map(\.name) == ["a"])
        #expect(book.spot == ["BTC": 110])
        #expect(book.inputs.map(\.file) == ["prices.csv", "positions.csv"])
      }
    }
  }

  @Test func fourFiles() throws {
    try Self.withFolder([
      "prices.csv": Self.prices,
      "positions.csv": "account,instrument,quantity\na,P,2\na,P,1\n",
      "instruments.csv": "instrument,kind,underlying,timestamp\nP,perpetual,BTC,2024-01-01\n",
      "collateral.csv": "account,asset,amount\nb,ETH,5\n",
    ]) { folder in
      var duplicates = Book.DuplicatePolicy()
      #expect(throws: InputError.self) { try Book(reading: BookFiles(folder: folder)) }
      duplicates.sumPositions = true
      let book = try Book(reading: BookFiles(folder: folder), duplicates: duplicates)
      #expect(book.asOf == Timestamp("2024-01-01"))
      #expect(book.spot == ["BTC": 100, "ETH": 10])
      #expect(book.accounts.map(\.name) == ["a", "b"])
      #expect(
        book.inputs.map(\.file)
          == ["prices.csv", "instruments.csv", "positions.csv", "collateral.csv"])
      #expect(book.diagnostics.map(\.severity) == [.warning, .note])
      #expect(book.diagnostics.last?.message.contains("no position: b") == true)
    }
  }

  /// A slip in collateral.csv makes an account of its own, which is worth a warning; a numbered account
  /// without positions is not.
  @Test func collateralOfAnAccountThatIsNot() throws {
    try Self.withFolder([
      "prices.csv": Self.prices,
      "positions.csv": "account,instrument,quantity\nalpha,BTC,2\ndesk-12,BTC,1\n",
      "collateral.csv": "account,asset,amount\nalhpa,ETH,5\ndesk-13,ETH,5\n",
    ]) { folder in
      let found = try Book(reading: BookFiles(folder: folder)).diagnostics
      #expect(found.map(\.severity) == [.warning, .note])
      #expect(found[0].subject == "alhpa" && found[0].message.contains("is alpha meant"))
      #expect(found[1].message.contains("1 account has") && found[1].message.contains("desk-13"))
    }
  }

  @Test func filesNamedOnTheirOwn() throws {
    try Self.withFolder([
      "p.csv": Self.prices, "mine.csv": "account,instrument,quantity\na,ETH,1\n",
      "positions.csv": "account,instrument,quantity\nother,BTC,1\n",
    ]) { folder in
      let files = BookFiles(
        folder: nil, prices: folder + "/p.csv", positions: folder + "/mine.csv")
      let book = try Book(reading: files)
      #expect(book.name == "mine.csv")
      #expect(book.factors == ["ETH"])
      let mixed = try Book(
        reading: BookFiles(folder: folder, prices: folder + "/p.csv"))
      #expect(mixed.accounts.map(\.name) == ["other"])
    }
  }

  @Test func whatIsAbsent() throws {
    try Self.withFolder(["prices.csv": Self.prices]) { folder in
      let positions = #expect(throws: InputError.self) {
        try Book(reading: BookFiles(folder: folder))
      }
      #expect(positions?.kind == .absentFile)
      #expect(positions?.place?.file == folder + "/positions.csv")
      for missing in [folder + "/nowhere", folder + "/prices.csv"] {
        let error = #expect(throws: InputError.self) {
          try Book(reading: BookFiles(folder: missing))
        }
        #expect(error?.kind == .absentFile)
        #expect(error?.message == "no such book folder")
      }
      let named = #expect(throws: InputError.self) {
        try Book(reading: BookFiles(folder: folder, collateral: folder + "/none.csv"))
      }
      #expect(named?.kind == .absentFile)
      let none = #expect(throws: InputError.self) {
        try Book(reading: BookFiles(folder: nil, prices: folder + "/prices.csv"))
      }
      #expect(none?.kind == .usage)
    }
  }

  @Test func marksMustNameAPriceColumn() throws {
    try Self.withFolder([
      "prices.csv": Self.prices, "positions.csv": "account,instrument,quantity\na,BTC,2\n",
    ]) { folder in
      let error = #expect(throws: InputError.self) {
        try Book(reading: BookFiles(folder: folder), marks: ["BTX": 1])
      }
      #expect(error?.kind == .usage)
      #expect(error?.remedy == "Did you mean BTC?")
    }
  }

  @Test func repeatedPriceRowsOnRequest() throws {
    try Self.withFolder([
      "prices.csv": Self.prices + "2024-01-02,120,12\n",
      "positions.csv": "account,instrument,quantity\na,BTC,2\n",
    ]) { folder in
      #expect(throws: InputError.self) { try Book(reading: BookFiles(folder: folder)) }
      let book = try Book(
        reading: BookFiles(folder: folder), duplicates: .init(keepLastPrice: true))
      #expect(book.spot == ["BTC": 120])
      #expect(book.diagnostics.count == 1)
    }
  }
}
