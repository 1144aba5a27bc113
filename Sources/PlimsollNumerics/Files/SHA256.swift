internal import COpenSSL

/// The SHA-256 digest, by which results name their inputs.
public enum SHA256 {
  private static let length = 32

  /// The digest of `bytes` in lower-case hexadecimal.
  ///
  /// - Complexity: O(bytes).
  /// - Source: FIPS 180-4, as libcrypto implements it.
  /// - Verified by: SHA256Tests.
  public static func hexadecimal(of bytes: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: length)
    let status = EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
    precondition(status == 1, "libcrypto refused to hash")
    let digits = Array("0123456789abcdef")
    return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
