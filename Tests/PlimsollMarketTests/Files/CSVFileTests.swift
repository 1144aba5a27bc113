import PlimsollMarket
import Testing

@Suite struct CSVFileTests {
  static func table(_ text: String) throws -> CSVFile {
    try CSVFile(InputFile(name: "book.csv", text: text))
  }

  static func cells(_ table: CSVFile) -> [[String]] {
    (0..<table.rowCount).map { row in
      table.header.indices.map { table.text(row: row, column: $0) }
    }
  }

  /// The same two rows, as different programs write them.
  @Test(arguments: [
    "a,b\n1,x\n2,y\n", "a,b\n1,x\n2,y", "\u{FEFF}a,b\n1,x\n2,y\n", "a,b\r\n1,x\r\n2,y\r\n",
    "a,b\r1,x\r2,y\r", "\"a\",\"b\"\n\"1\",\"x\"\n\"2\",\"y\"\n", "\n\na,b\n\n1,x\n\r\n2,y\n\n\n",
    " a , b \n 1 ,\tx\n2\t, y \n", "\u{FEFF}\"a\" ,\"b\"\r\n\"1\",x\r\n2,\"y\"",
  ]) func spreadsheetsDialects(text: String) throws {
    let table = try Self.table(text)
    #expect(table.header == ["a", "b"])
    #expect(Self.cells(table) == [["1", "x"], ["2", "y"]])
    #expect(table.name == "book.csv")
  }

  @Test func quotedCells() throws {
    let table = try Self.table(
      "name,note\n\"a, b\",\"say \"\"yes\"\"\"\n\"two\nlines\",\"\"\n\" kept \",last\n")
    #expect(
      Self.cells(table) == [
        ["a, b", "say \"yes\""], ["two\nlines", ""], [" kept ", "last"],
      ])
    #expect((0..<3).map(table.line(ofRow:)) == [2, 3, 5])
    #expect(table.isBlank(row: 1, column: 1))
  }

  @Test func blankCellsAtTheEnd() throws {
    let table = try Self.table("a,b,c\n1,,\n,,3\n,2,")
    #expect(Self.cells(table) == [["1", "", ""], ["", "", "3"], ["", "2", ""]])
    #expect(table.isBlank(row: 0, column: 2))
    #expect(!table.isBlank(row: 1, column: 2))
  }

  @Test func aHeaderAloneHasNoRows() throws {
    for text in ["a,b", "a,b\n", "a,b\r\n\r\n"] {
      let table = try Self.table(text)
      #expect(table.rowCount == 0)
      #expect(table.header == ["a", "b"])
    }
  }

  @Test func columnsByName() throws {
    let table = try Self.table("account,quantity\na,1\n")
    #expect(table.index(of: "quantity") == 1)
    #expect(table.index(of: "Quantity") == nil)
    #expect(try table.requiredIndex(of: "account") == 0)
    let error = #expect(throws: InputError.self) { try table.requiredIndex(of: "instrument") }
    #expect(
      error?.description
        == "book.csv, line 1, column instrument: the column is missing\n"
        + "  Add it to the header. Columns found: account, quantity.")
  }

  @Test(arguments: [
    ("a,b\n1,2\n3\n", 3, "the number of cells is 1, the header has 2"),
    ("a,b\n1,2,3\n", 2, "the number of cells is 3, the header has 2"),
    ("a,b\r\n\r\n\"1\n\n\",2\r\n\r\n3,4,\r\n", 7, "the number of cells is 3, the header has 2"),
    ("a,b\n1,2\n   \n", 3, "the number of cells is 1, the header has 2"),
    ("a,b\n1,\"2\n3,4\n", 2, "a quote is opened and not closed"),
    ("a,b\n1,\"2\"3\n", 2, "text follows a closing quote"),
    ("a,\"b\n1,2\n", 1, "a quote is opened and not closed"),
  ]) func raggedRowsAndStrayQuotes(text: String, line: Int, message: String) {
    let error = #expect(throws: InputError.self) { try Self.table(text) }
    #expect(error?.place == .init(file: "book.csv", line: line))
    #expect(error?.message == message)
    #expect(error?.kind == .data)
    #expect(error?.remedy.isEmpty == false)
  }

  @Test(arguments: [
    ("a,b,a\n1,2,3\n", "a", "the column is there twice"),
    ("a,,b\n1,2,3\n", "2", "the column has no name"),
    ("a,b,\n1,2,3\n", "3", "the column has no name"),
    ("a,\"\"\n1,2\n", "2", "the column has no name"),
  ]) func columnsNeedNamesOfTheirOwn(text: String, column: String, message: String) {
    let error = #expect(throws: InputError.self) { try Self.table(text) }
    #expect(error?.place == .init(file: "book.csv", line: 1, column: column))
    #expect(error?.message == message)
  }

  @Test(arguments: ["", "\n", " \r\n\t\n", "\u{FEFF}", "\u{FEFF}\r\n"]) func emptyFiles(
    text: String
  ) {
    let error = #expect(throws: InputError.self) { try Self.table(text) }
    #expect(error?.message == "the file is empty")
    #expect(error?.kind == .data)
    #expect(error?.place?.file == "book.csv")
  }

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0x61, 0x00, 0x2C, 0x00], "the file is UTF-16"),
      ([0xFE, 0xFF, 0x00, 0x61, 0x00, 0x2C], "the file is UTF-16"),
      (Array("a,b\n1,2\n3,".utf8) + [0], "a zero byte: the file is binary"),
      (Array("a;b\n1;2\n".utf8), "the cells are not separated by commas"),
      (Array("a\tb\n1\t2\n".utf8), "the cells are not separated by commas"),
      ([0x61, 0x2C, 0xE9, 0x0A, 0x31, 0x2C, 0x32], "the name is not UTF-8"),
    ] as [([UInt8], String)]) func whatIsNotACommaSeparatedText(bytes: [UInt8], message: String)
  {
    let error = #expect(throws: InputError.self) {
      try CSVFile(InputFile(name: "book.csv", bytes: bytes))
    }
    #expect(error?.message == message)
  }

  @Test func aZeroByteIsFoundOnItsLine() {
    let error = #expect(throws: InputError.self) { try Self.table("a,b\n1,2\n3,\0\n") }
    #expect(error?.place?.line == 3)
  }

  @Test func requiredTextAndTimes() throws {
    let table = try Self.table("t,n\n2024-03-10,\nsoon,x\n")
    #expect(try table.timestamp(row: 0, column: 0) == Timestamp("2024-03-10"))
    let blank = #expect(throws: InputError.self) { try table.requiredText(row: 0, column: 1) }
    #expect(blank?.description == "book.csv, line 2, column n: is blank\n  Give a value.")
    let time = #expect(throws: InputError.self) { try table.timestamp(row: 1, column: 0) }
    #expect(time?.place == .init(file: "book.csv", line: 3, column: "t"))
    #expect(time?.message == "\"soon\" is not an ISO-8601 date or time")
  }
}
