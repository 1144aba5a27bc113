import Foundation
import Plimsoll

/// A golden file: books in, margins out, one account a published or hand-worked example.
struct GoldenBook {
  let pack: String
  /// A book for each account: two may call different contracts by one name.
  let books: [Book]
  let expected: [String: Expected]

  struct Expected {
    var initial, maintenance: Double?
    var charges: [String: Double]
    var binding: String?
    /// USD a unit of the figures: one, or the price of the coin they are in.
    var unit: Double
  }

  /// Where the files are.
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Goldens").path

  /// The stems of the files.
  static var names: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  init(_ name: String) throws {
    let file = try InputFile(path: "\(Self.folder)/\(name).yaml")
    let keys = try ConfigDocument(file).root.mapping(["pack", "as_of", "spot", "accounts"])
    func required(_ key: String) throws -> ConfigNode {
      guard let node = keys[key] else { throw InputError.data(file.name, key, remedy: "Add it.") }
      return node
    }
    pack = try required("pack").text()
    guard let asOf = Timestamp(try required("as_of").text()) else {
      throw InputError.data(file.name, "as_of", remedy: "Write a time.")
    }
    var spot: [String: Double] = [:]
    for (factor, price) in try required("spot").keys(nil) { spot[factor] = try price.number() }
    var accounts: [Account] = []
    var expected: [String: Expected] = [:]
    for (name, node) in try required("accounts").keys(nil) {
      let keys = try node.mapping(["source", "in", "positions", "collateral", "expected"])
      guard let figures = keys["expected"], keys["source"] != nil else {
        throw node.error("no source or no figures", remedy: "Add them.")
      }
      let positions = try keys["positions"]?.list().map(Self.position) ?? []
      let collateral = try keys["collateral"]?.keys(nil).map { asset, amount in
        Collateral(asset: RiskFactor(asset), amount: try amount.number())
      }
      accounts.append(Account(name: name, positions: positions, collateral: collateral ?? []))
      expected[name] = try Expected(
        figures, unit: try keys["in"].flatMap { spot[try $0.text()] } ?? 1)
    }
    self.expected = expected
    let prices = try Self.history(spot, until: asOf)
    books = try accounts.map { account in
      try Book(name: name, prices: prices, accounts: [account], asOf: asOf)
    }
  }

  /// Two days at the same prices.
  private static func history(_ spot: [String: Double], until asOf: Timestamp) throws
    -> PriceHistory
  {
    let columns = spot.sorted { $0.key < $1.key }
    let names = columns.map(\.key)
    let prices = columns.map(\.value.description).joined(separator: ",")
    let rows = [86_400, 0].map { "\(Timestamp(seconds: asOf.seconds - $0)),\(prices)" }
    let text = (["timestamp,\(names.joined(separator: ","))"] + rows).joined(separator: "\n")
    return try PriceHistory(csv: InputFile(name: "prices.csv", bytes: Array((text + "\n").utf8)))
  }

  private static func position(_ node: ConfigNode) throws -> Position {
    let keys = try node.mapping([
      "instrument", "kind", "underlying", "settlement", "size", "mark", "quantity", "entry",
      "strike", "expiry", "right", "iv", "forward",
    ])
    func number(_ key: String) throws -> Double? { try keys[key]?.number() }
    func text(_ key: String) throws -> String { try keys[key]?.text() ?? "" }
    let (name, underlying) = (try text("instrument"), RiskFactor(try text("underlying")))
    let settlement = Settlement(rawValue: try text("settlement")) ?? .linear
    let (size, mark) = (try number("size") ?? 1, try number("mark"))
    let expiry = Timestamp(try text("expiry"))
    let instrument: Instrument
    switch (try text("kind"), expiry, mark) {
    case ("perpetual", nil, _):
      instrument = .perpetual(
        Perpetual(
          name: name, underlying: underlying, settlement: settlement, contractSize: size,
          markPrice: mark))
    case ("future", let expiry?, let mark?):
      instrument = .future(
        DatedFuture(
          name: name, underlying: underlying, settlement: settlement, contractSize: size,
          markPrice: mark, expiry: expiry))
    case ("option", let expiry?, _):
      guard let right = OptionRight(rawValue: try text("right")), let strike = try number("strike")
      else { throw node.error("no right or strike", remedy: "Add them.") }
      instrument = .option(
        EuropeanOption(
          name: name, underlying: underlying, settlement: settlement, contractSize: size,
          right: right, strike: strike, expiry: expiry, markPrice: mark,
          markVolatility: try number("iv"), underlyingPrice: try number("forward")))
    case (let kind, _, _): throw node.error("a \(kind) lacks a column", remedy: "Add it.")
    }
    return Position(
      instrument: instrument, quantity: try number("quantity") ?? 0,
      entryPrice: try number("entry"))
  }
}

extension GoldenBook.Expected {
  init(_ node: ConfigNode, unit: Double) throws {
    let keys = try node.mapping(["initial", "maintenance", "charges", "binding"])
    charges = [:]
    for (name, amount) in try keys["charges"]?.keys(nil) ?? [] {
      charges[name] = try amount.number()
    }
    initial = try keys["initial"]?.number()
    maintenance = try keys["maintenance"]?.number()
    binding = try keys["binding"]?.text()
    self.unit = unit
  }
}
