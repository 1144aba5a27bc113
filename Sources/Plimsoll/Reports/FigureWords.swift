/// What the figures that sweeps compare are, in words.
enum FigureWords {
  /// A figure's meaning with its unit; nil for one whose name says it.
  static func meaning(of name: String) -> String? { words[name].map { "\($0.0), \($0.1)" } }

  /// Whether a figure is in USD.
  static func isMoney(_ name: String) -> Bool { words[name]?.1 == usd }

  private static let usd = "USD"

  private static let words: [String: (String, String)] = [
    // Of margin.
    "initial_margin": ("initial margin of all accounts", usd),
    "call_amount": ("what collateral lacks of initial margin, account by account", usd),
    "lowest_margin_level": (
      "collateral value over maintenance margin, of the worst account", "ratio"
    ),
    "netting_benefit": ("what offsets take off the margin of holdings alone", usd),
    "accounts_short": ("accounts below initial margin", "number"),
    "standard_error": ("standard error of the main figure", usd),
    // Of risk.
    "es": ("expected shortfall, the sum of the accounts' own", usd),
    "var": ("value at risk, the sum of the accounts' own", usd),
    "es_standard_error": ("its standard error", usd),
    // Of stress.
    "worst_pnl": ("P&L of the worst account in its worst scenario", usd),
    "worst_total_pnl": ("P&L of all accounts in the worst scenario", usd),
    "lowest_equity_after": ("equity of the worst account after its worst scenario", usd),
    "lowest_margin_level_after": ("margin level of the worst account after it", "ratio"),
    "accounts_under_water": ("accounts below margin level 1 in their worst scenario", "number"),
    "accounts_bankrupt": ("accounts that lose more than their equity", "number"),
    // Of liquidation.
    "expected_shortfall_loss": ("mean of what bankrupt accounts leave unpaid", usd),
    "shortfall_probability": ("part of paths that leave anything unpaid", "from 0 to 1"),
    "shortfall_es99": ("mean of it on the worst hundredth of paths", usd),
    "fund_draw": ("mean of what the insurance fund pays", usd),
    "deleveraged": ("mean of what deleveraging takes from winners", usd),
    "uncovered": ("mean of what nobody covers", usd),
    // Of waterfalls.
    "required_fund": ("default fund that the cover asks for", usd),
    "required_fund_after": ("the same after what closing out does to prices", usd),
    "default_fund": ("default fund paid in", usd),
    "cover_1": ("largest loss over margin of one group of members", usd),
    "cover_2": ("largest loss over margin of two groups of members", usd),
    "largest_uncovered": ("largest loss that no layer bears", usd),
    // Of backtests.
    "coverage": ("part of bars without a loss beyond value at risk", "from 0 to 1"),
    "average_margin": ("average margin of all accounts", usd),
    "peak_to_trough": ("largest over least margin, of the account that swings most", "ratio"),
    "kupiec_p": ("least p-value of Kupiec's test", "from 0 to 1"),
    "conditional_p": ("least p-value of the test of conditional coverage", "from 0 to 1"),
    "rejected": ("accounts for which the rule is rejected", "number"),
  ]
}
