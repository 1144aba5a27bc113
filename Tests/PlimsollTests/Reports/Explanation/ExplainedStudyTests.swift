import PlimsollMarket
import Testing

@testable import Plimsoll

@Suite struct ExplainedStudyTests {
  /// With every group taken, nothing of the first study is left.
  @Test func allGroupsTogetherAreTheOtherStudy() throws {
    let files = try StudyFolder()
    let book = BookSettings(files: BookFiles(folder: files.path("desk")))
    var other = BookSettings(
      files: BookFiles(
        folder: nil, prices: "p", instruments: "i", positions: "q", collateral: "c", surface: "s",
        liquidity: "l", openOrders: "o", funding: "f", futures: "u"), marks: ["A": 2],
      duplicates: .init(keepLastPrice: true, sumPositions: true))
    other.asOf = Timestamp("2024-01-01")
    var overrides = SpecOverrides()
    overrides.volatility = .constant
    let margin = MarginStudy(
      book: other, rules: ["x"], model: "m", overrides: overrides, scenarios: 5, seed: 9)
    #expect(try ExplanationRuns.path(from: MarginStudy(book: book), to: margin).last == margin)
    let risk = RiskStudy(
      book: other, model: "m", spec: "z", overrides: overrides, methods: [.historical], levels: [],
      horizons: [.days(3)], scenarios: 7, seed: 9, joint: "j",
      sampling: SamplingChoice(precision: 0.1))
    let first = RiskStudy(book: book, methods: [], levels: [], horizons: [])
    #expect(try ExplanationRuns.path(from: first, to: risk).last == risk)
    let alone = try first.alone()
    #expect(try ExplanationRuns.path(from: first, to: first).allSatisfy { $0 == alone })
  }
}
