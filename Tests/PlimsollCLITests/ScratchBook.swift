import Foundation

/// A temporary folder with a small book in `desk/`, removed when the value goes.
final class ScratchBook {
  /// The folder that commands run in.
  let folder: String

  private static let day = 86_400.0

  /// A book of BTC and ETH over 160 days, with files replaced, added, or (nil) left out.
  init(_ files: [String: String?] = [:]) throws {
    folder =
      FileManager.default.temporaryDirectory
      .appending(path: "plimsoll-cli-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(
      atPath: folder + "/desk", withIntermediateDirectories: true)
    let usual: [String: String?] = [
      "prices.csv": Self.prices(), "positions.csv": Self.positions,
      "instruments.csv": Self.instruments, "collateral.csv": Self.collateral,
    ]
    for (name, text) in usual.merging(files, uniquingKeysWith: { $1 }) {
      if let text { try write("desk/" + name, text) }
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  static let positions =
    "account,instrument,quantity,entry_price\nlong,BTC-PERP,2,100\nlong,ETH,10,\n"
    + "hedge,BTC-PERP,1,\nhedge,ETH,-15,\n"
  static let instruments =
    "instrument,kind,underlying,settlement,contract_size,mark_price\n"
    + "BTC-PERP,perpetual,BTC,linear,1,\n"
  static let collateral = "account,asset,amount\nlong,USD,500\nlong,BTC,1\nhedge,USD,2000\n"

  /// Daily prices of made-up moves, one column per name; the same name has always the same column.
  static func prices(_ names: [String] = ["BTC", "ETH"], rows: Int = 160) -> String {
    var text = "date," + names.joined(separator: ",") + "\n"
    var levels = names.map { _ in 100.0 }
    for row in 0..<rows {
      text += date(row) + "," + levels.map { "\($0)" }.joined(separator: ",") + "\n"
      for (i, name) in names.enumerated() where name != "FLAT" {
        let salt = UInt64(name == "COPY" ? 0 : name.utf8.reduce(0) { $0 * 31 + Int($1) } % 997)
        let common = noise(UInt64(row) &* 2)
        levels[i] *= exp(
          0.02 * common + (salt == 0 ? 0 : 0.02 * noise(UInt64(row) &* 7919 &+ salt)))
      }
    }
    return text
  }

  /// The date `row` days after 2024-01-01.
  static func date(_ row: Int) -> String {
    let time = Date(timeIntervalSince1970: 1_704_067_200 + Double(row) * day)
    return String(time.formatted(.iso8601).prefix(10))
  }

  /// About normal: a sum of hashed uniforms.
  private static func noise(_ key: UInt64) -> Double {
    var sum = 0.0
    for part in 0..<6 as Range<UInt64> {
      var z = (key &* 6 &+ part) &* 0x9E37_79B9_7F4A_7C15
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      sum += Double((z ^ (z >> 31)) >> 11) * 0x1p-53 - 0.5
    }
    return sum * 2.0.squareRoot()
  }

  /// Writes a file under the folder.
  func write(_ path: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + path))
  }

  /// The bytes of a file under the folder.
  func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder + "/" + path))
  }

  /// The text of a file under the folder.
  func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

  /// The cells of a CSV file without quotes, the header first.
  func table(_ path: String) throws -> [[String]] {
    try text(path).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// Everything in the folder, by path.
  func contents(_ path: String = "") throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder + "/" + path).sorted()
  }

  /// Runs `plimsoll` in the folder.
  func run(_ arguments: String...) throws -> CommandRun { try CommandRun(arguments, in: folder) }

  /// Runs `plimsoll` in the folder, arguments parted by spaces.
  func run(line: String, input: String? = nil, environment: [String: String] = [:]) throws
    -> CommandRun
  {
    try CommandRun(
      line.split(separator: " ").map(String.init), in: folder, input: input,
      environment: environment)
  }

  /// Runs `plimsoll` in the folder and kills it, as no process can prevent, once it has written a file
  /// anew.
  func kill(line: String, onceWritten file: String) throws {
    let before = try? bytes(file)
    let process = try CommandRun.process(
      line.split(separator: " ").map(String.init), in: folder)
    try process.run()
    for _ in 0..<6_000 {
      Thread.sleep(forTimeInterval: 0.01)
      if !process.isRunning { break }
      if let now = try? bytes(file), now != before { break }
    }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
