import Plimsoll

extension ReferenceMethod {
  /// Known answers of single blocks; other generators of the family are still to come.
  static let philoxVectors = ReferenceMethod(prefix: "rng-philox-kat", key: "outputs") {
    expected in
    let vectors = try expected.file.input("vectors", \.elements)
    for (vector, output) in zip(vectors, expected["outputs"].elements) {
      guard let generator = vector["generator"]?.text, let rounds = vector["rounds"]?.integer
      else { throw ReferenceError.input("vectors") }
      if generator == "philox4x32" {
        let start = try PhiloxStart(vector, counter: "counter")
        output.equals(start.block(0, rounds: rounds))
      } else {
        output.isPending(as: "outputs of \(generator)")
      }
    }
  }

  /// Runs of consecutive blocks.
  static let philoxStreams = ReferenceMethod(
    prefix: "rng-philox-streams", key: "philox4x32_10_blocks"
  ) { expected in
    let streams = try expected.file.input("philox4x32_10", \.elements)
    for (stream, blocks) in zip(streams, expected["philox4x32_10_blocks"].elements) {
      let start = try PhiloxStart(stream, counter: "first_counter")
      for (index, block) in blocks.elements.enumerated() {
        block.equals(start.block(index, rounds: 10))
      }
    }
    expected["philox4x64_10_blocks"].isPending()
    expected["numpy_Philox_streams"].isPending()
  }
}

/// Where a run of Philox blocks begins.
private struct PhiloxStart {
  private let counter: [UInt32]
  private let key: SIMD2<UInt32>

  init(_ input: JSONValue, counter name: String) throws {
    guard let counter = input[name]?.words, counter.count == 4, let key = input["key"]?.words,
      key.count == 2
    else { throw ReferenceError.input(name) }
    self.counter = counter
    self.key = SIMD2(key)
  }

  /// The block `index` after the first; the counter carries from word to word and wraps at the end.
  func block(_ index: Int, rounds: Int) -> [UInt32] {
    var words = SIMD4<UInt32>()
    var carry = UInt64(index)
    for place in 0..<4 {
      let sum = UInt64(counter[place]) + carry
      words[place] = UInt32(truncatingIfNeeded: sum)
      carry = sum >> 32
    }
    let block = Philox4x32.block(counter: words, key: key, rounds: rounds)
    return (0..<4).map { block[$0] }
  }
}
