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
  /// The answers so far.
  public private(set) var answers: [PreTradeAnswer] = []

  init(
    study: PreTradeStudy, rule: MarginRule, check: PreTradeCheck, timings: [String: Double],
    environment: RunEnvironment
  ) {
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
      answers.append(answer)
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
      "scenarios": check.scenarioCount, "orders": answers.count,
    ]
    manifest.timings = timings
    manifest.timings["orders"] = seconds
    if !answers.isEmpty { manifest.timings["one order"] = seconds / Double(answers.count) }
    return PreTradeReport(
      book: start, rule: rule.name, study: study, answers: answers,
      diagnostics: (diagnostics + manifest.diagnostics).unique(), manifest: manifest
    ).report
  }
}
