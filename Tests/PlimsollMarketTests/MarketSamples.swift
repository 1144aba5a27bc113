import Foundation
import PlimsollMarket

/// Random numbers of a fixed seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A standard normal number (Box–Muller).
  mutating func normal() -> Double {
    let radius = (-2 * log(Double.random(in: 1e-300..<1, using: &self))).squareRoot()
    return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &self))
  }
}

/// Small files made for a test.
enum MarketSamples {
  /// The instant written as `text`, which must be one.
  static func time(_ text: String) -> Timestamp {
    guard let time = Timestamp(text) else { preconditionFailure("\(text) is not a time") }
    return time
  }

  /// `count` times from `start`, one `step` apart.
  static func times(_ count: Int, from start: String = "2024-01-01", step: TimeSpan = .day)
    -> [Timestamp]
  {
    let first = time(start)
    return (0..<count).map { first + TimeSpan(seconds: $0 * step.seconds) }
  }

  /// A price file with a blank for each nil.
  static func priceFile(_ times: [Timestamp], _ columns: [(name: String, prices: [Double?])])
    -> InputFile
  {
    var text = (["timestamp"] + columns.map(\.name)).joined(separator: ",") + "\n"
    for (row, time) in times.enumerated() {
      let cells = columns.map { $0.prices[row].map { "\($0)" } ?? "" }
      text += ([time.description] + cells).joined(separator: ",") + "\n"
    }
    return InputFile(name: "prices.csv", text: text)
  }

  /// A history of those columns.
  static func history(_ times: [Timestamp], _ columns: [(name: String, prices: [Double?])])
    throws -> PriceHistory
  {
    try PriceHistory(csv: priceFile(times, columns))
  }

  /// Prices from 100 with those log returns: one more than there are returns.
  static func prices(_ returns: [Double], from start: Double = 100) -> [Double] {
    returns.reduce(into: [start]) { prices, move in
      prices.append((prices.last ?? start) * exp(move))
    }
  }

  /// `count` prices of a random walk with daily moves of `deviation`.
  static func walk(_ count: Int, seed: UInt64, deviation: Double = 0.03) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return prices((1..<count).map { _ in deviation * generator.normal() })
  }

  /// Runs a test in a folder of its own, removed afterwards.
  static func inScratchFolder(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "plimsoll-market-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }
}
