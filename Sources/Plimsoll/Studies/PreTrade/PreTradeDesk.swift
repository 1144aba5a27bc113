public import PlimsollMargin
public import PlimsollMarket

/// A rule made ready for a book, that answers orders one after another.
///
/// - Verified by: PreTradeStudyTests.
public struct PreTradeDesk: Sendable {
  private let study: PreTradeStudy
  private let rule: MarginRule
  private let environment: RunEnvironment
  private let timings: [String: Double]
  private let start: Book
  private var check: PreTradeCheck
  private let keepsAnswers: Bool
  /// The answers so far; empty when they are not kept.
  public private(set) var answers: [PreTradeAnswer] = []
  /// How many orders were answered, and how many of them rejected.
  public private(set) var count = 0, rejected = 0

  init(
    study: PreTradeStudy, rule: MarginRule, check: PreTradeCheck, keepsAnswers: Bool,
    timings: [String: Double], environment: RunEnvironment
  ) {
    self.keepsAnswers = keepsAnswers
    self.study = study
    self.rule = rule
    self.check = check
    self.timings = timings
    self.environment = environment
    start = check.book
  }

  /// What must be known of how the rule was made ready.
  public var diagnostics: [Diagnostic] { (start.diagnostics + check.diagnostics).unique() }

  /// Judges an order, and books it when the study says so and it is accepted.
  ///
  /// - Throws: an `InputError` with the order's place when it makes no sense.
  @discardableResult public mutating func answer(_ order: PreTradeOrder) throws(InputError)
    -> PreTradeAnswer
  {
    do throws(InputError) {
      let answer = try check.check(order.account, order.instrument, order.quantity)
      if study.fills, answer.isAccepted { try check.fill(answer) }
      if keepsAnswers { answers.append(answer) }
      count += 1
      if !answer.isAccepted { rejected += 1 }
      return answer
    } catch {
      var error = error
      if error.place == nil || error.kind == .usage { error.place = order.place }
      throw error
    }
  }

  /// The answers as files.
  ///
  /// - Parameters:
  ///   - inputs: where the orders came from.
  ///   - seconds: that answering took.
  public func report(ofInputs inputs: [InputDigest], seconds: Double) throws(InputError) -> Report {
    var manifest = RunManifest(
      study: study,
      inputs: start.inputs + rule.inputs + inputs + (try modelInputs(study.model)),
      environment: environment)
    if let plan = rule.shortfall?.scenarios, plan.method.draws {
      manifest.seed = study.seed ?? plan.seed
    }
    if let model = check.model { manifest.add(model) }
    manifest.rules = [rule.name]
    manifest.counts = [
      "accounts": start.accounts.count, "factors": start.factors.count,
      "scenarios": check.scenarioCount, "orders": count,
    ]
    manifest.timings = timings
    manifest.timings["orders"] = seconds
    if count > 0 { manifest.timings["one order"] = seconds / Double(count) }
    return PreTradeReport(
      book: start, rule: rule.name, study: study, answers: answers, count: count,
      rejected: rejected,
      diagnostics: (diagnostics + manifest.diagnostics).unique(), manifest: manifest
    ).report
  }
}
