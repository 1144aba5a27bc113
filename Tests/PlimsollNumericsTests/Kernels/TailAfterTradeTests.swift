import PlimsollNumerics
import Testing

@Suite struct TailAfterTradeTests {
  private static func draws(_ count: Int, seed: UInt64) -> [Double] {
    let stream = RandomStream(seed: seed, stream: 77)
    return (0..<count).map { stream.studentT(degreesOfFreedom: 3, scenario: $0, dimension: 0) }
  }

  /// The losses by sorting the stored sum: added up from the quantile, in order of scenario.
  private static func sorted(
    _ gains: [Double], _ quantity: Double, _ unit: [Double], rank: Int, size: Double
  ) -> [Double] {
    let sum = zip(gains, unit).map { $0 + quantity * $1 }
    let quantile = -sum.sorted()[rank - 1]
    var mean = quantile + 0
    for gain in sum where gain < -quantile { mean += 1 / size * (-gain - quantile) }
    return [quantile, mean]
  }

  /// Below the size of a sample, at it, and far above; a tail of one, of a fraction, of nearly all.
  @Test(arguments: [1, 2, 15, 100, 1023, 2047, 2048, 2049, 10_000, 40_001])
  func isThatOfTheStoredSumToTheLastBit(count: Int) {
    let gains = Self.draws(count, seed: 1)
    let unit = Self.draws(count, seed: 2)
    for rank in Set([1, 2, 11, count / 100 + 1, count / 40 + 1, count / 2 + 1, count])
    where rank >= 1 && rank <= count {
      for size in [Double(max(1, rank - 1)), min(Double(count), Double(rank) - 0.3)] {
        var tail = TailAfterTrade(count: count, rank: rank, size: size)
        for quantity in [0, 0.02, -0.5, 3, -1e6, 1e-300] {
          let found = tail.losses(of: gains, adding: quantity, of: unit)
          let expected = Self.sorted(gains, quantity, unit, rank: rank, size: size)
          #expect(
            [found.quantile, found.shortfall] == expected,
            "rank \(rank), size \(size), quantity \(quantity)")
        }
      }
    }
  }

  /// A sample of what is all the same, or sorted, or in which the worst hide, must not mislead.
  @Test func plateausAndOrdersThatMislead() {
    let count = 10_000
    let numbers = (0..<count).map(Double.init)
    var shapes = [5, -0.0].map { [Double](repeating: $0, count: count) }
    shapes += [numbers, numbers.map { -$0 }]
    shapes.append(numbers.indices.map { $0 < 60 ? -1 : 0 })
    shapes.append(numbers.indices.map { $0 % 100 == 99 ? -7 : 1 })
    shapes.append(
      numbers.indices.map { place -> Double in
        (place / 16) % 9 == 4 ? -1 - Double(place % 97) : Double(place % 5)
      })
    for gains in shapes {
      for unit in shapes {
        for quantity in [-1.0, 0, 1] {
          var tail = TailAfterTrade(count: count, rank: 101, size: 100)
          let found = tail.losses(of: gains, adding: quantity, of: unit)
          let expected = Self.sorted(gains, quantity, unit, rank: 101, size: 100)
          #expect([found.quantile, found.shortfall] == expected)
        }
      }
    }
  }

  /// Two parts of a portfolio cannot lose more together than by themselves, and twice the position
  /// loses twice as much.
  @Test func obeysTheLawsOfShortfall() {
    let (gains, unit) = (Self.draws(5_000, seed: 3), Self.draws(5_000, seed: 4))
    let none = [Double](repeating: 0, count: 5_000)
    var tail = TailAfterTrade(count: 5_000, rank: 51, size: 50)
    func shortfall(_ gains: [Double], _ quantity: Double, _ unit: [Double]) -> Double {
      tail.losses(of: gains, adding: quantity, of: unit).shortfall
    }
    let alone = shortfall(none, 1, unit)
    #expect(abs(shortfall(none, 2, unit) - 2 * alone) < 1e-12 * alone)
    #expect(shortfall(gains, 1, unit) <= shortfall(gains, 0, none) + alone)
  }

  @Test func refusesWhatHasNoRank() async {
    await #expect(processExitsWith: .failure) {
      var tail = TailAfterTrade(count: 3000, rank: 3000, size: 10)
      var gains = [Double](repeating: 1, count: 3000)
      gains[1700] = .nan
      _ = tail.losses(of: gains, adding: 1, of: gains)
    }
    await #expect(processExitsWith: .failure) {
      var tail = TailAfterTrade(count: 2, rank: 1, size: 1)
      _ = tail.losses(of: [1, 2], adding: .infinity, of: [1, 2])
    }
    await #expect(processExitsWith: .failure) { _ = TailAfterTrade(count: 0, rank: 1, size: 1) }
  }
}
