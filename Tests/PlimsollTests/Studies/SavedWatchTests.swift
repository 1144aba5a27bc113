import Foundation
import PlimsollMarket
import Testing

@testable import Plimsoll

@Suite struct SavedWatchTests {
  /// A checkpoint that is valid JSON and names an account that is not there would end in a trap.
  @Test(arguments: ["{}", "{\"sha256\":\"00\",\"watch\":{}}\n", "[1]", ""])
  func whatIsNoCheckpointIsRefused(text: String) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
    try Data(text.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let error = try #require(throws: InputError.self) { try SavedWatch(readingFrom: url.path) }
    #expect(error.kind == .data && error.message.contains("is not"))
  }
}
