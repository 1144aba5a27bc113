extension Book {
  /// The same market with other accounts, which must hold nothing that these do not.
  ///
  /// Accounts are put in order of name.
  ///
  /// - Verified by: ClearedBookTests.
  public func regrouped(into accounts: [Account]) -> Book {
    var book = self
    book.accounts = accounts.sorted { $0.name < $1.name }
    return book
  }
}
