import Foundation
import Plimsoll
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct LiquidationMapChartTests {
  /// The maps of a stress study of the sample book.
  private func charts() throws -> [(path: String, svg: String)] {
    let study = StressStudy(
      book: BookSettings(files: BookFiles(folder: try ShippedFiles.sampleBook())),
      scenarios: 2_000, liquidation: true)
    return try study.run(in: RunEnvironment()).charts.filter {
      $0.path.hasPrefix("charts/liquidation-")
    }
  }

  @Test func drawsTheLineTheEllipsesAndTheNearestPoint() throws {
    let charts = try charts()
    #expect(!charts.isEmpty && charts.count <= 6)
    for (path, svg) in charts {
      #expect(XMLParser(data: Data(svg.utf8)).parse())
      #expect(svg.contains("level of 1: liquidation"))
      #expect(svg.components(separatedBy: "<polyline class=\"p-series5\"").count == 1 + 3)
      #expect(svg.contains("<path class=\"p-load-line\""), "\(path)")
      #expect(svg.contains("<circle class=\"p-danger\""), "\(path)")
      #expect(svg.contains("The nearest point has"))
      #expect(svg.utf8.count < 60_000)
    }
  }
}
