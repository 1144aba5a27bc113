import ArgumentParser
import Plimsoll

/// `1%` on the command line.
struct Precision: ExpressibleByArgument {
  var part: Double

  init?(argument: String) {
    guard let part = SamplingChoice.precision(argument) else { return nil }
    self.part = part
  }
}

/// A way of drawing scenarios, or `auto`.
struct SamplingName: ExpressibleByArgument {
  var sampling: Sampling?

  init?(argument: String) {
    guard let sampling = SamplingChoice.sampling(argument) else { return nil }
    self.sampling = sampling
  }

  static var allValueStrings: [String] { SamplingChoice.samplings }
}
