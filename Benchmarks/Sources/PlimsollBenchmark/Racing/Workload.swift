/// One piece of work that peers do too, with what is asked of it.
struct Workload {
  /// Its name on the command line and in `comparison.csv`.
  var name: String
  /// What it is, for a reader of the table.
  var title: String
  /// How many units of work it is.
  var size: Int
  /// What one unit is called.
  var unit: String
  /// The most threads either side may use.
  var threads = 1
  /// How often each side takes its turn; the best counts.
  var rounds = 5
  /// What is to be reached.
  var targets: [Target] = []
  /// How many times as fast all threads are to be as one; nil when nothing is asked.
  var speedUp: Double?
  /// When two answers count as the same.
  var agreement: Agreement
  /// Sets the work up, outside of what is timed; it is given the workload itself.
  var prepare: (Workload, Arena) throws -> LineUp
}

extension Workload {
  private static let oneThreadSuffix = "-1-thread"

  /// The same work on one thread, by either side.
  func onOneThread() -> Workload {
    var copy = self
    copy.name += Self.oneThreadSuffix
    copy.threads = 1
    copy.targets = []
    copy.speedUp = nil
    return copy
  }

  /// What the work is called whatever its threads: the peers know it by this name.
  var family: String {
    name.hasSuffix(Self.oneThreadSuffix) ? String(name.dropLast(Self.oneThreadSuffix.count)) : name
  }
}

/// Who takes part in a race.
struct LineUp {
  /// Our side.
  var ours: Work
  /// The others; none when the work has no peer.
  var peers: [Peer] = []
  /// What no implementation could be faster than; nil when nothing is known.
  var limit: Limit?
}

/// Someone else's way to do the same work.
struct Peer {
  /// Its name in `comparison.csv`.
  var name: String
  /// The work.
  var work: Work
  /// The share of the workload it is given, where all would take too long: its time is divided by
  /// it.
  var share = 1.0
}

/// A bound on the time, measured in the same run from parts that any implementation needs.
struct Limit {
  /// What it is the time of.
  var meaning: String
  /// The part that is timed.
  var work: Work
  /// How many of that part the workload needs one after another.
  var count = 1.0
}
