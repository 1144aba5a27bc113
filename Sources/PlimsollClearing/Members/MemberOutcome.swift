/// What one scenario does to the members of a cleared book, in whole cents.
///
/// A member's loss over margin is the sum over its pools of max(0, loss + debt − margin): no pool pays
/// for another.
///
/// - Verified by: ClearedBookTests.
public struct MemberOutcome: Sendable, Equatable {
  /// By pool, what it loses; negative when it gains.
  public var losses: [Double]
  /// By pool, variation margin on its contracts; negative when it is to pay.
  public var variation: [Double]

  /// Gains of pools in USD, of all that is exposed and of contracts alone.
  public init(gains: [Double], variation: [Double]) {
    losses = gains.map { (-$0).inCents() }
    self.variation = variation.map { $0.inCents() }
  }

  /// By member, the loss over margin.
  public func overMargin(in book: ClearedBook) -> [Double] {
    var sums = [Double](repeating: 0, count: book.members.count)
    for (pool, loss) in losses.enumerated() {
      sums[book.pools[pool].member] += max(0, loss + book.debt[pool] - book.margin[pool])
    }
    return sums
  }

  /// By group, whether it defaults because one of its members loses more over margin than its
  /// capital.
  public func defaultsByCapital(in book: ClearedBook) -> [Bool] {
    let over = overMargin(in: book)
    var defaults = [Bool](repeating: false, count: book.groups.count)
    for (member, capital) in book.capitals.enumerated() where over[member] > capital {
      defaults[book.groupOf[member]] = true
    }
    return defaults
  }

  /// By group, whether it is among the `count` that lose most over margin; who loses nothing does not
  /// default.
  public func defaultsByCover(_ count: Int, in book: ClearedBook) -> [Bool] {
    var sums = [Double](repeating: 0, count: book.groups.count)
    for (member, loss) in overMargin(in: book).enumerated() { sums[book.groupOf[member]] += loss }
    let ranked = sums.indices.sorted { sums[$0] != sums[$1] ? sums[$0] > sums[$1] : $0 < $1 }
    var defaults = sums.map { _ in false }
    for group in ranked.prefix(count) where sums[group] > 0 { defaults[group] = true }
    return defaults
  }

  /// The event of groups that default: what closing them out loses, and what the others have.
  ///
  /// Of a defaulter, only pools that lose count; the margin of each pays for that pool alone. The gain
  /// of another member is its variation margin, its pools netted.
  public func event(_ defaults: [Bool], in book: ClearedBook) -> DefaultEvent {
    let members = book.members.indices
    var (loss, usable) = (members.map { _ in 0.0 }, members.map { _ in 0.0 })
    for (pool, lost) in losses.enumerated() {
      let member = book.pools[pool].member
      let whole = max(0, lost + book.debt[pool])
      loss[member] += whole
      usable[member] += min(whole, book.margin[pool])
    }
    let (margin, gains) = (book.byMember(book.margin), book.byMember(variation))
    let (equity, fund) = (book.byMember(book.equity), book.contributions)
    return DefaultEvent(
      sorted: members.filter { defaults[book.groupOf[$0]] }.map {
        .init(
          name: book.members[$0].name, loss: loss[$0], margin: margin[$0],
          usableMargin: usable[$0], contribution: fund[$0])
      },
      survivors: members.filter { !defaults[book.groupOf[$0]] }.map {
        .init(
          name: book.members[$0].name, contribution: fund[$0], gain: gains[$0],
          equity: equity[$0], score: margin[$0] > 0 ? gains[$0] / margin[$0] : gains[$0])
      })
  }
}
