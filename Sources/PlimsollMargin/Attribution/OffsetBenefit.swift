import PlimsollMarket

/// What two holdings that offset each other differ in.
public enum OffsetKind: String, Sendable, Codable, CaseIterable {
  /// Options of one expiry, or futures of one, on one underlying.
  case sameExpiry = "same-expiry"
  /// Options, or futures, of several expiries of one underlying.
  case calendar
  /// Options against futures and spot of the same underlying.
  case optionAgainstFuture = "option-against-future"
  /// Positions on different underlyings.
  case acrossUnderlyings = "across-underlyings"
  /// Positions against stablecoins held or pledged.
  case stablecoin
  /// Positions against other coins pledged.
  case collateral
}

/// One step on the way from gross to net margin.
public struct OffsetBenefit: Sendable, Equatable {
  /// What was put together in this step.
  public var kind: OffsetKind
  /// What it takes off, in USD; negative where a measure is not sub-additive.
  public var benefit: Double
}

/// A holding as attribution sees it.
struct OffsetLine: Sendable, Equatable {
  var underlying: RiskFactor
  var isOption: Bool
  var isPledged: Bool
  var expiry: Timestamp?

  /// A position.
  init(_ instrument: Instrument) {
    underlying = instrument.underlying
    isOption = instrument.option != nil
    isPledged = false
    expiry = instrument.expiry
  }

  /// Coins pledged.
  init(pledged asset: RiskFactor) {
    underlying = asset
    isOption = false
    isPledged = true
  }

  fileprivate var isStable: Bool { StressLibrary.usualStablecoins.contains(underlying) }
}

/// How an account's holdings are put together, step by step, from each alone to all in one.
///
/// The margin of the groups of a step less that of the next is what the step's offsets take off; the
/// steps add up to gross less net. The order is part of the definition: an offset counts in the
/// first step that puts the two sides together.
///
/// - Verified by: OffsetTests.
struct OffsetSteps: Sendable {
  /// The groups after each step, in the order of `OffsetKind`.
  let groups: [[[Int]]]

  init(_ lines: [OffsetLine]) {
    groups = OffsetKind.allCases.map { kind in
      let keys = lines.enumerated().map { Self.group(of: $1, number: $0, after: kind) }
      let places = Dictionary(grouping: lines.indices) { keys[$0] }
      return places.values.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    }
  }

  /// The name of the group that a line is in after a step.
  private static func group(of line: OffsetLine, number: Int, after kind: OffsetKind) -> String {
    let isApart =
      switch kind {
      case .collateral: false
      case .stablecoin: line.isPledged && !line.isStable
      case .sameExpiry, .calendar, .optionAgainstFuture, .acrossUnderlyings:
        line.isPledged || line.isStable
      }
    if isApart { return "alone \(number)" }
    switch kind {
    case .sameExpiry:
      return "\(line.underlying) \(line.isOption) \(line.expiry.map(\.description) ?? "")"
    case .calendar: return "\(line.underlying) \(line.isOption)"
    case .optionAgainstFuture: return line.underlying.name
    case .acrossUnderlyings, .stablecoin, .collateral: return "all"
    }
  }

  /// The groups of several holdings, each once: what must be measured beside the holdings alone.
  var mixed: [[Int]] {
    var found: [[Int]] = []
    for group in groups.joined() where group.count > 1 && !found.contains(group) {
      found.append(group)
    }
    return found
  }

  /// What each step takes off.
  ///
  /// - Parameters:
  ///   - alone: the margin of each holding by itself.
  ///   - mixed: the margins of `mixed`, in its order.
  func benefits(alone: [Double], mixed: [Double]) -> [OffsetBenefit] {
    let margins = Dictionary(uniqueKeysWithValues: zip(self.mixed, mixed))
    let gross = alone.reduce(0, +)
    var before = gross
    return zip(OffsetKind.allCases, groups).map { kind, groups in
      let after = groups.reduce(0) { $0 + (margins[$1] ?? alone[$1[0]]) }
      defer { before = after }
      // Sums of the same numbers in another order differ in their last bits.
      let isRounding = abs(before - after) <= 1e-12 * gross
      return OffsetBenefit(kind: kind, benefit: isRounding ? 0 : before - after)
    }
  }
}
