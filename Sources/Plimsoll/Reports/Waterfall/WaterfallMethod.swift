internal import PlimsollClearing
internal import PlimsollMargin

/// How the figures of a waterfall report were made, sentence by sentence.
struct WaterfallMethod {
  let result: WaterfallResult

  var notes: [String] {
    let (settings, rule) = (result.settings, result.assessment.rule)
    let margin =
      result.waterfall.countsEquity
      ? "All equity of a pool stands behind its losses, as the waterfall \(result.waterfall.name) "
        + "says; collateral gains and loses with its price."
      : "The margin that counts of a pool is its initial margin by rule \(rule), or its collateral "
        + "value where that is less; what is there beyond may be withdrawn before a default, and the "
        + "same share counts of what collateral gains or loses."
    let horizon = result.assessment.horizon.map { "\($0)" } ?? "its horizon"
    return [
      "House accounts of a member are one pool of positions and collateral, its `client-net` accounts "
        + "another, each `client-gross` account one of its own. A member answers for all of them, and "
        + "no pool pays for another.", margin,
      "Loss over margin = the sum over a member's pools of max(0, loss + debt − margin). Cover N = the N "
        + "groups with the largest losses over margin in one scenario, affiliates together, none "
        + "setting off what another has to spare.",
      "In a stress scenario of library \(result.library.name), instantaneous, the "
        + "\(settings.cover == 1 ? "largest group defaults" : "two largest groups default").",
      "In a drawn scenario over \(horizon), the rule's own, a member defaults when it loses more over "
        + "margin than its capital, and its affiliates with it. Probabilities have exact binomial "
        + "intervals.",
      "The waterfall's layers take what those before leave. Margin and contribution of a defaulter pay "
        + "its own loss alone; survivors pay in proportion; gains are those of contracts, a member's "
        + "pools netted; auto-deleveraging takes the highest gains over margin first; a tear-up bears "
        + "the rest in proportion to contracts held against the defaulters'. Cents left by rounding go "
        + "to the largest remainders, then by name.",
      "Fund = \(NumberText.plain(settings.buffer, significantDigits: 4)) × the largest cover "
        + "\(settings.cover), shared by "
        + (settings.allocation == .stressedLoss
          ? "each member's largest loss over margin" : "initial margin")
        + ", at least \(NumberText.money(settings.floor)) each.",
      "Survivors restore what was taken of their contributions, and what defaulters had paid in, pro "
        + "rata.",
    ] + [result.moves.method]
      + result.assessment.method.map { "Rule \(rule): \($0)" }
  }
}
