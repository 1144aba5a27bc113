import Testing

@testable import PlimsollNumerics

@Suite struct SobolPointsTests {
  /// The Gray-code order of the first dimension, from the origin.
  @Test func theFirstDimensionIsVanDerCorput() {
    let points = SobolPoints(dimensions: 1)
    let first = (0..<6).map { points.coordinate(ofPoint: $0, dimension: 0) }
    #expect(first == [0, 0.5, 0.75, 0.25, 0.375, 0.875])
  }

  /// Every dimension of 2^m points holds one in each of 2^m equal parts.
  @Test func everyDimensionIsStratified() {
    let points = SobolPoints(dimensions: SobolPoints.mostDimensions)
    for dimension in 0..<points.dimensions {
      for start in [0, 4096] {
        let cells = Set(
          (0..<256).map {
            Int(points.coordinate(ofPoint: start + $0, dimension: dimension) * 256)
          })
        #expect(cells.count == 256, "dimension \(dimension)")
      }
    }
  }

  @Test func noDimensionsAndTooMany() async {
    #expect(SobolPoints(dimensions: 0).dimensions == 0)
    await #expect(processExitsWith: .failure) { _ = SobolPoints(dimensions: 1025) }
    await #expect(processExitsWith: .failure) {
      _ = SobolPoints(dimensions: 1).coordinate(ofPoint: 1 << 32, dimension: 0)
    }
  }
}
