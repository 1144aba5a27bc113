import PlimsollNumerics
import Synchronization
import Testing

/// Each answer is worked out once, and by one thread.
@Suite struct MemoTests {
  private struct Failed: Error, Equatable { var key: Int }

  @Test func everyAnswerIsWorkedOutOnce() throws {
    let memo = Memo<Int, Int, Failed>()
    let calls = Mutex(0)
    let answers = try Parallel.map(count: 400, threads: 4) { index in
      try memo.value(for: index % 10) { () throws(Failed) in
        calls.withLock { $0 += 1 }
        // Long enough for other threads to ask meanwhile.
        return (0..<20_000).reduce(index % 10) { ($0 &* 31 &+ $1) % 1_000_003 }
      }
    }
    #expect(calls.withLock { $0 } == 10)
    #expect(memo.count == 10)
    for index in answers.indices { #expect(answers[index] == answers[index % 10]) }
    #expect(Set(answers).count == 10)
  }

  @Test func aFailureIsKeptToo() {
    let memo = Memo<Int, Int, Failed>()
    let calls = Mutex(0)
    for _ in 0..<3 {
      #expect(throws: Failed(key: 7)) {
        try memo.value(for: 7) { () throws(Failed) in
          calls.withLock { $0 += 1 }
          throw Failed(key: 7)
        }
      }
    }
    #expect(calls.withLock { $0 } == 1)
  }

  /// One answer may need another.
  @Test func answersMayRestOnOthers() throws {
    let memo = Memo<Int, Int, Failed>()
    func factorial(_ n: Int) throws(Failed) -> Int {
      try memo.value(for: n) { () throws(Failed) in n < 2 ? 1 : n * (try factorial(n - 1)) }
    }
    #expect(try factorial(10) == 3_628_800)
    #expect(memo.count == 10)
  }
}
