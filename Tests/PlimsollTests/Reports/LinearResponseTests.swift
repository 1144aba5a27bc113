import Testing

@testable import Plimsoll

@Suite struct LinearResponseTests {
  @Test func aSumOfEffectsIsFoundExactly() throws {
    // y = 10 + 3 a - 5 b + {x: 0, y: 7, z: -2}, over all combinations.
    let a = [0.0, 1, 4]
    let b = [-1.0, 1]
    let words = ["x": 0.0, "y": 7, "z": -2]
    var cells: [(Double, Double, String)] = []
    for x in a { for y in b { for w in words.keys.sorted() { cells.append((x, y, w)) } } }
    let figures = cells.map { 10 + 3 * $0.0 - 5 * $0.1 + (words[$0.2] ?? 0) }
    let response = try #require(
      LinearResponse(
        figures,
        of: [.numbers(cells.map(\.0)), .numbers(cells.map(\.1)), .words(cells.map(\.2))]))
    #expect(abs(response.explained - 1) < 1e-12)
    let first = try #require(response.effects[0])
    #expect(abs(try #require(first.slope) - 3) < 1e-12)
    #expect(first.lowValue == "0" && first.highValue == "4")
    // At the mean of b (0) and of the words (5/3).
    #expect(abs(first.low - (10 + 5.0 / 3)) < 1e-12)
    #expect(abs(first.high - (22 + 5.0 / 3)) < 1e-12)
    #expect(abs(try #require(response.effects[1]?.slope) + 5) < 1e-12)
    let third = try #require(response.effects[2])
    #expect(third.lowValue == "z" && third.highValue == "y" && third.slope == nil)
    #expect(abs(third.high - third.low - 9) < 1e-12)
  }

  /// Slope and error of five points, by the textbook's formulas: Sxy / Sxx and √(SSE / 3 / Sxx).
  @Test func errorsAreThoseOfLeastSquares() throws {
    let x = [1.0, 2, 3, 4, 5]
    let y = [2.1, 3.9, 6.2, 7.8, 10.1]
    let effect = try #require(LinearResponse(y, of: [.numbers(x)])?.effects[0])
    #expect(abs(try #require(effect.slope) - 1.99) < 1e-12)
    let sse = 0.107
    #expect(abs(try #require(effect.slopeError) - (sse / 3 / 10).squareRoot()) < 1e-12)
  }

  @Test func fieldsThatMoveTogetherCannotBeToldApart() {
    let x = [1.0, 2, 3, 4]
    #expect(
      LinearResponse([1, 2, 3, 5], of: [.numbers(x), .numbers(x.map { 2 * $0 + 1 })]) == nil)
    #expect(LinearResponse([1, 2], of: [.numbers([1, 2]), .numbers([3, 1])]) == nil)
    #expect(LinearResponse([], of: [.numbers([])]) == nil)
  }

  @Test func whatDoesNotVaryHasNoEffect() throws {
    let response = try #require(
      LinearResponse([5, 5, 5], of: [.numbers([1, 1, 1]), .words(["a", "b", "a"])]))
    #expect(response.effects == [nil, nil])
    #expect(response.explained == 1)
    let varied = try #require(
      LinearResponse([1, 2, 3], of: [.numbers([1, 1, 1]), .words(["a", "b", "a"])]))
    #expect(varied.effects[0] == nil && varied.effects[1] != nil)
  }
}
