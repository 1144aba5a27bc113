import Testing

@testable import PlimsollMarket

extension CSVFileTests {
  /// Small files of every kind that is read, to be damaged.
  static let seeds: [(name: String, text: String)] = [
    (
      "prices.csv",
      "date,BTC,\"ETH\"\r\n2024-01-01,42000.5,2300\r\n2024-01-02,4.3e4,\r\n2024-01-03,44000,2.4e3\r\n"
    ),
    (
      "instruments.csv",
      "instrument,kind,underlying,settlement,contract_size,mark_price,expiry,timestamp\n"
        + "BTC-PERP,perpetual,BTC,inverse,100,42001,,2024-01-03T08:00:00Z\n"
        + "ETH-F,future,ETH,linear,1,2390,2024-03-29T08:00Z,\n"
    ),
    (
      "positions.csv",
      "account,instrument,quantity,entry_price\n\"a \"\"x\"\", b\",BTC,-1.5,41000\nb,ETH,2,\n"
    ),
    ("collateral.csv", "account,asset,amount\na,USD,-1000\na,BTC,0.5\n"),
    (
      "rule.yaml",
      "level: 0.99\nmpor: 2d\nscenarios: {method: historical, count: 10}\nlist: [1, {a: b}]\n"
    ),
  ]

  static func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    let telling = Array("\"\",,\n\r\t \0;:-+.eE0129[]{}#&*'\u{FEFF}\u{E9}".utf8) + [0xFF, 0xFE]
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let place = Int.random(in: 0...bytes.count, using: &generator)
      let end = min(bytes.count, place + Int.random(in: 0...12, using: &generator))
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes.insert(telling.randomElement(using: &generator) ?? 0, at: place)
      case 1: bytes.removeSubrange(place..<end)
      case 2: bytes.insert(contentsOf: bytes[place..<end], at: end)
      case 3: bytes.removeSubrange(place...)
      case 4 where place < bytes.count:
        bytes[place] = telling.randomElement(using: &generator) ?? 0
      default:
        if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &generator) }
      }
    }
    return bytes
  }

  /// Reads `file` as what it is called; what was read must make sense.
  private static func read(_ file: InputFile, prices: PriceHistory) throws {
    switch file.name {
    case "prices.csv":
      let history = try PriceHistory(csv: file)
      #expect(zip(history.times, history.times.dropFirst()).allSatisfy { $0 < $1 })
      for factor in history.factors {
        let read = history.times.indices.compactMap { history.price(of: factor, row: $0) }
        #expect(read.allSatisfy { $0 > 0 && $0.isFinite })
      }
    case "instruments.csv":
      let table = try InstrumentTable(csv: file)
      #expect(table.instruments.allSatisfy { $0.contractSize > 0 && $0.markPrice ?? 1 > 0 })
    case "positions.csv":
      var table = AccountTable()
      try table.readPositions(
        file, instruments: InstrumentTable(), prices: prices, sumDuplicates: true)
      #expect(table.accounts.flatMap(\.positions).allSatisfy { $0.quantity.isFinite })
    case "collateral.csv":
      var table = AccountTable()
      try table.readCollateral(file, prices: prices)
      #expect(table.accounts.flatMap(\.collateral).allSatisfy { $0.amount.isFinite })
    default:
      let root = try ConfigDocument(file).root
      let keys = try root.mapping(nil)
      _ = try keys["scenarios"]?.mapping(nil)
      _ = try keys["list"]?.list().map { item throws(InputError) in try item.text() }
      #expect(try keys["level"]?.number().isFinite ?? true)
    }
  }

  /// Damaged files are read or refused with a place and a remedy; a trap would end the run.
  @Test func twoThousandDamagedFiles() throws {
    var generator = SeededGenerator(seed: 3)
    let prices = try PriceHistory(csv: InputFile(name: "prices.csv", text: Self.seeds[0].text))
    var outcomes: [String: (read: Int, refused: Int)] = [:]
    for round in 0..<2_000 {
      let seed = Self.seeds[round % Self.seeds.count]
      let bytes = Self.mutated(Array(seed.text.utf8), &generator)
      do {
        try Self.read(InputFile(name: seed.name, bytes: bytes), prices: prices)
        outcomes[seed.name, default: (0, 0)].read += 1
      } catch let error as InputError {
        #expect(error.kind == .data && error.place?.file == seed.name && !error.remedy.isEmpty)
        outcomes[seed.name, default: (0, 0)].refused += 1
      }
    }
    for (name, outcome) in outcomes where outcome.read < 20 || outcome.refused < 20 {
      Issue.record("\(name): \(outcome); the damage is too little or too great to tell")
    }
    #expect(outcomes.count == Self.seeds.count)
  }
}
