import Foundation
import Plimsoll
import Testing

private let models = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appendingPathComponent("models").path

private func files(_ folder: String) -> [String] {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(models)/\(folder)")) ?? []
  return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(models)/\(folder)/\($0)" }
}

@Suite struct ShippedModelsTests {
  @Test func theShippedNamesAreThere() throws {
    #expect(files("rules").count >= 3 && files("specs").count >= 2)
    #expect(FileManager.default.fileExists(atPath: try ShippedFiles.sampleBook()))
  }

  @Test(arguments: files("rules")) func everyRuleMarginsTheSampleBook(path: String) throws {
    let rule = try ShortfallRule(path: path)
    let book = try Book(reading: BookFiles(folder: "\(models)/books/sample"))
    var context = RiskContext()
    context.scenarioCount = 2_000
    let assessment = try rule.assess(book, in: context)
    for (account, requirement) in zip(book.accounts, assessment.requirements) {
      #expect(requirement.initial.isFinite && requirement.initial > 0)
      #expect(requirement.account == account.name && requirement.core <= requirement.gross * 1.001)
    }
  }

  @Test(arguments: files("specs")) func everySpecCalibratesTheSamplePrices(path: String) throws {
    let spec = try CalibrationSpec(yaml: try InputFile(path: path))
    let history = try PriceHistory(
      csv: try InputFile(path: "\(models)/books/sample/prices.csv"))
    let model = try RiskModel.calibrated(to: history, factors: history.factors, spec: spec)
    #expect(model.factors.count == history.factors.count)
  }
}
