internal import FoundationEssentials

/// An array of plain values that is kept as its bytes: to the bit, and without a word for each.
///
/// - Verified by: PackedArrayTests.
public struct PackedArray<Element: BitwiseCopyable & Sendable>: Sendable, Codable {
  /// The values.
  public var values: [Element]

  /// Packs values, whose type has no unused bytes.
  public init(_ values: [Element]) { self.values = values }

  /// Reads the bytes.
  ///
  /// - Throws: a `DecodingError` when they are no whole number of values.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let data = try container.decode(Data.self)
    let size = MemoryLayout<Element>.stride
    guard data.count % size == 0 else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(data.count) bytes hold no whole number of values")
    }
    values = [Element](unsafeUninitializedCapacity: data.count / size) { buffer, count in
      _ = data.copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
      count = data.count / size
    }
  }

  /// Writes the bytes.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(values.withUnsafeBytes { Data($0) })
  }
}

extension [UInt8] {
  /// Appends the bytes of plain values.
  public mutating func append<Value: BitwiseCopyable>(bytesOf values: some Collection<Value>) {
    for value in values { Swift.withUnsafeBytes(of: value) { append(contentsOf: $0) } }
  }
}
