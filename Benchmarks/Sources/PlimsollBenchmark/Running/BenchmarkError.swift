/// Why a benchmark cannot go on.
struct BenchmarkError: Error, CustomStringConvertible {
  /// The reason, and what to do.
  var description: String

  /// An error with a reason.
  init(_ description: String) { self.description = description }
}
