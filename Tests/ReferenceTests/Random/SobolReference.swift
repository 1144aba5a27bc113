import Plimsoll

extension ReferenceMethod {
  /// The first points of some dimensions, all of them at once.
  static let sobolPoints = ReferenceMethod(prefix: "rng-sobol-first", key: "points") { expected in
    let points = SobolPoints(dimensions: try expected.file.input("dim", \.integer))
    let start = try expected.file.input("start_index", \.integer)
    for (index, row) in expected["points"].elements.enumerated() {
      let got = (0..<points.dimensions).map {
        points.coordinate(ofPoint: start + index, dimension: $0)
      }
      row.settle(row.value?.numbers == got ? 0 : .infinity, "\(got)")
    }
  }

  /// Runs of points of single dimensions; those beyond the table are not there.
  static let sobolDimensions = ReferenceMethod(prefix: "rng-sobol-high", key: "blocks") {
    expected in
    let points = SobolPoints(dimensions: SobolPoints.mostDimensions)
    for block in expected["blocks"].elements {
      let start = Int(try block["start_index"].number())
      for row in block["points_by_dimension"].elements {
        let dimension = Int(try row["dimension_1_based"].number()) - 1
        guard dimension < SobolPoints.mostDimensions else {
          row["values"].isPending(as: "values of dimensions beyond \(SobolPoints.mostDimensions)")
          continue
        }
        let count = row["values"].value?.numbers?.count ?? 0
        let got = (0..<count).map {
          points.coordinate(ofPoint: start + $0, dimension: dimension)
        }
        row["values"].settle(row["values"].value?.numbers == got ? 0 : .infinity, "\(got)")
      }
    }
  }
}
