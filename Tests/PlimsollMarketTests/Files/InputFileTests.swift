import Foundation
import PlimsollMarket
import Testing

@Suite struct InputFileTests {
  /// FIPS 180-2, appendix B, and the digest of nothing.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]) func digestsAreTheStandards(text: String, digest: String) {
    let file = InputFile(name: "x", text: text)
    #expect(file.sha256 == digest)
    #expect(InputDigest(file).sha256 == digest)
    #expect(InputDigest(file).file == "x")
  }

  @Test func bytesAreReadAsTheyAre() throws {
    try MarketSamples.inScratchFolder { folder in
      let bytes: [UInt8] = [0, 255, 13, 10, 65]
      try Data(bytes).write(to: URL(fileURLWithPath: folder + "/prices.csv"))
      let file = try InputFile(path: folder + "/prices.csv")
      #expect(file.bytes == bytes)
      #expect(file.name == "prices.csv")
    }
  }

  @Test func anAbsentFileIsNamedWithItsPath() {
    let error = #expect(throws: InputError.self) { try InputFile(path: "/no/such/prices.csv") }
    #expect(error?.kind == .absentFile)
    #expect(error?.place?.file == "/no/such/prices.csv")
    #expect(error?.description.contains("no such file") == true)
  }

  @Test func aFolderIsNoFile() throws {
    try MarketSamples.inScratchFolder { folder in
      let error = #expect(throws: InputError.self) { try InputFile(path: folder) }
      #expect(error?.kind == .absentFile)
      #expect(error?.message == "is a folder, a file is needed")
    }
  }

  @Test(arguments: [("a/b/c.csv", "c.csv"), ("c.csv", "c.csv"), ("a/b/", "b"), ("/", "/")])
  func displayNames(path: String, name: String) {
    #expect(InputFile.displayName(of: path) == name)
  }
}
