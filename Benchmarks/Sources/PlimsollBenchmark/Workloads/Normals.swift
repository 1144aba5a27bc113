import Plimsoll

extension Workload {
  /// Standard normals into an array that stays in cache.
  static func normals() -> Workload {
    let (rows, width) = (16, 4096)
    return Workload(
      name: "normals", title: "standard normals, in cache", size: rows * width, unit: "number",
      targets: [.perUnit(seconds: 1.4e-9), .faster(times: 7, than: "numpy-philox")],
      agreement: .standardErrors(
        5,
        because: "mean, second and fourth moment of different numbers; 2 false alarms in a million")
    ) { workload, arena in
      let stream = RandomStream(seed: 1, stream: 0)
      var numbers = [Double](repeating: 0, count: workload.size)
      return LineUp(
        ours: Work {
          stream.fillNormals(&numbers, width: width, firstScenario: 0, dimensions: 0..<rows)
        } answer: {
          moments(of: numbers)
        },
        peers: try arena.peers("numpy-philox", "numpy-pcg64", "numpy-sfc64", of: workload))
    }
  }

  /// The mean, second and fourth moment of standard normals, with their standard errors.
  private static func moments(of numbers: [Double]) -> Figures {
    let count = Double(numbers.count)
    let moments = [1, 2, 4].map { power in
      numbers.reduce(0) { sum, x in sum + (power == 1 ? x : power == 2 ? x * x : x * x * x * x) }
        / count
    }
    // Z, Z² and Z⁴ have variances 1, 2 and 96.
    return Figures(values: moments, errors: [1, 2, 96].map { ($0 / count).squareRoot() })
  }
}
