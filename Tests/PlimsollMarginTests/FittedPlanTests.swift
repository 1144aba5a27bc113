import PlimsollMargin
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct FittedPlanTests {
  private func book(days: Int = 400, last: Int? = nil) throws -> Book {
    var prices = try SyntheticPrices.history(["A", "B"], days: days)
    if let last { prices = try prices.upTo(prices.times[last]) }
    return try Book(
      name: "book", prices: prices,
      accounts: [
        Account(
          name: "one",
          positions: [
            Position(instrument: .spot(Spot(name: "A", underlying: "A")), quantity: 1),
            Position(instrument: .spot(Spot(name: "B", underlying: "B")), quantity: -2),
          ])
      ])
  }

  private func plan(_ method: ScenarioPlan.Method, _ kind: VolatilityModel.Kind) -> ScenarioPlan {
    var spec = CalibrationSpec()
    spec.volatility.model = kind
    var plan = ScenarioPlan(method: method, spec: spec)
    plan.count = 500
    return plan
  }

  private func moves(
    _ plan: ScenarioPlan, _ book: Book, fitted: FittedPlan? = nil
  ) throws -> [Double] {
    var context = RiskContext()
    context.fitted = fitted
    let source = try plan.prepare(for: book, horizon: .days(2), context: context).source
    return source.moves(0..<source.count).storage
  }

  @Test(arguments: [ScenarioPlan.Method.historical, .filteredHistorical, .monteCarlo])
  func fittedToTheSamePricesItChangesNothing(method: ScenarioPlan.Method) throws {
    let book = try book()
    for kind in [VolatilityModel.Kind.ewma, .gjr] {
      let plan = plan(method, kind)
      let fitted = try plan.fitted(to: book.prices, factors: book.factors)
      #expect(try moves(plan, book, fitted: fitted) == moves(plan, book))
    }
  }

  /// Fitted to a past, the parameters are those of then and the forecast that of now.
  @Test(arguments: [ScenarioPlan.Method.filteredHistorical, .monteCarlo])
  func fittedToThePastItFollowsThePrices(method: ScenarioPlan.Method) throws {
    let plan = plan(method, .garch)
    let past = try book(last: 300)
    let now = try book()
    let fitted = try plan.fitted(to: past.prices, factors: past.factors)
    let followed = try moves(plan, now, fitted: fitted)
    #expect(followed != (try moves(plan, past)))
    #expect(followed != (try moves(plan, now)))
    #expect(followed.allSatisfy { $0.isFinite })
  }

  @Test func aFactorItWasNotFittedToIsRefused() throws {
    let plan = plan(.filteredHistorical, .ewma)
    let book = try book()
    let fitted = try plan.fitted(to: book.prices, factors: ["A"])
    #expect(throws: InputError.self) { try moves(plan, book, fitted: fitted) }
  }
}
