import Foundation
import Testing

@testable import PlimsollNumerics

@Suite("A tail probability from 64 bits")
struct NormalDrawTests {
  @Test(
    "The tail is (2k + 1) 2^-54 and bit 0 the sign", arguments: [0, 1, 0xfff, 1 << 12, 1 << 63])
  func tails(bits: UInt64) {
    let k = Double(bits >> 12)
    let tail = (2 * k + 1) * 0x1p-54
    #expect(NormalDraw.signedTail(bits) == (bits & 1 == 1 ? -tail : tail))
  }

  @Test("No bits at all and all bits give a tail inside (0, ½)")
  func extremes() {
    #expect(NormalDraw.signedTail(0) == 0x1p-54)
    #expect(NormalDraw.signedTail(.max) == -(0.5 - 0x1p-54))
  }

  @Test("The portable logarithm agrees with the C library's to a unit in the last place")
  func portableLogarithm() {
    for step in 1...4000 {
      for x in [Double(step) / 4001 * 0.075, Double(step) / 700, exp(-Double(step) / 6)] {
        let found = SpecialFunctions.portableLogarithm(x)
        #expect(abs(found - log(x)) <= 1.01 * log(x).ulp)
      }
    }
    #expect(SpecialFunctions.portableLogarithm(1) == 0)
    #expect(SpecialFunctions.portableLogarithm(0x1p-54) == -37.429947750237046)
  }
}
