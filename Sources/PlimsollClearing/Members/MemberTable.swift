public import PlimsollMarket

/// The members of `members.csv`, checked against the accounts of a book.
///
/// - Verified by: MemberTableTests.
public struct MemberTable: Sendable {
  /// In order of name.
  public let members: [ClearingMember]
  /// The file.
  public let digest: InputDigest

  /// Reads `member,account,kind,default_fund,capital` and optionally `group`.
  ///
  /// - Parameter accounts: those of the book, each of which must have one member.
  /// - Throws: an `InputError` for a member without accounts, an unknown or repeated account, an
  ///   account without a member, money below zero, or a member whose rows disagree.
  public init(csv file: InputFile, accounts: [String]) throws(InputError) {
    let table = try CSVFile(file)
    let columns = try MemberColumns(table)
    guard table.rowCount > 0 else {
      throw .data(
        file.name, "there are no members", remedy: "Give one row per member and account.")
    }
    let known = Set(accounts)
    var places: [String: Int] = [:]
    var found: [ClearingMember] = []
    var rowOf: [String: Int] = [:]
    for row in 0..<table.rowCount {
      let member = try columns.member(row)
      guard let held = member.accounts.first?.account else { continue }
      guard known.contains(held) else {
        throw table.error(
          row: row, column: columns.account, "the book has no account \"\(held)\"",
          remedy: InputError.suggestion(for: held, among: accounts))
      }
      if let earlier = rowOf[held] {
        throw table.error(
          row: row, column: columns.account,
          "account \(held) is already that of a member on line \(table.line(ofRow: earlier))",
          remedy: "Give every account to one member, once.")
      }
      rowOf[held] = row
      guard let place = places[member.name] else {
        places[member.name] = found.count
        found.append(member)
        continue
      }
      try columns.requireAgreement(of: member, with: found[place], row: row)
      found[place].accounts += member.accounts
    }
    if let orphan = accounts.first(where: { rowOf[$0] == nil }) {
      let count = accounts.count { rowOf[$0] == nil }
      throw .data(
        file.name, column: "account",
        "no member answers for account \(orphan)"
          + (count > 1 ? " and \(count - 1) more of the book" : ""),
        remedy: "Add a row for every account of the book.")
    }
    members = found.sorted { $0.name < $1.name }
    digest = InputDigest(file)
  }
}

/// Where the columns of `members.csv` are, and what its rows say.
private struct MemberColumns {
  let table: CSVFile
  let account: Int
  private let name: Int
  private let kind: Int
  private let fund: Int
  private let capital: Int
  private let group: Int?

  init(_ table: CSVFile) throws(InputError) {
    self.table = table
    name = try table.requiredIndex(of: "member")
    account = try table.requiredIndex(of: "account")
    kind = try table.requiredIndex(of: "kind")
    fund = try table.requiredIndex(of: "default_fund")
    capital = try table.requiredIndex(of: "capital")
    group = table.index(of: "group")
  }

  /// A member with the one account of a row.
  func member(_ row: Int) throws(InputError) -> ClearingMember {
    let member = try table.requiredText(row: row, column: name)
    guard !table.isBlank(row: row, column: account) else {
      throw table.error(
        row: row, column: account, "member \(member) has no account here",
        remedy: "Name the account it answers for, or remove the row.")
    }
    let word = try table.requiredText(row: row, column: kind)
    guard let kind = MemberAccount.Kind(rawValue: word) else {
      throw table.error(
        row: row, column: self.kind, "unknown kind \"\(word)\"",
        remedy: InputError.suggestion(
          for: word, among: MemberAccount.Kind.allCases.map(\.rawValue)))
    }
    let affiliates = group.map { table.text(row: row, column: $0) } ?? ""
    return ClearingMember(
      name: member, group: affiliates.isEmpty ? nil : affiliates,
      contribution: try money(row, fund), capital: try money(row, capital),
      accounts: [
        MemberAccount(account: table.text(row: row, column: account), kind: kind)
      ])
  }

  /// More than this is a mistake, and its cents would not be whole.
  private static let largest = 1e13

  private func money(_ row: Int, _ column: Int) throws(InputError) -> Double {
    let value = try table.requiredNumber(row: row, column: column)
    guard value >= 0 else {
      throw table.error(
        row: row, column: column, "\(table.text(row: row, column: column)) is below zero",
        remedy: "Give USD of zero or more.")
    }
    guard value <= Self.largest else {
      throw table.error(
        row: row, column: column, "\(table.text(row: row, column: column)) is absurd",
        remedy: "Give USD up to \(Self.largest).")
    }
    return value
  }

  /// Refuses a row that says other than an earlier one of the same member.
  func requireAgreement(of member: ClearingMember, with first: ClearingMember, row: Int)
    throws(InputError)
  {
    func refuse(_ column: Int, _ before: String) -> InputError {
      table.error(
        row: row, column: column,
        "\(table.header[column]) of member \(member.name) is \"\(table.text(row: row, column: column))\", "
          + "\(before) on a line before",
        remedy: "Repeat the same value on each of its rows.")
    }
    guard member.contribution == first.contribution else {
      throw refuse(fund, "\(first.contribution)")
    }
    guard member.capital == first.capital else { throw refuse(capital, "\(first.capital)") }
    guard let group, member.group != first.group else { return }
    throw refuse(group, first.group == first.name ? "blank" : first.group)
  }
}
