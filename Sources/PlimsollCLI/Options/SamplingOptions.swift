import ArgumentParser
import Plimsoll

/// `1%` on the command line.
enum Precision {
  static func parse(_ text: String) throws -> Double {
    guard let part = SamplingChoice.precision(text) else {
      throw ValidationError("give a part from 0.01% to 50%, such as 1%.")
    }
    return part
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
