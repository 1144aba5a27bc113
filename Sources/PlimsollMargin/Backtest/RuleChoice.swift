/// Which of the rules tested to use: the cheapest that no test rejects for any account, else the one
/// rejected for the fewest.
///
/// - Verified by: BacktestFindingsTests.
public struct RuleChoice: Sendable, Equatable {
  /// One rule over all accounts.
  public struct Candidate: Sendable, Equatable {
    /// The rule's number.
    public let rule: Int
    /// The sum over accounts of the average margin.
    public let cost: Double
    /// Accounts for which a test rejects it.
    public let rejected: Int
    /// Accounts for which none does, with enough observations.
    public let accepted: Int
    /// The least p-value of all its tests that decide.
    public let leastP: Double
  }

  /// All rules, the best first.
  public let ranked: [Candidate]

  /// The rule to use.
  public var best: Candidate { ranked[0] }

  /// Whether no test rejects the best for any account.
  public var isUsable: Bool { best.rejected == 0 }

  /// Ranks rules by their findings, rules × accounts, at least one rule.
  public init(_ findings: [[BacktestFindings]]) {
    precondition(!findings.isEmpty)
    let candidates = findings.enumerated().map { rule, accounts in
      Candidate(
        rule: rule, cost: accounts.reduce(0) { $0 + $1.procyclicality.average },
        rejected: accounts.count { $0.verdict.outcome == .rejected },
        accepted: accounts.count { $0.verdict.outcome == .accepted },
        leastP: accounts.map(\.verdict.leastP).min() ?? 1)
    }
    ranked = candidates.sorted { left, right in
      if left.rejected != right.rejected { return left.rejected < right.rejected }
      if left.rejected > 0, left.leastP != right.leastP { return left.leastP > right.leastP }
      return (left.cost, left.rule) < (right.cost, right.rule)
    }
  }
}
