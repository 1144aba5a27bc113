import Plimsoll

/// What a series is to reach.
enum ScalingTarget {
  /// At most so much memory at a size.
  case peak(mebibytes: Double, at: Int)
  /// At most so many times the time, from one size to another.
  case growth(times: Double, from: Int, to: Int)

  /// The target in words.
  var text: String {
    switch self {
    case .peak(let mebibytes, let size):
      "≤ \(NumberText.plain(mebibytes, significantDigits: nil)) MiB at \(size)"
    case .growth(let times, let from, let to):
      "≤ \(NumberText.ratio(times)) × the time, \(to) for \(from)"
    }
  }

  /// What was reached, and whether that is enough; nil when the sizes were not measured.
  func result(of points: [ScalingSeries.Point]) -> (text: String, isMet: Bool)? {
    func usage(_ size: Int) -> Programs.Usage? { points.first { $0.size == size }?.usage }
    switch self {
    case .peak(let mebibytes, let size):
      return usage(size).map {
        (PeopleTable.memoryText($0.peakMebibytes), $0.peakMebibytes <= mebibytes)
      }
    case .growth(let times, let from, let to):
      guard let few = usage(from), let many = usage(to) else { return nil }
      let growth = many.seconds / few.seconds
      return ("\(NumberText.ratio(growth)) ×", growth <= times)
    }
  }
}
