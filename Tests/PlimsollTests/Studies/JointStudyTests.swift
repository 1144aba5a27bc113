import Foundation
import Plimsoll
import Testing

private let root = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
private let data = root.deletingLastPathComponent().appendingPathComponent("shared/data").path
private let isThere = FileManager.default.fileExists(atPath: "\(data)/funding.csv")

@Suite struct JointStudyTests {
  private func shortfalls(_ joint: String?, _ method: RiskMethod = .historical) throws
    -> (report: Report, values: [String: Double])
  {
    let study = RiskStudy(
      book: BookSettings(files: BookFiles(folder: try ShippedFiles.sampleBook())),
      methods: [method], levels: [try #require(ConfidenceLevel(0.99))], horizons: [.days(2)],
      scenarios: 5_000, joint: joint)
    let report = try study.run(in: RunEnvironment())
    var values: [String: Double] = [:]
    for row in report.records.rows where row[2] == .text("es") {
      if case .text(let account) = row[0], case .number(let value) = row[5] {
        values[account] = value
      }
    }
    return (report, values)
  }

  @Test(arguments: [RiskMethod.historical, .filteredHistorical, .monteCarlo])
  func theShippedFactorsMoveTheSampleBook(method: RiskMethod) throws {
    let (still, moving) = (try shortfalls(nil, method), try shortfalls("crypto", method))
    let text = try #require(moving.report.document?.text)
    #expect(text.contains("Joint factors by crypto") && text.contains("one observation"))
    #expect(text.contains("| BTC.volatility") && text.contains("correlation"))
    #expect(moving.report.manifest.inputs.map(\.file).contains("crypto.yaml"))
    #expect(moving.report.manifest.seed == 1)
    let plain = try #require(still.report.document?.text)
    #expect(!plain.contains("Joint") && !plain.contains(".volatility"))
    // A hedge of two expiries risks its basis; a seller of options their volatility.
    #expect(try #require(moving.values["basis"]) > 10 * (try #require(still.values["basis"])))
    #expect(
      try #require(moving.values["option-seller"]) > (try #require(still.values["option-seller"])))
  }

  @Test func anAbsentFileIsNamed() {
    let error = #expect(throws: InputError.self) { try shortfalls("nowhere.yaml") }
    #expect(error?.kind == .absentFile && error?.place?.file.contains("nowhere.yaml") == true)
  }

  @Test func aStudyFileNamesThem() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("joint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("s.yaml").path
    let book = try ShippedFiles.sampleBook()
    try OutputFolder.write(
      Array(
        "risk: {book: \(book), method: historical, joint: crypto, funding: f.csv, futures: g.csv}"
          .utf8), toFile: path)
    let study = try #require(try StudyFile(path).study as? RiskStudy)
    #expect(study.joint == "crypto")
    #expect(study.book.files.funding == folder.appendingPathComponent("f.csv").path)
    #expect(study.book.files.futures == folder.appendingPathComponent("g.csv").path)
  }
}

/// Real funding beside a real chain, where they lie beside the checkout.
@Suite(.enabled(if: isThere, "the public market data is not beside the checkout"))
struct RealJointTests {
  private func run(_ factors: String, _ positions: String) throws -> Report {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("joint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    try OutputFolder.write(Array(positions.utf8), toFile: path("positions.csv"))
    try OutputFolder.write(Array(factors.utf8), toFile: path("factors.yaml"))
    try OutputFolder.write(
      Array("instrument,kind,underlying,settlement\nPERP,perpetual,BTC,linear\n".utf8),
      toFile: path("instruments.csv"))
    let study = RiskStudy(
      book: BookSettings(
        files: BookFiles(
          folder: nil, prices: "\(data)/prices-daily.csv", instruments: path("instruments.csv"),
          positions: path("positions.csv"), surface: "\(data)/options-deribit-2026-02-06.csv",
          funding: "\(data)/funding.csv", futures: "\(data)/futures-deribit.csv")),
      methods: [.historical], levels: [try #require(ConfidenceLevel(0.99))], horizons: [.days(2)],
      joint: path("factors.yaml"))
    return try study.run(in: RunEnvironment())
  }

  private func factors(_ stickiness: String) -> String {
    """
    volatility:
      {stickiness: \(stickiness), response: -1.25, residual: 0.05, power: 0.3, floor: 0.1,
       evidence: a test}
    funding:
      {mean: calibrated, persistence: calibrated, loading: calibrated, residual: calibrated,
       evidence: a test}

    """
  }

  @Test func fundingIsCalibrated() throws {
    let report = try run(
      factors("strike"), "account,instrument,quantity\na,PERP,-10\na,BTC-27MAR26-60000-P,-10\n")
    let text = try #require(report.document?.text)
    #expect(text.contains("6 payments; 5205 rates of binance BTCUSDT up to 2024-09-30"))
    #expect(report.diagnostics.contains { $0.message.contains("taken as that of now") })
  }

  /// As spot falls, low strikes keep their high volatility by strike, and slide down the smile by
  /// moneyness: the three kinds differ, by less than a half.
  @Test func everyStickinessHasItsOwnMargin() throws {
    let positions = "account,instrument,quantity\na,BTC-27MAR26-60000-P,-10\n"
    let values = try ["strike", "moneyness", "delta"].map { stickiness -> Double in
      let report = try run(factors(stickiness), positions)
      let row = try #require(report.records.rows.first { $0[2] == .text("es") })
      guard case .number(let value) = row[5] else { return .nan }
      return value
    }
    #expect(Set(values).count == 3 && values.allSatisfy { $0 > 0 })
    #expect(values.allSatisfy { abs($0 / values[0] - 1) < 0.5 })
  }
}
