/// A matrix is written as a list of rows, `[[1, 0.5], [0.5, 1]]`.
///
/// Edge cases: a matrix without rows is read back as 0 × 0; NaN and infinity are subject to the
/// encoder, and JSON refuses them.
///
/// - Verified by: MatrixCodingTests.
extension Matrix: Codable {
  /// Reads a list of rows of one length.
  ///
  /// - Throws: `DecodingError.dataCorrupted` that names the first row of another length.
  public init(from decoder: any Decoder) throws {
    let rows = try decoder.singleValueContainer().decode([[Double]].self)
    let columns = rows.first?.count ?? 0
    if let ragged = rows.firstIndex(where: { $0.count != columns }) {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription:
            "row \(ragged) of the matrix has \(rows[ragged].count) values, row 0 has \(columns)"))
    }
    self.init(rows)
  }

  /// Writes a list of rows.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode((0..<rows).map(row))
  }
}
