import Plimsoll

/// What a workload is to reach.
enum Target {
  /// At least so many times as fast as a peer, or as the faster of its two vector paths.
  case faster(times: Double, than: String)
  /// At most so many seconds for one unit of work.
  case perUnit(seconds: Double)
  /// At most so many seconds in all.
  case total(seconds: Double)
  /// At most so many times the limit.
  case nearLimit(times: Double)

  /// The target in words.
  var text: String {
    switch self {
    case .faster(let times, let peer): "≥ \(NumberText.ratio(times)) × \(peer)"
    case .perUnit(let seconds), .total(let seconds): "≤ \(TimeText.of(seconds))"
    case .nearLimit(let times): "≤ \(NumberText.ratio(times)) × limit"
    }
  }

  /// What a race reached, in the target's own terms, and whether that is enough; nil when the race
  /// had no such peer or limit.
  func result(of race: Race) -> (text: String, isMet: Bool)? {
    switch self {
    case .faster(let times, let peer):
      race.results.filter { $0.name == peer || $0.name == "\(peer)-avx2" }.map(race.ratio).min()
        .map { ("\(NumberText.ratio($0)) ×", $0 >= times) }
    case .perUnit(let seconds):
      (TimeText.of(race.secondsPerUnit), race.secondsPerUnit <= seconds)
    case .total(let seconds):
      (TimeText.of(race.ours.seconds), race.ours.seconds <= seconds)
    case .nearLimit(let times):
      race.limitRatio.map { ("\(NumberText.ratio($0)) ×", $0 <= times) }
    }
  }
}
