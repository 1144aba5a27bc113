public import PlimsollMarket

/// Scenarios of two sources as one sample of equally likely ones, of which the second makes up at
/// least a given part.
///
/// The first source's scenarios come first. What either holds is repeated as often as the weight
/// asks, so that a quantile of the sample is the weighted quantile of the observations.
///
/// - Verified by: MixedScenariosTests.
public struct MixedScenarios: ScenarioSource {
  /// The factors that move.
  public let factors: [RiskFactor]
  /// The number of scenarios, repeated ones each time.
  public let count: Int
  /// What unequal weights leave of the observations.
  public let effectiveCount: Int
  /// The part of the sample that comes from the second source.
  public var weight: Double { Double(secondCount) / Double(count) }
  /// How often the sample holds a scenario of the first source.
  public let firstCopies: Int
  /// How often the sample holds a scenario of the second source, on average.
  public var secondCopies: Double { Double(secondCount) / Double(second.count) }

  /// What moves beside spot, in both.
  public var jointMarkets: JointMarkets? { first.jointMarkets }

  private let first: any ScenarioSource
  private let second: any ScenarioSource
  private let firstCount: Int
  private let secondCount: Int

  /// The first source is repeated at most so often to come near the weight asked for.
  private static let mostCopies = 8
  /// This much above the weight asked for is near enough.
  private static let near = 0.01

  /// All scenarios of both sources, those of one source equally often.
  ///
  /// The second source is taken the smallest whole number of times that gives it the weight asked for,
  /// the first so often, up to eight times, that this is at most 0.01 more, or the least there is.
  /// The second source is taken to be part of the history behind the first: an observation that is in
  /// both counts with both its weights.
  ///
  /// - Parameter weight: of the second source, above 0 and below 1.
  public init(_ first: any ScenarioSource, repeatedWith second: any ScenarioSource, weight: Double)
  {
    var best = (copies: 0, repeats: 0, excess: Double.infinity)
    for copies in 1...Self.mostCopies where best.excess > Self.near {
      let others = copies * first.count
      let repeats = Self.repeats(of: second.count, beside: others, weight: weight)
      let size = repeats * second.count
      let excess = Double(size) / Double(others + size) - weight
      if excess < best.excess { best = (copies, repeats, excess) }
    }
    self.init(
      first, second, firstCopies: best.copies, firstCount: best.copies * first.count,
      secondCount: best.repeats * second.count, sharesHistory: true)
  }

  /// As many scenarios as the first source has: the first of them as they are, and in place of the
  /// last ⌈weight × count⌉ the second source's, each as often as any other, give or take one.
  ///
  /// - Parameter weight: of the second source, above 0 and below 1.
  public init(_ first: any ScenarioSource, endingWith second: any ScenarioSource, weight: Double) {
    let count = first.count
    var others = Int((weight * Double(count)).rounded(.up))
    // A product such as 0.07 × 100 may be a last bit above the whole number it is.
    if Double(others - 1) / Double(count) >= weight { others -= 1 }
    self.init(
      first, second, firstCopies: 1, firstCount: count - others, secondCount: others,
      sharesHistory: false)
  }

  private init(
    _ first: any ScenarioSource, _ second: any ScenarioSource, firstCopies: Int,
    firstCount: Int, secondCount: Int, sharesHistory: Bool
  ) {
    precondition(first.factors == second.factors, "both sources move the same factors")
    self.first = first
    self.second = second
    self.firstCopies = firstCopies
    self.firstCount = firstCount
    self.secondCount = secondCount
    factors = first.factors
    count = firstCount + secondCount
    effectiveCount = Self.effectiveCount(
      min(first.effectiveCount, firstCount), min(second.effectiveCount, secondCount),
      weight: Double(secondCount) / Double(count), sharesHistory: sharesHistory)
  }

  /// The smallest number of copies of `size` scenarios that are at least `weight` of the sample with
  /// `others`.
  private static func repeats(of size: Int, beside others: Int, weight: Double) -> Int {
    func isEnough(_ copies: Int) -> Bool {
      Double(copies * size) / Double(others + copies * size) >= weight
    }
    var copies = Int((weight * Double(others) / ((1 - weight) * Double(size))).rounded(.up))
    while copies > 1, isEnough(copies - 1) { copies -= 1 }
    while !isEnough(copies) { copies += 1 }
    return copies
  }

  /// (Σ w)² / Σ w² over independent observations.
  ///
  /// - Source: Kish (1965), "Survey Sampling".
  private static func effectiveCount(
    _ first: Int, _ second: Int, weight: Double, sharesHistory: Bool
  ) -> Int {
    guard first > 0 else { return second }
    let other = 1 - weight
    var squares = other * other / Double(first) + weight * weight / Double(second)
    if sharesHistory { squares += 2 * weight * other / Double(max(first, second)) }
    return max(1, Int((1 / squares).rounded(.down)))
  }

  /// Has each source fill its own.
  public func fill(_ tile: inout ScenarioTile) {
    let numbers = tile.scenarios
    let places = numbers.map { $0 < firstCount }
    if !places.contains(false) {
      fill(&tile, numbers, from: first, by: firstNumber)
    } else if !places.contains(true) {
      fill(&tile, numbers, from: second, by: secondNumber)
    } else {
      var moves = tile.moves
      for isFirst in [true, false] {
        let columns = places.indices.filter { places[$0] == isFirst }
        let own = columns.map { numbers[$0] }
        if isFirst {
          fill(&tile, own, from: first, by: firstNumber)
        } else {
          fill(&tile, own, from: second, by: secondNumber)
        }
        for factor in factors.indices {
          let row = factor * tile.stride
          for (place, column) in columns.enumerated() {
            moves[row + column] = tile.moves[row + place]
          }
        }
      }
      tile.moves = moves
    }
    tile.hold(numbers[...])
  }

  private func fill(
    _ tile: inout ScenarioTile, _ numbers: [Int], from source: any ScenarioSource,
    by number: (Int) -> Int
  ) {
    tile.hold(numbers.map(number)[...])
    source.fill(&tile)
  }

  /// The first source's number of a scenario, copies side by side.
  private func firstNumber(_ scenario: Int) -> Int { scenario / firstCopies }

  /// The second source's number of a scenario, spread evenly over all it has.
  private func secondNumber(_ scenario: Int) -> Int {
    (scenario - firstCount) * second.count / secondCount
  }
}
