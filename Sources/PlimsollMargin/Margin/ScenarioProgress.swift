import Synchronization

/// Adds up scenarios done by several threads and passes the sum on.
package final class ScenarioProgress: Sendable {
  private let done = Atomic<Int>(0)
  private let total: Int
  private let report: @Sendable (_ done: Int, _ total: Int) -> Void

  package init(total: Int, report: @escaping @Sendable (_ done: Int, _ total: Int) -> Void) {
    self.total = total
    self.report = report
  }

  /// `count` more scenarios are done.
  @Sendable package func advance(_ count: Int) {
    let (_, sum) = done.add(count, ordering: .relaxed)
    report(sum, total)
  }
}
