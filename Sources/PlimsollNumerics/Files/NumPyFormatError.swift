/// Bytes that are not the kind of .npy file that is read here.
///
/// - Verified by: NumPyFileTests.
public struct NumPyFormatError: Error, Equatable, CustomStringConvertible {
  /// What is wrong and what was expected.
  public let reason: String
  /// Where in the file, in bytes from its start.
  public let offset: Int

  /// An error at a byte of the file.
  public init(_ reason: String, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// The error in words.
  public var description: String { "cannot read the .npy file: \(reason) (byte \(offset))" }
}
