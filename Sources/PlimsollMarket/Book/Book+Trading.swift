extension Book {
  /// The factors that what is listed follows, as far as they have a price at the as-of time; in the
  /// order of the price file.
  public var listedFactors: [RiskFactor] {
    let underlyings = listing.underlyings
    return prices.factors.filter { factor in
      underlyings.contains(factor) && (spot[factor] != nil || (try? price(of: factor)) != nil)
    }
  }

  /// The book with the prices of more factors than its accounts need, so that what follows them can
  /// be traded.
  ///
  /// A scenario is one joint move of a book's factors, so more of them may change every scenario.
  ///
  /// - Throws: an `InputError` for a factor without a price at the as-of time.
  /// - Verified by: BookTradingTests.
  public func opened(to factors: [RiskFactor]) throws(InputError) -> Book {
    var book = self
    for factor in factors where book.spot[factor] == nil {
      let (price, found) = try price(of: factor)
      book.spot[factor] = price
      book.diagnostics += found
    }
    return book
  }

  /// The book with other accounts, in order of name, that hold what follows its factors.
  ///
  /// - Throws: an `InputError` for what has expired or is absurdly large.
  /// - Verified by: BookTradingTests.
  public func replacing(_ accounts: [Account]) throws(InputError) -> Book {
    var book = self
    book.accounts = accounts
    var held = HeldInstruments(accounts)
    for order in orders { held.addIfNew(order.instrument) }
    book.instruments = held.instruments
    try book.refuseExpired()
    try book.refuseAbsurdSizes()
    return book
  }

  /// What is called `name`: a listed instrument, one of the option chain, or the coin of a price
  /// column.
  ///
  /// - Throws: an `InputError` without a place when there is none, when it has expired, or when the
  ///   price file does not have its underlying.
  public func instrument(_ name: String) throws(InputError) -> Instrument {
    let instrument = try listing.instrument(name, orCoinOf: prices)
    if let expiry = instrument.expiry, expiry <= asOf {
      throw InputError(
        .data, "\(name) expired at \(expiry), the book is valued at \(asOf)",
        remedy: "Name one that has not, or give an earlier --as-of.")
    }
    return instrument
  }

  /// The price of a factor that no account needs.
  private func price(of factor: RiskFactor) throws(InputError) -> (Double, [Diagnostic]) {
    let listed = listing.instruments.filter {
      $0.underlying == factor && ($0.expiry.map { $0 > asOf } ?? true)
    }
    var held = HeldInstruments()
    for instrument in listed { held.add(instrument) }
    held.add([Collateral(asset: factor, amount: 0)])
    var found: [Diagnostic] = []
    guard let price = try spotPrices.prices(for: held, diagnostics: &found)[factor] else {
      preconditionFailure("\(factor) was asked for")
    }
    return (price, found)
  }
}
