/// Accounts that prices of one time have touched and that are not judged before all of them are there.
struct PendingMoment: Sendable, Equatable, Codable {
  var accounts: Set<Int> = []
  /// The factor that calls for a margin run; nil when none does.
  var trigger: Int?
}
