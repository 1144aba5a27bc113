internal import PlimsollNumerics

extension TailPass.Chunk {
  /// What it found of a range of its portfolios.
  ///
  /// - Parameters:
  ///   - entries: the numbers of theirs among the entries of all portfolios.
  ///   - charted: the places of theirs among the histograms.
  func part(_ portfolios: Range<Int>, entries: Range<Int>, charted: Range<Int>) -> Self {
    let start = starts[portfolios.lowerBound]
    let kept = Int(start)..<Int(starts[portfolios.upperBound])
    var part = Self()
    part.starts = starts[portfolios.lowerBound...portfolios.upperBound].map { $0 - start }
    part.gains = Array(gains[kept])
    part.scenarios = Array(scenarios[kept])
    part.isFull = Array(isFull[portfolios])
    if !beyond.isEmpty {
      part.beyond = Array(beyond[portfolios])
      part.plateaus = Array(plateaus[portfolios])
    }
    if !rowsBeyond.isEmpty {
      part.rowsBeyond = Array(rowsBeyond[entries])
      part.rowsOnPlateau = Array(rowsOnPlateau[entries])
    }
    part.histograms = Array(histograms[charted])
    return part
  }
}

extension TailPass.Chunk: Codable {
  private enum Key: String, CodingKey {
    case starts, gains, scenarios, full, beyond, plateaus, firstOnPlateaus, rowsBeyond,
      rowsOnPlateau
    case histograms
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    func array<T: BitwiseCopyable & Sendable>(_ key: Key, of _: T.Type) throws -> [T] {
      try values.decode(PackedArray<T>.self, forKey: key).values
    }
    self.init()
    starts = try array(.starts, of: Int32.self)
    gains = try array(.gains, of: Double.self)
    scenarios = try array(.scenarios, of: Int32.self)
    isFull = try array(.full, of: UInt8.self).map { $0 != 0 }
    beyond = try array(.beyond, of: TailSum.self)
    plateaus = zip(
      try array(.plateaus, of: Int.self), try array(.firstOnPlateaus, of: Int32.self)
    ).map { TailPlateau(count: $0, scenario: $1) }
    rowsBeyond = try array(.rowsBeyond, of: Double.self)
    rowsOnPlateau = try array(.rowsOnPlateau, of: Double.self)
    histograms = try values.decode([BinaryHistogram].self, forKey: .histograms)
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(PackedArray(starts), forKey: .starts)
    try values.encode(PackedArray(gains), forKey: .gains)
    try values.encode(PackedArray(scenarios), forKey: .scenarios)
    try values.encode(PackedArray<UInt8>(isFull.map { $0 ? 1 : 0 }), forKey: .full)
    try values.encode(PackedArray(beyond), forKey: .beyond)
    try values.encode(PackedArray(plateaus.map(\.count)), forKey: .plateaus)
    try values.encode(PackedArray(plateaus.map(\.scenario)), forKey: .firstOnPlateaus)
    try values.encode(PackedArray(rowsBeyond), forKey: .rowsBeyond)
    try values.encode(PackedArray(rowsOnPlateau), forKey: .rowsOnPlateau)
    try values.encode(histograms, forKey: .histograms)
  }
}
