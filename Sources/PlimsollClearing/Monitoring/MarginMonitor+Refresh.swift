import PlimsollMargin
import PlimsollMarket

extension MarginMonitor {
  /// Margins the book at the prices of a moment.
  ///
  /// - Throws: an `InputError` when the rule cannot margin it any more.
  mutating func refresh(at time: FeedTime, reason: String, subject: String?) throws(InputError) {
    let started = ContinuousClock.now
    let gains = gainsSoFar()
    closeBars(until: time)
    settleExpired(at: time)
    remember(time)
    let book = markedBook()
    let found = try rule.assess(book, in: context)
    let sources = sourceNames
    try restart(on: book)
    // What has expired leaves its number to others.
    screen.renumber(from: sources, to: sourceNames)
    routes = []
    isRefreshed = true
    carry(gains)
    for (account, requirement) in found.requirements.enumerated() {
      watches[account].initial = requirement.initial
      watches[account].maintenance = requirement.maintenance
    }
    let taken = started.duration(to: .now)
    note(
      refresh: Double(taken.components.seconds) + Double(taken.components.attoseconds) * 1e-18)
    tell(
      .refresh(
        reason: reason, subject: subject,
        initial: found.requirements.reduce(0) { $0 + $1.initial },
        maintenance: found.requirements.reduce(0) { $0 + $1.maintenance }), at: time)
    for account in watches.indices { look(at: account, at: time) }
  }

  /// The book at the remembered prices; the last row of its history is theirs, as if the bar ended now.
  func markedBook() -> Book {
    var marks = bookMarks
    let last = marks.closes.last?.time ?? base.prices.times.last ?? marks.time
    if marks.time > last {
      marks.closes.append(BookMarks.Close(time: last + base.prices.bar, prices: marks.spot))
    }
    let valued = try? Valuation(base)
    return base.marked(marks) { name in
      guard let valued, let option = base.options.first(where: { $0.name == name }) else {
        return nil
      }
      return valued.option(option).volatility
    }
  }

  /// Sets up values on a book that has just been marked.
  mutating func restart(on book: Book) throws(InputError) {
    let own = bookMarks.contracts
    marks = MonitorMarks(
      CascadeBook(
        book, valuation: try Valuation(book), haircut: rule.haircut, simulatesCollateral: false,
        countsOptions: rule.countsOptionValue))
    // A contract that has shown a price of its own does not go back to following spot.
    for (place, unit) in marks.book.units.enumerated() {
      if let price = own[unit.name] { marks.move(unit: place, to: price) }
    }
    marks.sum()
  }

  /// Keeps the prices of now.
  private mutating func remember(_ time: FeedTime) {
    bookMarks.time = max(base.asOf, time.second)
    for (place, factor) in marks.book.factors.enumerated() {
      bookMarks.spot[factor.name] = marks.book.spot[place] * marks.ratios[place]
    }
    for (place, unit) in marks.book.units.enumerated() {
      if marks.own[place] != nil { bookMarks.contracts[unit.name] = marks.quote(of: place) }
    }
  }

  /// Adds closes to the history for bars that have ended.
  private mutating func closeBars(until time: FeedTime) {
    guard let end = base.prices.times.last else { return }
    let bar = base.prices.bar
    let last = bookMarks.closes.last?.time ?? end
    let passed = (time.second.seconds - last.seconds) / max(1, bar.seconds)
    guard passed >= 1 else { return }
    var prices: [String: Double] = [:]
    for (place, factor) in marks.book.factors.enumerated() {
      prices[factor.name] = marks.book.spot[place] * marks.ratios[place]
    }
    bookMarks.closes.append(
      BookMarks.Close(
        time: last + TimeSpan(seconds: passed * bar.seconds), prices: prices))
  }

  /// Pays out what has expired: what it is worth at these prices becomes cash.
  private mutating func settleExpired(at time: FeedTime) {
    let expired = marks.book.units.indices.filter { unit in
      marks.book.units[unit].expiry.map { $0 <= time.second } ?? false
    }
    for unit in expired {
      let name = marks.book.units[unit].name
      let found = marks.book.holders[unit].map { leg in
        ExpirySettlement(
          instrument: name, account: marks.book.names[marks.book.owners[leg]],
          amount: settlement(ofLeg: leg))
      }
      base.settle(found)
      settlements += found
      tell(.expired(instrument: name, accounts: found.count), at: time)
    }
  }

  /// USD that a position pays when it ends: of an option its intrinsic value, of a future what it has
  /// gained since entry.
  private func settlement(ofLeg leg: Int) -> Double {
    let held = marks.book.legs[leg]
    let unit = marks.book.units[held.unit]
    let ratio = marks.ratios[unit.factor]
    guard let table = unit.table else {
      return held.unrealised * (unit.isInverse ? ratio : 1)
        + held.quantity * marks.value(of: held.unit)
    }
    let option = marks.book.options[table]
    return held.quantity
      * option.value(spotMove: ratio - 1, volatilityChange: 0, after: option.life)
  }
}
