import Foundation
import PlimsollNumerics
import Testing

@Suite("Brent's minimiser")
struct BrentMinimiserTests {
  @Test("Known minima")
  func knownMinima() {
    let minimiser = BrentMinimiser()
    let parabola = minimiser.minimise(in: -10...7) { ($0 - 2) * ($0 - 2) + 3 }
    #expect(abs(parabola.argument - 2) < 1e-7 && isClose(parabola.value, 3, 1e-14))
    #expect(parabola.iterations < 40)
    let cosine = minimiser.minimise(in: 1...5, cos)
    #expect(abs(cosine.argument - .pi) < 1e-7 && isClose(cosine.value, -1, 1e-14))
    let entropy = minimiser.minimise(in: 1e-6...1) { $0 * log($0) }
    #expect(abs(entropy.argument - exp(-1)) < 1e-7 && isClose(entropy.value, -exp(-1), 1e-14))
    let kink = minimiser.minimise(in: -1...3) { abs($0 - 0.7) }
    #expect(abs(kink.argument - 0.7) < 1e-9)
  }

  @Test("A minimum at an end is approached")
  func ends() {
    let minimiser = BrentMinimiser(tolerance: 1e-8)
    #expect(abs(minimiser.minimise(in: 2...5) { $0 }.argument - 2) < 1e-6)
    #expect(abs(minimiser.minimise(in: 2...5) { -$0 }.argument - 5) < 1e-6)
  }

  @Test("The value belongs to the argument, and is the least that was seen")
  func consistency() {
    var least = Double.infinity
    func wave(_ x: Double) -> Double { sin(3 * x) + 0.1 * x * x }
    let result = BrentMinimiser().minimise(in: -3...4) { x in
      least = min(least, wave(x))
      return wave(x)
    }
    #expect(result.value == wave(result.argument) && result.value == least)
  }

  @Test("The budget is kept, NaN counts as infinity, errors pass through")
  func limits() throws {
    var calls = 0
    let result = BrentMinimiser(maximumIterations: 4).minimise(in: 0...1) { x in
      calls += 1
      return exp(x) - 2 * x
    }
    #expect(result.iterations == 4 && calls == 5)
    let masked = BrentMinimiser().minimise(in: 0...4) { $0 > 3 ? .nan : ($0 - 1) * ($0 - 1) }
    #expect(abs(masked.argument - 1) < 1e-6)
    let point = BrentMinimiser().minimise(in: 2...2) { $0 }
    #expect(point.argument == 2 && point.iterations == 0)
    struct Refusal: Error {}
    #expect(throws: Refusal.self) {
      try BrentMinimiser().minimise(in: 0...1) { _ in throw Refusal() }
    }
  }

  @Test("Shape mistakes stop the program")
  func shapes() async {
    await #expect(processExitsWith: .failure) { _ = BrentMinimiser(tolerance: 0) }
    await #expect(processExitsWith: .failure) {
      _ = BrentMinimiser().minimise(in: 0...Double.infinity) { $0 }
    }
  }
}
