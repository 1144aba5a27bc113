import PlimsollClearing
import PlimsollMarket
import Testing

@Suite struct MemberTableTests {
  private static let header = "member,account,kind,default_fund,capital,group\n"
  private static let accounts = ["a", "b", "c"]

  private func read(_ rows: String, header: String = header) throws -> [ClearingMember] {
    try MemberTable(
      csv: InputFile(name: "members.csv", text: header + rows), accounts: Self.accounts
    ).members
  }

  @Test func membersInOrderOfName() throws {
    let members = try read("Z,a,house,5,9,\nB,b,client-net,1e3,0,Z\nB,c,client-gross,1000,0,Z\n")
    #expect(
      members == [
        ClearingMember(
          name: "B", group: "Z", contribution: 1000, capital: 0,
          accounts: [
            MemberAccount(account: "b", kind: .clientNet),
            MemberAccount(account: "c", kind: .clientGross),
          ]),
        ClearingMember(
          name: "Z", contribution: 5, capital: 9,
          accounts: [MemberAccount(account: "a", kind: .house)]),
      ])
    // Without a column of groups, each is its own.
    let own = try read(
      "Z,a,house,5,9\nB,b,house,1,0\nB,c,house,1,0\n",
      header: "member,account,kind,default_fund,capital\n")
    #expect(own.map(\.group) == ["B", "Z"])
  }

  @Test(arguments: [
    ("A,,house,1,1,\n", 2, "account", "member A has no account here"),
    ("A,x,house,1,1,\n", 2, "account", "the book has no account \"x\""),
    ("A,a,house,1,1,\nB,a,house,1,1,\n", 3, "account", "already that of a member on line 2"),
    ("A,a,house,1,1,\nA,a,house,1,1,\n", 3, "account", "already that of a member on line 2"),
    ("A,a,clients,1,1,\n", 2, "kind", "unknown kind \"clients\""),
    ("A,a,house,-1,1,\n", 2, "default_fund", "-1 is below zero"),
    ("A,a,house,1,-0.5,\n", 2, "capital", "-0.5 is below zero"),
    ("A,a,house,NaN,1,\n", 2, "default_fund", "not a finite number"),
    ("A,a,house,,1,\n", 2, "default_fund", "is blank"),
    ("A,a,house,1e15,1,\n", 2, "default_fund", "is absurd"),
    ("A,a,house,1,1,\nA,b,house,2,1,\n", 3, "default_fund", "default_fund of member A is \"2\""),
    ("A,a,house,1,1,\nA,b,house,1,2,\n", 3, "capital", "capital of member A is \"2\""),
    ("A,a,house,1,1,G\nA,b,house,1,1,\n", 3, "group", "group of member A is \"\""),
    (",a,house,1,1,\n", 2, "member", "is blank"),
  ]) func refusesWithItsPlace(rows: String, line: Int, column: String, message: String) {
    let error = #expect(throws: InputError.self) { try read(rows) }
    #expect(error?.kind == .data)
    #expect(error?.place?.line == line && error?.place?.column == column)
    #expect(error?.message.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test func everyAccountNeedsAMember() {
    let error = #expect(throws: InputError.self) { try read("A,b,house,1,1,\n") }
    #expect(error?.message == "no member answers for account a and 1 more of the book")
    #expect(throws: InputError.self) { try read("") }
    #expect(throws: InputError.self) { try read("", header: "") }
    #expect(throws: InputError.self) {
      try read("A,a,house,1\n", header: "member,account,kind,capital\n")
    }
  }
}
