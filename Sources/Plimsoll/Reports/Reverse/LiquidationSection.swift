internal import Glibc
internal import PlimsollMargin
internal import PlimsollMarket

/// The liquidation surface as a section of a report, for a reader who never met one.
struct LiquidationSection {
  let surface: LiquidationSurface
  let stressed: StressedBook
  /// Charts by account.
  let charts: [String: String]

  /// Accounts drawn and told in full, those of the lowest levels.
  static let mostTold = 6
  private static let mostMultiples = 3

  func write(to document: inout MarkdownDocument) {
    document.heading(2, "How far from liquidation?")
    document.paragraph(
      "An account is liquidated when its margin level falls to 1: when its collateral value, haircuts "
        + "taken at the prices of then, is down to its maintenance margin of now. With one position "
        + "there is one price at which that happens. With several there is none: a fall of one coin "
        + "liquidates sooner when another has fallen too, later when it has risen. Every combination "
        + "of prices has a level, and those with a level of exactly 1 form a surface around today's "
        + "prices. The account lives as long as the market stays inside.")
    if stressed.given != nil {
      document.paragraph("The given moves are left out of this section: distances are from today.")
    }
    document.bullets([
      "**Distance** is that of the nearest point of the surface, in standard deviations over "
        + "\(stressed.horizon) with correlations counted: the most plausible way to liquidation"
        + ", with its odds if returns were normal.",
      "**Alone** is the move of one factor that liquidates while all others stand still; **followed** "
        + "is the move that does when the others go where the model expects them with it. Blank means "
        + "that no price from 0.1 % to 1,100 times today's does.",
      "**Times a scenario** is the multiple of a named scenario's moves at which the level is 1: below "
        + "1 the account would not have lived through it. Multiples are tried up to "
        + "\(NumberText.plain(LiquidationSurface.mostMultiple, significantDigits: 3)).",
      "**The map** of an account shows its level over the moves of the two factors with most at "
        + "stake; other factors are where the model expects them given these two. "
        + "Ellipses are moves of equal distance; the thick line is the surface. Where further factors "
        + "matter, the nearest point of the whole surface has them elsewhere and lies off the line.",
      "**Liquidation price** is given where one factor alone moves the account and one price of it "
        + "parts life from liquidation; elsewhere a single price would mislead, and `liquidation.csv` "
        + "says why.",
    ])
    document.table(
      [
        "account", .right("level"), .right("distance"), .right("odds its way"),
        .right("factors"), "nearest scenario", .right("times"), .right("liquidation price"),
      ], ranked.prefix(MarginReport.mostListed).map(row))
    if ranked.count > MarginReport.mostListed {
      document.paragraph("`liquidation.csv` has all \(ranked.count) accounts.")
    }
    for account in ranked.prefix(Self.mostTold) { tell(account, to: &document) }
  }

  /// The lowest levels first, those without one last.
  private var ranked: [LiquidationSurface.Account] {
    let levels = surface.accounts.map { $0.marginLevel?.value ?? .infinity }
    return surface.accounts.indices.sorted { left, right in
      levels[left] != levels[right] ? levels[left] < levels[right] : left < right
    }.map { surface.accounts[$0] }
  }

  private func row(_ account: LiquidationSurface.Account) -> [String] {
    let found = account.nearest.scenario
    let first = Self.multiples(account).first
    let price = account.singleFactor.flatMap { factor in
      stressed.book.spot[factor].flatMap { spot in
        account.singleMove.map { "\(factor) at \(NumberText.money(spot * exp($0)))" }
      }
    }
    return [
      account.account, account.marginLevel.map { NumberText.ratio($0.value) } ?? "",
      found.map { ReverseSection.distance($0.distance) } ?? "none",
      found.map { ReverseSection.odds($0.normalTail) } ?? "",
      found.map { "\($0.dimension)" } ?? "", first?.scenario ?? "",
      first?.multiple.map(NumberText.ratio) ?? "", price ?? "",
    ]
  }

  /// Those that liquidate, the smallest multiples first.
  private static func multiples(_ account: LiquidationSurface.Account)
    -> [LiquidationSurface.Multiple]
  {
    account.multiples.enumerated().filter { $0.element.multiple != nil }.sorted { left, right in
      let (a, b) = (left.element.multiple ?? .infinity, right.element.multiple ?? .infinity)
      return a != b ? a < b : left.offset < right.offset
    }.map(\.element)
  }

  private func tell(
    _ account: LiquidationSurface.Account, to document: inout MarkdownDocument
  ) {
    document.heading(3, "The surface of \(account.account)")
    guard let level = account.marginLevel else {
      document.paragraph("No margin is required of it, so nothing liquidates it.")
      return
    }
    guard level.value > 1 else {
      document.paragraph(
        "It is at or under its load line already, at a level of \(NumberText.ratio(level.value)): "
          + "every distance is 0.")
      return
    }
    if let reason = account.nearest.reason {
      document.paragraph("No moves liquidate it: \(reason).")
    }
    writeFactors(of: account, to: &document)
    let smallest = Self.multiples(account).prefix(Self.mostMultiples).map { multiple in
      "\(multiple.multiple.map(NumberText.ratio) ?? "") times \(multiple.scenario)"
    }
    document.paragraph(
      (smallest.isEmpty
        ? "No named scenario liquidates it, ten times over either."
        : "It is liquidated by \(smallest.joined(separator: ", ")).")
        + (account.reason.map { " It has no single liquidation price: \($0)." } ?? ""))
    if let path = charts[account.account], let map = account.map {
      document.image(
        "Margin level of \(account.account) over moves of \(map.first) and \(map.second)",
        path: path)
    }
  }

  private func writeFactors(
    of account: LiquidationSurface.Account, to document: inout MarkdownDocument
  ) {
    let moves = Dictionary(
      (account.nearest.scenario?.moves ?? []).map { ($0.factor, $0) }
    ) { first, _ in first }
    var factors: [RiskFactor] = []
    for crossing in account.crossings where factors.last != crossing.factor {
      factors.append(crossing.factor)
    }
    guard !factors.isEmpty else { return }
    func cell(_ factor: RiskFactor, _ direction: LiquidationSurface.Direction, _ followed: Bool)
      -> String
    {
      let crossing = account.crossings.first {
        $0.factor == factor && $0.direction == direction
      }
      return (followed ? crossing?.followed : crossing?.alone).map {
        NumberText.percent(expm1($0))
      } ?? ""
    }
    document.table(
      [
        "factor", .right("alone, down"), .right("alone, up"), .right("followed, down"),
        .right("followed, up"), .right("at the nearest point"), .right("price there"),
      ],
      factors.map { factor in
        [
          factor.name, cell(factor, .down, false), cell(factor, .up, false),
          cell(factor, .down, true), cell(factor, .up, true),
          moves[factor].map { NumberText.percent($0.relativeMove, decimals: 2) } ?? "",
          moves[factor]?.price.map(NumberText.money) ?? "",
        ]
      })
  }
}
