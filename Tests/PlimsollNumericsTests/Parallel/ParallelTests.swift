import PlimsollNumerics
import Synchronization
import Testing

@Suite struct ParallelTests {
  struct Failure: Error, Equatable { let index: Int }

  @Test(arguments: [1, 2, 7, nil] as [Int?]) func resultsAreInOrder(threads: Int?) {
    for count in [0, 1, 2, 7, 1000] {
      let squares = Parallel.map(count: count, threads: threads) { $0 * $0 }
      #expect(squares == (0..<count).map { $0 * $0 })
    }
  }

  @Test func resultsDoNotDependOnTheThreads() {
    let work: @Sendable (Int) -> Double = { index in
      var samples = MatrixSamples(seed: UInt64(index))
      let matrix = samples.matrix(30, 30).multiplied(by: samples.matrix(30, 30))
      return matrix.storage.reduce(0, +)
    }
    let one = Parallel.map(count: 200, threads: 1, work)
    #expect(Parallel.map(count: 200, threads: 2, work) == one)
    #expect(Parallel.map(count: 200, threads: 7, work) == one)
  }

  @Test(arguments: [1, 2, 7]) func theFirstErrorInOrderIsThrown(threads: Int) {
    for first in [0, 3, 500, 999] {
      #expect(throws: Failure(index: first)) {
        try Parallel.map(count: 1000, threads: threads) { index in
          if index >= first { throw Failure(index: index) }
          return index
        }
      }
    }
  }

  @Test func anErrorStopsTheWork() {
    let calls = Atomic<Int>(0)
    #expect(throws: Failure.self) {
      try Parallel.map(count: 1_000_000, threads: 2) { index in
        calls.wrappingAdd(1, ordering: .relaxed)
        if index == 0 { throw Failure(index: index) }
      }
    }
    #expect(calls.load(ordering: .relaxed) < 1_000_000)
  }

  @Test(arguments: [1, 3]) func everyIndexIsCalledOnce(threads: Int) {
    let calls = Mutex([Int](repeating: 0, count: 500))
    _ = Parallel.map(count: 500, threads: threads) { index in calls.withLock { $0[index] += 1 } }
    #expect(calls.withLock { $0 } == [Int](repeating: 1, count: 500))
  }

  @Test func noMoreThreadsThanAllowed() {
    let state = Mutex((running: 0, most: 0))
    _ = Parallel.map(count: 200, threads: 2) { index in
      state.withLock {
        $0.running += 1
        $0.most = max($0.most, $0.running)
      }
      _ = SymmetricEigen(.identity(20 + index % 3))
      state.withLock { $0.running -= 1 }
    }
    #expect((1...2).contains(state.withLock { $0.most }))
  }

  @Test func callsMayBeNested() {
    let table = Parallel.map(count: 5, threads: 3) { i in
      Parallel.map(count: 4, threads: 3) { j in 10 * i + j }
    }
    #expect(table == (0..<5).map { i in (0..<4).map { 10 * i + $0 } })
  }

  @Test func thereIsACore() { #expect(Parallel.availableThreads >= 1) }
}
