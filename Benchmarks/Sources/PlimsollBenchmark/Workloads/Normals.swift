import Plimsoll

extension Workload {
  /// Standard normals by the inverse of their distribution function.
  static func normals() -> Workload {
    normals(
      "normals", "standard normals by the inverse, in cache", by: .inverse,
      targets: [.perUnit(seconds: 1.4e-9), .faster(times: 7, than: "numpy-philox")])
  }

  /// Standard normals by radius and angle.
  static func boxMuller() -> Workload {
    normals(
      "normals-box-muller", "standard normals by Box–Muller, in cache", by: .boxMuller,
      targets: [.perUnit(seconds: 1e-9), .faster(times: 9, than: "numpy-philox")])
  }

  /// Standard normals into an array that stays in cache.
  private static func normals(
    _ name: String, _ title: String, by transform: NormalTransform, targets: [Target]
  ) -> Workload {
    let (rows, width) = (16, 256)
    return Workload(
      name: name, title: title, size: rows * width, unit: "number", targets: targets,
      agreement: .standardErrors(
        5,
        because: "mean, second and fourth moment of different numbers; 2 false alarms in a million")
    ) { workload, arena in
      let stream = RandomStream(seed: 1, stream: 0)
      let scenarios = Array(0..<width)
      var numbers = [Double](repeating: 0, count: workload.size)
      return LineUp(
        ours: Work {
          stream.fillNormals(
            &numbers, scenarios: scenarios, dimensions: 0..<rows, by: transform)
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
