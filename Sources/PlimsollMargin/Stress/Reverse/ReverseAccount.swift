internal import Glibc
import PlimsollMarket
import PlimsollNumerics

/// The reverse stress of one account.
struct ReverseAccount {
  private let stressed: StressedBook
  private let requirement: MarginRequirement
  private let target: LossTarget
  /// As P&L, of all factors held.
  private let pnl: AccountPayoff
  /// As collateral value, with haircuts.
  private let valued: AccountPayoff
  /// Log returns of the factors held that are given.
  private let fixed: [RiskFactor: Double]
  /// Of the factors that are not given.
  private let law: Plausibility

  /// What the target is about.
  private var counted: AccountPayoff { target == .liquidation ? valued : pnl }

  /// Prepares the account at a place of the book.
  ///
  /// - Parameter usesGiven: whether the search starts from what is given; else from no move.
  init(_ index: Int, of stressed: StressedBook, target: LossTarget, usesGiven: Bool = true) {
    self.stressed = stressed
    self.target = target
    requirement = stressed.requirements[index]
    pnl = stressed.payoff(ofAccount: index, haircut: .none)
    valued = stressed.payoff(ofAccount: index, haircut: stressed.haircut)
    let given = usesGiven ? stressed.given : nil
    let held = Set(pnl.factors)
    fixed = (given?.moves.logMoves ?? [:]).filter { held.contains($0.key) }
    law = given?.conditional.rest ?? stressed.plausibility
  }

  func answer() throws(InputError) -> ReverseStress.Account {
    var account = ReverseStress.Account(account: requirement.account, scenarios: [])
    switch target.loss(of: requirement) {
    case .none(let reason):
      account.reason = reason
      return account
    case .loss(let loss):
      account.targetLoss = loss
      try search(for: loss, &account)
      return account
    }
  }

  private func search(for loss: Double, _ account: inout ReverseStress.Account)
    throws(InputError)
  {
    // A target of zero is reached as things stand; the level is at or below one.
    let free = counted.limited { law.place(of: $0) != nil }
    let problem = ReverseProblem(
      payoff: free, law: try law.marginal(of: free.factors),
      headroom: loss
        + counted.payoffs.reduce(0) { sum, payoff in
          sum + (fixed[payoff.factor].map { payoff.gain($0) } ?? 0)
        })
    guard !counted.payoffs.isEmpty else {
      if loss == 0 {
        account.scenarios = [scenario([], .full, problem)]
      } else {
        account.reason = "nothing it holds can gain or lose"
      }
      return
    }
    let windows = stressed.history?.complete(for: known.factors) ?? []
    let linear = problem.linearAnswer()
    let quadratic = problem.quadraticAnswer()
    var search = ReverseSearch(problem: problem)
    search.starts = [linear, quadratic].compactMap(\.self)
    search.starts += starts(problem, among: windows)
    let full = search.nearest()
    for (method, shocks) in zip(ReverseStress.Method.allCases, [linear, quadratic, full]) {
      if let shocks, shocks.allSatisfy(\.isFinite) {
        account.scenarios.append(scenario(shocks, method, problem))
      }
    }
    guard let full else {
      let most = loss - problem.leastRoom().room
      account.reason =
        "it cannot lose that much: at most \(Self.money(most)) of the \(Self.money(loss)) USD "
        + "asked, each factor between 0.1 % and 1,100 times its price, implied volatilities as they are"
      return
    }
    account.record = try record(problem.law.moves(of: full), problem, loss: loss, windows)
  }

  /// The factors held that move by the model, given ones among them.
  private var known: (factors: [RiskFactor], payoff: AccountPayoff) {
    let payoff = pnl.limited { stressed.plausibility.place(of: $0) != nil }
    return (payoff.factors, payoff)
  }

  /// Whole dollars, where they fit.
  private static func money(_ amount: Double) -> String {
    abs(amount) < 1e15 ? "\(Int(amount.rounded()))" : "\(amount)"
  }

  // MARK: Starts

  private static let mostWindows = 8

  /// Named scenarios, and the past windows that cost most.
  private func starts(
    _ problem: ReverseProblem, among windows: [(end: Timestamp, moves: [Double])]
  ) -> [[Double]] {
    let factors = problem.payoff.factors
    let named = stressed.scenarios.map { scenario in
      factors.map { scenario.shock.logMoves[$0] ?? 0 }
    }
    let places = Dictionary(uniqueKeysWithValues: known.factors.enumerated().map { ($1, $0) })
    let past = windows.map { window in factors.map { places[$0].map { window.moves[$0] } ?? 0 } }
    let costly = past.map { moves in
      (moves, zip(problem.payoff.tables, moves).reduce(0) { $0 + $1.0.look($1.1).gain })
    }.sorted { $0.1 < $1.1 }.prefix(Self.mostWindows).map(\.0)
    return (named + costly).map(problem.law.whitened)
  }

  // MARK: Answers

  private func scenario(
    _ shocks: [Double], _ method: ReverseStress.Method, _ problem: ReverseProblem
  ) -> ReverseStress.Scenario {
    var moves = fixed
    for (factor, move) in zip(problem.payoff.factors, problem.law.moves(of: shocks)) {
      moves[factor] = move
    }
    let isListed =
      method == .full || moves.values.allSatisfy { $0.magnitude <= PayoffTable.reach }
    let listed = (isListed ? pnl.payoffs : []).map { payoff in
      let move = moves[payoff.factor] ?? 0
      return ReverseStress.Move(
        factor: payoff.factor, logMove: move, relativeMove: expm1(move),
        price: stressed.price(of: payoff.factor).map { $0 * exp(move) },
        standardDeviations: stressed.plausibility.deviation(of: payoff.factor).map { move / $0 },
        pnl: payoff.gain(move), isGiven: fixed[payoff.factor] != nil)
    }
    return ReverseStress.Scenario(
      method: method, loss: isListed ? -listed.reduce(0) { $0 + $1.pnl } : nil,
      marginLevel: isListed ? level(after: moves) : nil,
      distance: shocks.reduce(0) { $0 + $1 * $1 }.squareRoot(), dimension: shocks.count,
      moves: listed)
  }

  private func level(after moves: [RiskFactor: Double]) -> MarginLevel? {
    guard requirement.maintenance > 0 else { return nil }
    return MarginLevel(
      (requirement.standing.collateralValue + valued.gain(MarketShock(logMoves: moves)))
        / requirement.maintenance)
  }

  private func record(
    _ free: [Double], _ problem: ReverseProblem, loss: Double,
    _ windows: [(end: Timestamp, moves: [Double])]
  ) throws(InputError) -> HistoricalRecord? {
    guard !windows.isEmpty else { return nil }
    var moves = fixed
    for (factor, move) in zip(problem.payoff.factors, free) { moves[factor] = move }
    let (factors, payoff) = known
    let places = Dictionary(uniqueKeysWithValues: factors.enumerated().map { ($1, $0) })
    let watched = zip(counted.factors, counted.tables).compactMap { factor, table in
      places[factor].map { (place: $0, table: table) }
    }
    return HistoricalRecord(
      of: factors.map { moves[$0] ?? 0 }, among: windows,
      law: try stressed.plausibility.marginal(of: factors), apart: stressed.horizon,
      loses: { moves in
        watched.reduce(0) { $0 + $1.table.look(moves[$1.place]).gain } <= -loss
      },
      loss: { moves in -zip(payoff.payoffs, moves).reduce(0) { $0 + $1.0.gain($1.1) } })
  }
}
