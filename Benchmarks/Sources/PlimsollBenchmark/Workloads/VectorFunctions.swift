import Plimsoll

extension Workload {
  /// eˣ - 1 of daily moves.
  static func exponentialsMinusOne() -> Workload {
    function(
      "expm1", "exponentials less one, in cache", of: moves, peer: "numpy",
      agreement: .relative(1e-15, because: "either side errs by a few units in the last place")
    ) { arguments, values in
      VectorMath.expMinusOne(arguments, into: &values, count: values.count)
    }
  }

  /// Normal probabilities, as options want them.
  static func normalProbabilities() -> Workload {
    function(
      "normal-probability", "normal probabilities, in cache", of: { 3 * $0 }, peer: "scipy",
      agreement: .absolute(2e-15, because: "ours promises 1e-15 absolutely, not in the far tail")
    ) { arguments, values in
      values.replaceSubrange(0..<values.count, with: arguments)
      VectorMath.normalCumulatives(&values, range: values.indices)
    }
  }

  private static func moves(_ normal: Double) -> Double { 0.05 * normal }

  /// A function of 8,192 values made from standard normals.
  private static func function(
    _ name: String, _ title: String, of argument: @escaping (Double) -> Double, peer: String,
    agreement: Agreement,
    _ apply: @escaping (_ arguments: [Double], _ values: inout [Double]) -> Void
  ) -> Workload {
    Workload(name: name, title: title, size: 8192, unit: "value", agreement: agreement) {
      workload, arena in
      let stream = RandomStream(seed: 2, stream: 0)
      let arguments = (0..<workload.size).map {
        argument(stream.normal(scenario: $0, dimension: 0))
      }
      try arena.write(
        Matrix(rows: 1, columns: workload.size, storage: arguments), to: "arguments.npy")
      var values = arguments
      return LineUp(
        ours: Work {
          apply(arguments, &values)
        } answer: {
          Figures(values: values)
        },
        peers: try arena.peers(peer, of: workload))
    }
  }
}
