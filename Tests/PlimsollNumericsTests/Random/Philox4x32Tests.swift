import PlimsollNumerics
import Testing

@Suite("Philox-4×32")
struct Philox4x32Tests {
  struct KnownAnswer: Sendable {
    let rounds: Int
    let counter: SIMD4<UInt32>
    let key: SIMD2<UInt32>
    let output: SIMD4<UInt32>
  }

  /// Random123, `tests/kat_vectors`.
  static let vectors = [
    KnownAnswer(
      rounds: 7, counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0),
      output: SIMD4(0x5f6f_b709, 0x0d89_3f64, 0x4f12_1f81, 0x4f73_0a48)),
    KnownAnswer(
      rounds: 7, counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max),
      output: SIMD4(0x5207_ddc2, 0x4516_5e59, 0x4d8e_e751, 0x8c52_f662)),
    KnownAnswer(
      rounds: 7, counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      key: SIMD2(0xa409_3822, 0x299f_31d0),
      output: SIMD4(0x4dfc_caba, 0x190a_87f0, 0xc473_62ba, 0xb6b5_242a)),
    KnownAnswer(
      rounds: 10, counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0),
      output: SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    KnownAnswer(
      rounds: 10, counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max),
      output: SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
    KnownAnswer(
      rounds: 10, counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      key: SIMD2(0xa409_3822, 0x299f_31d0),
      output: SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
  ]

  @Test("The authors' known answers, at seven and ten rounds", arguments: vectors)
  func knownAnswers(_ answer: KnownAnswer) {
    let block = Philox4x32.block(counter: answer.counter, key: answer.key, rounds: answer.rounds)
    #expect(block == answer.output)
  }

  @Test("Ten rounds is the default and no round is the identity")
  func rounds() {
    let counter = SIMD4<UInt32>(1, 2, 3, 4)
    let key = SIMD2<UInt32>(5, 6)
    #expect(
      Philox4x32.block(counter: counter, key: key)
        == Philox4x32.block(counter: counter, key: key, rounds: 10))
    #expect(Philox4x32.block(counter: counter, key: key, rounds: 0) == counter)
  }

  @Test("One flipped bit of counter or key flips about half the output")
  func avalanche() {
    // 192 flips of 128 output bits: 12 288 ± 78 changed; five deviations, false alarm 6e-7.
    let counter = SIMD4<UInt32>(11, 22, 33, 44)
    let key = SIMD2<UInt32>(55, 66)
    let plain = Philox4x32.block(counter: counter, key: key)
    var changed = 0
    for bit in 0..<192 {
      var flippedCounter = counter
      var flippedKey = key
      if bit < 128 {
        flippedCounter[bit / 32] ^= 1 << UInt32(bit % 32)
      } else {
        flippedKey[bit / 32 - 4] ^= 1 << UInt32(bit % 32)
      }
      let difference = plain ^ Philox4x32.block(counter: flippedCounter, key: flippedKey)
      for word in 0..<4 { changed += difference[word].nonzeroBitCount }
    }
    #expect(abs(changed - 12_288) < 392)
  }
}
