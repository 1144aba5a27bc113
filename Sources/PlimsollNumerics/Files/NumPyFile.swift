/// Matrices as NumPy's .npy files: version 1.0, little-endian doubles, row by row.
///
/// `numpy.load` and `numpy.save` read and write the same files.
///
/// - Source: NumPy, `numpy.lib.format`, "Format Version 1.0".
/// - Verified by: NumPyFileTests.
public enum NumPyFile {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  private static let descriptor = "<f8"

  /// The bytes of a file with a matrix, of shape `(rows, columns)`.
  ///
  /// - Complexity: O(rows × columns).
  public static func encode(_ matrix: Matrix) -> [UInt8] {
    matrix.requireFullStorage()
    var header = Array(
      ("{'descr': '\(descriptor)', 'fortran_order': False, "
        + "'shape': (\(matrix.rows), \(matrix.columns)), }").utf8)
    // The values begin at a multiple of 64 bytes; a line feed ends the header.
    let unpadded = magic.count + 4 + header.count + 1
    header += [UInt8](repeating: UInt8(ascii: " "), count: (64 - unpadded % 64) % 64)
    header.append(UInt8(ascii: "\n"))
    var bytes = magic + [1, 0, UInt8(header.count & 0xff), UInt8(header.count >> 8)] + header
    bytes.reserveCapacity(bytes.count + 8 * matrix.storage.count)
    for value in matrix.storage {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// The matrix in the bytes of a file; an array of one dimension becomes one row.
  ///
  /// - Throws: `NumPyFormatError` when the version is not 1.0, the values are not little-endian
  ///   doubles row by row, there are not one or two dimensions, or the file is cut short or has
  ///   bytes to spare.
  /// - Complexity: O(rows × columns).
  public static func decode(_ bytes: [UInt8]) throws(NumPyFormatError) -> Matrix {
    let start = magic.count + 4
    guard bytes.starts(with: magic) else {
      throw NumPyFormatError("it does not begin with \\x93NUMPY", offset: 0)
    }
    guard bytes.count >= start else {
      throw NumPyFormatError("the file ends before the header", offset: bytes.count)
    }
    guard bytes[6] == 1, bytes[7] == 0 else {
      throw NumPyFormatError("version \(bytes[6]).\(bytes[7]); save it as version 1.0", offset: 6)
    }
    let end = start + Int(bytes[8]) + Int(bytes[9]) << 8
    guard end <= bytes.count else {
      throw NumPyFormatError("the file ends inside the header", offset: bytes.count)
    }
    let (rows, columns) = try shape(NumPyHeader(bytes[start..<end]), offset: start)
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard !overflow, count <= bytes.count / 8, bytes.count - end == 8 * count else {
      throw NumPyFormatError(
        "\(bytes.count - end) bytes of values do not fill a \(rows) × \(columns) array",
        offset: end)
    }
    let storage = bytes.withUnsafeBytes { raw in
      (0..<count).map { index in
        let bits = raw.loadUnaligned(fromByteOffset: end + 8 * index, as: UInt64.self)
        return Double(bitPattern: UInt64(littleEndian: bits))
      }
    }
    return Matrix(rows: rows, columns: columns, storage: storage)
  }

  /// The rows and columns of a header that describes doubles row by row.
  private static func shape(
    _ header: NumPyHeader, offset: Int
  ) throws(NumPyFormatError) -> (Int, Int) {
    guard let found = header.descriptor, let isFortranOrder = header.isFortranOrder,
      let shape = header.shape
    else {
      throw NumPyFormatError("descr, fortran_order or shape is missing", offset: offset)
    }
    guard found == descriptor else {
      throw NumPyFormatError("values of type '\(found)', not '\(descriptor)'", offset: offset)
    }
    guard !isFortranOrder else {
      throw NumPyFormatError(
        "column by column; save numpy.ascontiguousarray of it", offset: offset)
    }
    switch shape.count {
    case 1: return (1, shape[0])
    case 2: return (shape[0], shape[1])
    default: throw NumPyFormatError("\(shape.count) dimensions, not 1 or 2", offset: offset)
    }
  }
}
