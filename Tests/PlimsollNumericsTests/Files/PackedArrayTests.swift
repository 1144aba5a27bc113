import FoundationEssentials
import PlimsollNumerics
import Testing

@Suite struct PackedArrayTests {
  private static func copy<T: BitwiseCopyable & Sendable>(_ values: [T]) throws -> [T] {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    let data = try encoder.encode([PackedArray(values)])
    return try PropertyListDecoder().decode([PackedArray<T>].self, from: data)[0].values
  }

  @Test func keepsEveryBit() throws {
    let values = [0, -0.0, .nan, .infinity, 0.1, .leastNonzeroMagnitude, -1e308]
    #expect(try Self.copy(values).map(\.bitPattern) == values.map(\.bitPattern))
    #expect(try Self.copy([Int32.min, -1, 0, Int32.max]) == [Int32.min, -1, 0, Int32.max])
    #expect(try Self.copy([Double]()).isEmpty)
  }

  @Test func refusesPartOfAValue() throws {
    let data = try PropertyListEncoder().encode([PackedArray<UInt8>([1, 2, 3])])
    #expect(throws: DecodingError.self) {
      try PropertyListDecoder().decode([PackedArray<Double>].self, from: data)
    }
  }
}
