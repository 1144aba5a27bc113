import Foundation
import PlimsollNumerics
import Testing

@Suite("Brent's root finder")
struct BrentRootFinderTests {
  @Test("Known roots")
  func knownRoots() throws {
    let finder = BrentRootFinder()
    let two = try #require(finder.root(in: 0...5) { $0 * $0 - 2 })
    #expect(abs(two - 2.0.squareRoot()) < 1e-12)
    let fixed = try #require(finder.root(in: 0...1) { cos($0) - $0 })
    #expect(abs(fixed - 0.739_085_133_215_160_64) < 1e-12)
    let falling = try #require(finder.root(in: -3...9) { 1 - exp($0) })
    #expect(abs(falling) < 1e-12)
    // Flat at the root, and a jump.
    let cubic = try #require(finder.root(in: -1...4) { ($0 - 1) * ($0 - 1) * ($0 - 1) })
    #expect(abs(cubic - 1) < 1e-5)
    let jump = try #require(finder.root(in: 0...1) { $0 < 0.3 ? -1 : 1 })
    #expect(abs(jump - 0.3) < 1e-12)
  }

  @Test("It converges faster than bisection")
  func speed() {
    var calls = 0
    _ = BrentRootFinder().root(in: 0...10) { x in
      calls += 1
      return exp(x) - 5
    }
    #expect(calls < 20)
  }

  @Test("A root at an end is returned at once")
  func ends() {
    let finder = BrentRootFinder()
    #expect(finder.root(in: 0...1) { $0 } == 0)
    #expect(finder.root(in: 0...1) { $0 - 1 } == 1)
    #expect(finder.root(in: 3...3) { $0 - 3 } == 3)
  }

  @Test("No sign change and NaN give nil; errors pass through")
  func failures() {
    let finder = BrentRootFinder()
    #expect(finder.root(in: -1...1) { $0 * $0 + 1 } == nil)
    #expect(finder.root(in: -1...1) { -$0 * $0 - 1 } == nil)
    #expect(finder.root(in: -1...1) { _ in .nan } == nil)
    struct Refusal: Error {}
    #expect(throws: Refusal.self) { try finder.root(in: 0...1) { _ in throw Refusal() } }
  }

  @Test("The budget is kept")
  func budget() {
    var calls = 0
    let root = BrentRootFinder(maximumIterations: 3).root(in: 0...1000) { x in
      calls += 1
      return x * x - 2
    }
    #expect(calls == 5 && root != nil)
  }

  @Test("Shape mistakes stop the program")
  func shapes() async {
    await #expect(processExitsWith: .failure) { _ = BrentRootFinder(tolerance: -1) }
    await #expect(processExitsWith: .failure) {
      _ = BrentRootFinder().root(in: 0...Double.infinity) { $0 - 1 }
    }
  }
}
