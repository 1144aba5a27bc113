internal import Glibc
public import PlimsollMargin
public import PlimsollMarket

/// Watches the accounts of a book tick by tick and tells when one changes state.
///
/// Between margin runs requirements stand and only values move. A run, on a schedule or when a factor has
/// moved far, margins the book at the prices of that moment, with the history continued by them, and is
/// where all sums start anew.
///
/// - Source: the project's conventions on equity, collateral value and status.
/// - Verified by: MarginMonitorTests, MonitorCommandTests.
public struct MarginMonitor {
  /// How it watches.
  public let settings: MonitorSettings
  /// What has been told since it was last taken.
  public private(set) var events: [MonitorEvent] = []
  /// The level history.
  public internal(set) var samples: [MonitorSample] = []
  /// What the first margin run said.
  public let assessment: MarginAssessment
  /// How long margin runs took, in seconds.
  public private(set) var refreshSeconds: [Double] = []

  let rule: any MarginModel
  let context: RiskContext
  /// As read, less what has expired.
  var base: Book
  /// What has expired.
  var settlements: [ExpirySettlement] = []
  var marks: MonitorMarks
  var screen: TickScreen
  var watches: [AccountWatch] = []
  /// Prices of the last margin run.
  var bookMarks: BookMarks
  var sequence = 0
  var lines = 0
  var nextRefresh: FeedTime?
  var nextSample: FeedTime?
  /// Per leg and entry: USD gained since the account was last told of, up to the last margin run.
  var legGains: [Double] = []
  var coinGains: [Double] = []
  /// Values and ratios at the account's last telling, or at the last margin run if that is later.
  var legStarts: [Double] = []
  var coinStarts: [Double] = []
  /// Accounts of the level history.
  public internal(set) var followed: [Int] = []
  /// Whether any margin run has followed the first.
  var isRefreshed = false
  /// What is to be judged when the moment is over.
  var pending = PendingMoment()
  /// Daily volatility, by factor.
  let volatility: [Double]
  /// By number of a name in the feed; grows.
  var routes: [Route?] = []

  /// All sums are made anew after so many lines.
  private static let linesBetweenSums = 65_536
  /// Accounts of the level history when none are named.
  private static let mostFollowed = 8

  /// Margins a book and begins to watch it.
  ///
  /// - Throws: an `InputError` when the rule cannot margin it.
  public init(
    _ book: Book, rule: any MarginModel, settings: MonitorSettings, context: RiskContext
  ) throws(InputError) {
    self.settings = settings
    self.rule = rule
    self.context = context
    base = book
    bookMarks = BookMarks(book)
    assessment = try rule.assess(book, in: context)
    guard assessment.unquoted.isEmpty else {
      throw .data(
        rule.name,
        "cannot margin \(assessment.unquoted[0].account): \(assessment.unquoted[0].reason)",
        remedy: "Choose another rule, or leave the account out.")
    }
    volatility = book.factors.map { book.prices.dailyVolatility(of: $0) }
    marks = MonitorMarks(
      CascadeBook(
        book, valuation: try Valuation(book), haircut: rule.haircut, simulatesCollateral: false,
        countsOptions: rule.countsOptionValue))
    screen = TickScreen(sources: book.factors.count + marks.book.units.count, settings)
    watches = assessment.requirements.map {
      AccountWatch(initial: $0.initial, maintenance: $0.maintenance)
    }
    followed = try Self.followed(settings.follow, in: book, assessment)
    startAnew()
    for account in watches.indices { look(at: account, at: FeedTime(book.asOf), isStart: true) }
  }

  private static func followed(_ named: [String], in book: Book, _ assessment: MarginAssessment)
    throws(InputError) -> [Int]
  {
    guard !named.isEmpty else { return assessment.requirements.lowestLevels(mostFollowed) }
    var found: [Int] = []
    for name in named {
      guard let place = book.accounts.firstIndex(where: { $0.name == name }) else {
        throw .usage(
          "there is no account \(name) to follow",
          remedy: InputError.suggestion(for: name, among: book.accounts.map(\.name)))
      }
      found.append(place)
    }
    return found.sorted()
  }

  /// Takes what has been told.
  public mutating func takeEvents() -> [MonitorEvent] {
    defer { events.removeAll(keepingCapacity: true) }
    return events
  }

  /// The latest time of the feed; nil before its first tick.
  public var now: FeedTime? { screen.now }

  /// Goes on by one line of a feed.
  ///
  /// - Parameter names: those of the feed, by number.
  /// - Throws: an `InputError` when a margin run fails.
  public mutating func take(_ item: FeedItem, names: () -> [String]) throws(InputError) {
    lines += 1
    if lines % Self.linesBetweenSums == 0 { marks.sum() }
    guard case .tick(let tick) = item else {
      screen.refuse(.malformed, "", at: screen.now)
      return
    }
    let route = route(tick.name, names)
    guard let (source, known) = source(of: route) else {
      screen.refuse(.unknown, names()[tick.name], at: tick.time)
      return
    }
    if !settings.judgesWholeMoments, screen.isFarAhead(tick.time) {
      screen.refuse(.absurd, names()[tick.name], at: tick.time)
      return
    }
    try passTime(to: tick.time)
    if let reason = screen.reason(for: tick, source: source, known: known) {
      screen.refuse(reason, names()[tick.name], at: tick.time)
      return
    }
    try use(tick.price, of: route, at: screen.now ?? tick.time)
  }

  /// What a tick of a known name moves.
  private mutating func use(_ price: Double, of route: Route, at time: FeedTime) throws(InputError)
  {
    switch route {
    case .factor(let factor):
      marks.move(factor: factor, to: price / marks.book.spot[factor])
      for (_, account) in marks.holders(ofFactor: factor) { glance(at: account, time) }
      if let trigger = settings.trigger, volatility[factor] > 0,
        abs(log(marks.ratios[factor])) > trigger * volatility[factor]
      {
        try callForMargins(factor, at: time)
      }
    case .unit(let unit):
      marks.move(unit: unit, to: price)
      for leg in marks.book.holders[unit] { glance(at: marks.book.owners[leg], time) }
    case .unknown: break
    }
  }

  private mutating func glance(at account: Int, _ time: FeedTime) {
    if settings.judgesWholeMoments {
      pending.accounts.insert(account)
    } else if !watches[account].isQuiet(marks.equity[account], marks.collateral[account]) {
      look(at: account, at: time)
    }
  }

  private mutating func callForMargins(_ factor: Int, at time: FeedTime) throws(InputError) {
    if settings.judgesWholeMoments {
      pending.trigger = pending.trigger ?? factor
    } else {
      try refresh(at: time, reason: "volatility", subject: marks.book.factors[factor].name)
    }
  }

  /// Judges what the moment that is over has touched.
  private mutating func judgeMoment(_ time: FeedTime) throws(InputError) {
    let over = pending
    pending = PendingMoment()
    for account in over.accounts.sorted()
    where !watches[account].isQuiet(marks.equity[account], marks.collateral[account]) {
      look(at: account, at: time)
    }
    guard let factor = over.trigger else { return }
    try refresh(at: time, reason: "volatility", subject: marks.book.factors[factor].name)
  }

  /// Lets scheduled things happen whose time has come.
  private mutating func passTime(to time: FeedTime) throws(InputError) {
    guard let before = screen.now else {
      screen.advance(to: time)
      nextRefresh = settings.refresh.map { time + 1_000 * $0.seconds }
      nextSample = time
      takeSample(time)
      return
    }
    guard time > before else { return }
    try judgeMoment(before)
    while let due = nextSample, due <= time { takeSample(due) }
    while let due = nextRefresh, due <= time, let every = settings.refresh {
      // After a long gap one run is as good as many.
      let skipped = (time - due) / (1_000 * every.seconds) * 1_000 * every.seconds
      nextRefresh = due + skipped + 1_000 * every.seconds
      try refresh(at: due + skipped, reason: "schedule", subject: nil)
    }
    screen.advance(to: time)
    if (time.milliseconds / 1_000) != (before.milliseconds / 1_000) { tellSilent(time) }
  }

  private mutating func tellSilent(_ time: FeedTime) {
    for source in screen.newlySilent(for: settings.missing) {
      let factors = marks.book.factors.count
      let name =
        source < factors ? marks.book.factors[source].name : marks.book.units[source - factors].name
      let accounts =
        source < factors
        ? marks.holders(ofFactor: source).count : marks.book.holders[source - factors].count
      tell(
        .silent(source: name, last: screen.sources[source].time ?? time, accounts: accounts),
        at: time)
    }
  }

  /// Says that the feed has ended, after a last row of the level history.
  ///
  /// - Throws: an `InputError` when a last margin run fails.
  public mutating func end() throws(InputError) {
    guard let now = screen.now else { return }
    try judgeMoment(now)
    sample(at: now)
    tell(
      .ended(ticks: lines, rejected: screen.counts.reduce(0) { $0 + $1.count }), at: now)
  }

  mutating func tell(_ kind: MonitorEvent.Kind, at time: FeedTime) {
    sequence += 1
    events.append(MonitorEvent(sequence: sequence, time: time, kind: kind))
  }

  mutating func note(refresh seconds: Double) { refreshSeconds.append(seconds) }

  private mutating func takeSample(_ due: FeedTime) {
    nextSample = due + 1_000 * max(1, settings.sample.seconds)
    sample(at: due)
  }
}
