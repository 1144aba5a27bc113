/// A piece of work that can be timed again and again, and asked what it found.
struct Work {
  /// The best of as many runs as take the given seconds together, at least one.
  var measure: (_ least: Double) throws -> Measurement
  /// What the last run found.
  var answer: () throws -> Figures
}

/// What one run cost.
struct Measurement {
  /// Wall time in seconds.
  var seconds: Double
  /// The most memory the process held at a time; nil for work inside this process.
  var peakMebibytes: Double?

  /// The cheaper of two in either respect.
  func best(_ other: Measurement?) -> Measurement {
    guard let other else { return self }
    let peaks = [peakMebibytes, other.peakMebibytes].compactMap { $0 }
    return Measurement(seconds: min(seconds, other.seconds), peakMebibytes: peaks.min())
  }
}

/// What a piece of work found, for comparison.
struct Figures: Decodable {
  /// The figures, in an order both sides of a race keep.
  var values: [Double]
  /// Their standard errors where they are random.
  var errors: [Double]?
}

extension Work {
  /// Work inside this process.
  init(_ run: @escaping () throws -> Void, answer: @escaping () throws -> Figures) {
    measure = { least in
      var fastest = Double.infinity
      var spent = 0.0
      repeat {
        let start = ContinuousClock.now
        try run()
        let seconds = (ContinuousClock.now - start).inSeconds
        fastest = min(fastest, seconds)
        spent += seconds
      } while spent < least
      return Measurement(seconds: fastest)
    }
    self.answer = answer
  }

  /// Work whose answer nobody compares: a limit.
  init(_ run: @escaping () throws -> Void) {
    self.init(run, answer: { Figures(values: []) })
  }
}

extension Duration {
  /// The length in seconds.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
