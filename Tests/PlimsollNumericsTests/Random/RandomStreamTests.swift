import PlimsollNumerics
import Testing

@Suite("Random streams")
struct RandomStreamTests {
  @Test("The counter and the key are laid out as documented")
  func layout() {
    let stream = RandomStream(seed: 0x0123_4567_89ab_cdef, stream: 0xdead_beef)
    let scenario = 0x7654_3210_fedc_ba98
    let words = Philox4x32.block(
      counter: SIMD4(0xfedc_ba98, 0x7654_3210, 21, 0xdead_beef),
      key: SIMD2(0x89ab_cdef, 0x0123_4567))
    #expect(
      stream.bits(scenario: scenario, dimension: 42) == UInt64(words[0]) | UInt64(words[1]) << 32)
    #expect(
      stream.bits(scenario: scenario, dimension: 43) == UInt64(words[2]) | UInt64(words[3]) << 32)
  }

  @Test("The first known answer as bits")
  func knownBits() {
    let stream = RandomStream(seed: 0, stream: 0)
    #expect(stream.bits(scenario: 0, dimension: 0) == 0xe169_c58d_6627_e8d5)
    #expect(stream.bits(scenario: 0, dimension: 1) == 0x9b00_dbd8_bc57_ac4c)
  }

  @Test("A uniform number is an odd multiple of 2^-53 from the top 52 bits")
  func uniforms() {
    let stream = RandomStream(seed: 7, stream: 3)
    for scenario in 0..<1000 {
      let uniform = stream.uniform(scenario: scenario, dimension: scenario % 5)
      let k = stream.bits(scenario: scenario, dimension: scenario % 5) >> 12
      #expect(uniform == (2 * Double(k) + 1) * 0x1p-53)
      #expect(uniform > 0 && uniform < 1)
    }
  }

  @Test("A normal number is the quantile of the tail its bits name")
  func normals() {
    let stream = RandomStream(seed: 7, stream: 3)
    for scenario in 0..<2000 {
      let bits = stream.bits(scenario: scenario, dimension: 2)
      let tail = (2 * Double(bits >> 12) + 1) * 0x1p-54
      let size = -NormalDistribution.quantile(tail)
      let normal = stream.normal(scenario: scenario, dimension: 2)
      #expect(abs(normal - (bits & 1 == 1 ? -size : size)) < 2e-15 * max(1, size))
    }
  }

  @Test("A t number has the rank of the normal number and is right in both tails")
  func studentT() {
    let stream = RandomStream(seed: 9, stream: 1)
    let law = StudentTDistribution(degreesOfFreedom: 3.5)
    for scenario in 0..<300 {
      let z = stream.normal(scenario: scenario, dimension: 1)
      let t = stream.studentT(degreesOfFreedom: 3.5, scenario: scenario, dimension: 1)
      #expect((z < 0) == (t < 0))
      #expect(isClose(law.cumulative(-abs(t)), NormalDistribution.cumulative(-abs(z)), 1e-12))
    }
  }

  @Test("A chi-square number has the rank of the normal number", arguments: [0.3, 2, 7.5, 250])
  func chiSquare(degreesOfFreedom: Double) {
    let stream = RandomStream(seed: 9, stream: 2)
    let law = ChiSquareDistribution(degreesOfFreedom: degreesOfFreedom)
    for scenario in 0..<200 {
      let z = stream.normal(scenario: scenario, dimension: 0)
      let x = stream.chiSquare(
        degreesOfFreedom: degreesOfFreedom, scenario: scenario, dimension: 0)
      if z < 0 {
        #expect(isClose(law.cumulative(x), NormalDistribution.cumulative(z), 1e-11))
      } else {
        #expect(isClose(law.survival(x), NormalDistribution.survival(z), 1e-11))
      }
    }
  }

  @Test("Mean and variance of chi-square numbers")
  func chiSquareMoments() {
    // 20 000 draws, nu = 5: five deviations each way, false alarm 6e-7 a bound. The fourth
    // central moment is 12 nu (nu + 4) = 540, so the variance of a squared deviation is 440.
    let stream = RandomStream(seed: 10, stream: 2)
    let draws = (0..<20_000).map {
      stream.chiSquare(degreesOfFreedom: 5, scenario: $0, dimension: 4)
    }
    let mean = draws.reduce(0, +) / 20_000
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect(abs(mean - 5) < 5 * (10.0 / 20_000).squareRoot())
    #expect(abs(variance - 10) < 5 * (440.0 / 20_000).squareRoot())
  }

  @Test("Negative scenarios and dimensions stop the program")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(seed: 1, stream: 1).bits(scenario: -1, dimension: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(seed: 1, stream: 1).bits(scenario: 0, dimension: -1)
    }
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(seed: 1, stream: 1).bits(scenario: 0, dimension: 1 << 33)
    }
  }
}
