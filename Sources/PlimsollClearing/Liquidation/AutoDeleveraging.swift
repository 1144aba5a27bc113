internal import PlimsollMarket

/// Winners whose positions are closed against a bankrupt account, in a venue's order.
///
/// - Source: VENUES 7: published scores of BitMEX, Binance, OKX, Bybit and Hyperliquid.
/// - Verified by: AutoDeleveragingTests, with the worked queue of VENUES A1.
public struct AutoDeleveraging: Sendable, Equatable {
  /// What a position is ranked by, highest first.
  public enum Score: String, Sendable, CaseIterable {
    /// P&L % × effective leverage when it gains, P&L % over it when it loses.
    case bitmex
    /// |uPnL|⁺ / max(1, wallet) × margin ratio.
    case binance
    /// P&L % × effective leverage.
    case okx
    /// P&L % × leverage: the return on what the position rests on.
    case bybit
    /// (mark / entry) × (notional / account value), entry / mark for a short.
    case hyperliquid
  }

  /// Who is closed.
  public enum Queue: String, Sendable, CaseIterable {
    /// From the highest score down, each whole until it is enough.
    case ranked
    /// All with a score above zero, in proportion to their size.
    case proRata = "pro-rata"
  }

  /// What positions are ranked by.
  public var score: Score
  /// Who is closed.
  public var queue: Queue

  /// A way to deleverage.
  public init(score: Score, queue: Queue = .ranked) {
    self.score = score
    self.queue = queue
  }

  init(yaml node: ConfigNode) throws(InputError) {
    let keys = try node.mapping(["score", "queue"])
    guard let score = keys["score"] else {
      throw node.error("the key `score` is missing", remedy: "Write {score: okx, queue: ranked}.")
    }
    self.init(
      score: try score.choice(Score.self),
      queue: try keys["queue"]?.choice(Queue.self) ?? .ranked)
  }

  /// What is known of a position that may be deleveraged.
  public struct Candidate: Sendable, Equatable {
    /// Units held, above zero.
    public var size: Double
    /// Long or short.
    public var isLong: Bool
    /// USD gained since entry.
    public var unrealisedPnL: Double
    /// |size| in USD at the mark.
    public var notional: Double
    /// |size| in USD at entry.
    public var entryNotional: Double
    /// Equity of its account.
    public var equity: Double
    /// Maintenance margin of its account.
    public var maintenance: Double

    /// A position.
    public init(
      size: Double, isLong: Bool, unrealisedPnL: Double, notional: Double, entryNotional: Double,
      equity: Double, maintenance: Double
    ) {
      self.size = size
      self.isLong = isLong
      self.unrealisedPnL = unrealisedPnL
      self.notional = notional
      self.entryNotional = entryNotional
      self.equity = equity
      self.maintenance = maintenance
    }
  }

  /// The rank of a position; higher goes first.
  public func score(of candidate: Candidate) -> Double {
    let entry = max(candidate.entryNotional, .leastNormalMagnitude)
    let percent = candidate.unrealisedPnL / entry
    let equity = max(candidate.equity, .leastNormalMagnitude)
    let leverage = candidate.notional / equity
    switch score {
    case .bitmex: return percent >= 0 ? percent * leverage : percent / leverage
    case .okx, .bybit: return percent * leverage
    case .binance:
      let wallet = candidate.equity - candidate.unrealisedPnL
      let ratio = candidate.equity > 0 ? candidate.maintenance / candidate.equity : 0
      return max(0, candidate.unrealisedPnL) / max(1, wallet) * ratio
    case .hyperliquid:
      let grown = candidate.notional / entry
      return (candidate.isLong ? grown : 1 / max(grown, .leastNormalMagnitude)) * leverage
    }
  }

  /// How many units of each candidate are closed so that `size` are, or all there is.
  ///
  /// - Parameter scores: one a candidate; of equals the earlier goes first.
  /// - Complexity: O(n log n).
  public func closed(_ size: Double, of candidates: [Candidate], scores: [Double]) -> [Double] {
    precondition(scores.count == candidates.count, "one score a candidate")
    switch queue {
    case .proRata:
      let sizes = zip(candidates, scores).map { $1 > 0 ? $0.size : 0 }
      let total = sizes.reduce(0, +)
      return sizes.map { total > 0 ? min($0, size * ($0 / total)) : 0 }
    case .ranked:
      var closed = candidates.map { _ in 0.0 }
      var left = size
      let ranked = candidates.indices.sorted {
        scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1
      }
      for place in ranked where left > 0 {
        closed[place] = min(candidates[place].size, left)
        left -= closed[place]
      }
      return closed
    }
  }
}
