import Foundation
import PlimsollMarket
import Testing

@Suite struct BookFilesTests {
  /// Naming each file on its own leads to the same files.
  @Test func eachNamed() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "book-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["prices", "positions", "collateral", "open-orders"] {
      try Data().write(to: URL(fileURLWithPath: "\(folder)/\(name).csv"))
    }
    let files = BookFiles(folder: folder, surface: "chain.csv")
    let named = try files.eachNamed()
    #expect(
      named
        == BookFiles(
          folder: nil, prices: "\(folder)/prices.csv", positions: "\(folder)/positions.csv",
          collateral: "\(folder)/collateral.csv", surface: "chain.csv",
          openOrders: "\(folder)/open-orders.csv"))
    #expect(try Set(named.found()) == Set(files.found()))
    #expect(try named.eachNamed() == named)
    #expect(throws: InputError.self) { try BookFiles(folder: nil, prices: "p").eachNamed() }
  }
}
