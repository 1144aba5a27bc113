import PlimsollNumerics
import Testing

@Suite struct NumPyFileTests {
  /// A file with this dictionary and this many values, all zero.
  static func file(_ dictionary: String, values: Int, version: [UInt8] = [1, 0]) -> [UInt8] {
    let header = Array(dictionary.utf8) + [0x0a]
    return [0x93] + Array("NUMPY".utf8) + version + [UInt8(header.count), 0] + header
      + [UInt8](repeating: 0, count: 8 * values)
  }

  static let good = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }"

  @Test(arguments: [(0, 0), (0, 3), (3, 0), (1, 1), (2, 3), (40, 7)])
  func matricesSurvive(rows: Int, columns: Int) throws {
    var samples = MatrixSamples(seed: 9)
    let matrix = samples.matrix(rows, columns)
    let bytes = NumPyFile.encode(matrix)
    #expect(try NumPyFile.decode(bytes) == matrix)
    #expect((bytes.count - 8 * rows * columns) % 64 == 0)
  }

  @Test func specialValuesKeepTheirBits() throws {
    let values = [
      -0.0, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
    ]
    let matrix = Matrix(rows: 1, columns: values.count, storage: values)
    let result = try NumPyFile.decode(NumPyFile.encode(matrix))
    #expect(result.storage.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test func theBytesAreThoseOfNumPy() {
    // numpy.save of numpy.array([[1.0, -2.5]]), NumPy 1.24 and later.
    let text = "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }"
    var expected: [UInt8] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 0x76, 0]
    expected += Array(text.utf8) + [UInt8](repeating: 0x20, count: 117 - text.utf8.count) + [0x0a]
    expected += [0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0x04, 0xc0]
    #expect(NumPyFile.encode(Matrix([[1, -2.5]])) == expected)
  }

  @Test(arguments: [
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", 2, 3),
    ("{'shape':(2,3),'descr':'<f8','fortran_order':False}", 2, 3),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (6,), }", 1, 6),
    ("{ 'fortran_order' : False , 'shape' : ( 6 , 1 , ) , 'descr' : '<f8' }   ", 6, 1),
  ])
  func dictionariesInOtherWords(text: String, rows: Int, columns: Int) throws {
    #expect(
      try NumPyFile.decode(Self.file(text, values: 6)) == Matrix(rows: rows, columns: columns))
  }

  @Test(arguments: [
    ("{'descr': '>f8', 'fortran_order': False, 'shape': (2, 3), }", "type '>f8'"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", "type '<f4'"),
    ("{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }", "type '|O'"),
    ("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }", "column by column"),
    ("{'descr': '<f8', 'fortran_order': Maybe, 'shape': (2, 3), }", "True or False"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", "0 dimensions"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2, 3), }", "3 dimensions"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (6), }", "',' expected"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (-2, 3), }", "whole number"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 4), }", "do not fill"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }", "do not fill"),
    (
      "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }",
      "do not fill"
    ),
    (
      "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999, 1), }",
      "whole number"
    ),
    ("{'descr': '<f8', 'shape': (2, 3), }", "missing"),
    ("{'descr': '<f8', 'descr': '<f8', }", "repeated"),
    ("{'descr': '<f8', 'order': False, }", "unknown"),
    ("{'descr': [('a', '<f8')], }", "'''"),
    ("{'descr': '<f8", "without end"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), } 1", "after the dictionary"),
    ("", "'{' expected"),
  ])
  func otherArraysAreRefused(text: String, reason: String) throws {
    let bytes = Self.file(text, values: 6)
    let error = try #require(throws: NumPyFormatError.self) { try NumPyFile.decode(bytes) }
    #expect(error.description.contains(reason))
    #expect((0...bytes.count).contains(error.offset))
  }

  @Test(arguments: [[2, 0], [3, 0], [1, 1], [0, 0]] as [[UInt8]])
  func otherVersionsAreRefused(version: [UInt8]) throws {
    let bytes = Self.file(Self.good, values: 6, version: version)
    let error = try #require(throws: NumPyFormatError.self) { try NumPyFile.decode(bytes) }
    #expect(error.offset == 6)
  }

  @Test func cutAndLengthenedFilesAreRefused() {
    let bytes = NumPyFile.encode(Matrix([[1, 2], [3, 4]]))
    for count in 0..<bytes.count {
      #expect(throws: NumPyFormatError.self) { try NumPyFile.decode(Array(bytes.prefix(count))) }
    }
    #expect(throws: NumPyFormatError.self) { try NumPyFile.decode(bytes + [0]) }
  }

  @Test func changedBytesNeverTrap() {
    var samples = MatrixSamples(seed: 4)
    let original = NumPyFile.encode(Matrix([[1, 2, 3], [4, 5, 6]]))
    var read = 0
    for _ in 0..<5_000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &samples) {
        let place = Int.random(in: 0..<130, using: &samples)
        switch Int.random(in: 0..<3, using: &samples) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &samples)
        case 1: bytes.remove(at: place)
        default: bytes.insert(bytes[place], at: place)
        }
      }
      if let matrix = try? NumPyFile.decode(bytes) {
        read += 1
        #expect(matrix.storage.count == matrix.rows * matrix.columns)
      }
    }
    #expect(read < 5_000)
  }
}
