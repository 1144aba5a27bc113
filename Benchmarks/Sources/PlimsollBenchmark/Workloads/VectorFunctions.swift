import Plimsoll

extension Workload {
  /// eˣ of daily moves.
  static func exponentials() -> Workload {
    function(
      "exp", "exponentials, in cache", of: moves, peer: "numpy",
      agreement: .relative(1e-15, because: "either side errs by a few units in the last place")
    ) { values in VectorMath.exponentials(&values) }
  }

  /// eˣ - 1 of daily moves.
  static func exponentialsMinusOne() -> Workload {
    function(
      "expm1", "exponentials less one, in cache", of: moves, peer: "numpy",
      agreement: .relative(1e-15, because: "either side errs by a few units in the last place")
    ) { values in VectorMath.expMinusOne(&values) }
  }

  /// Normal probabilities, as options want them.
  static func normalProbabilities() -> Workload {
    function(
      "normal-probability", "normal probabilities, in cache", of: { 3 * $0 }, peer: "scipy",
      agreement: .absolute(1e-15, because: "ours promises 5e-16 absolutely, not in the far tail")
    ) { values in VectorMath.normalCumulatives(&values, count: values.count) }
  }

  /// Normal quantiles.
  static func normalQuantiles() -> Workload {
    function(
      "normal-quantile", "normal quantiles, in cache", of: NormalDistribution.cumulative,
      peer: "scipy",
      agreement: .absolute(
        1e-12, because: "1e-14 of the result, near 1 where p has few digits left")
    ) { values in
      for index in values.indices { values[index] = NormalDistribution.quantile(values[index]) }
    }
  }

  private static func moves(_ normal: Double) -> Double { 0.05 * normal }

  /// A function of 8,192 values made from standard normals; the results replace them, so each run
  /// begins with a copy, as any use would.
  private static func function(
    _ name: String, _ title: String, of argument: @escaping (Double) -> Double, peer: String,
    agreement: Agreement, _ apply: @escaping (inout [Double]) -> Void
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
          values.replaceSubrange(0..<values.count, with: arguments)
          apply(&values)
        } answer: {
          Figures(values: values)
        },
        peers: try arena.peers(peer, of: workload))
    }
  }
}
