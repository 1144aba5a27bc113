import Plimsoll

extension Workload {
  private static let factorCount = 50
  /// Degrees of freedom of the margins, in turn; `peers/correlated.py` has the same.
  private static let marginDegrees: [Double] = [3, 4, 5, 6, 8]
  private static let copulaDegrees = 4.0
  private static let cut = 10.0

  /// Correlated normal scenarios, to the 99 % ES of an equal-weight book.
  static func correlated(_ size: Int) -> Workload {
    Workload(
      name: "correlated", title: "correlated scenarios of 50 factors to an ES", size: size,
      unit: "scenario", threads: Parallel.availableThreads, rounds: 3,
      targets: [.faster(times: 12, than: "numpy"), .nearLimit(times: 1.3)], speedUp: 1.9,
      agreement: .standardErrors(
        5, because: "ES of different numbers; less than 1 false alarm in a million")
    ) { workload, arena in
      LineUp(
        ours: shortfall(
          of: try MonteCarlo(gaussianModel(), bars: 1, count: size, seed: 1),
          threads: workload.threads),
        // On one thread this is NumPy tile by tile.
        peers: try arena.peers("numpy", "numpy-threads", of: workload),
        limit: try generationLimit(workload))
    }
  }

  /// Scenarios under a t copula with t margins, to the same ES.
  static func tCopula(_ size: Int) -> Workload {
    Workload(
      name: "t-copula", title: "t copula and t margins of 50 factors to an ES", size: size,
      unit: "scenario", threads: Parallel.availableThreads, rounds: 3,
      targets: [.nearLimit(times: 2)],
      agreement: .standardErrors(
        6, because: "ES of different numbers with heavy tails; about 1 false alarm in a million")
    ) { workload, arena in
      var model = gaussianModel()
      model.dependence = Dependence(
        correlation: model.dependence.correlation, degreesOfFreedom: copulaDegrees)
      for index in model.factors.indices {
        model.factors[index].innovations = .studentT(
          StudentTInnovations(
            degreesOfFreedom: marginDegrees[index % marginDegrees.count], cut: cut))
      }
      let gaussian = try MonteCarlo(gaussianModel(), bars: 1, count: size, seed: 1)
      return LineUp(
        ours: shortfall(
          of: try MonteCarlo(model, bars: 1, count: size, seed: 1), threads: workload.threads),
        // Inverting the t distribution takes SciPy microseconds a number.
        peers: [try arena.peer("scipy", of: workload, share: 1.0 / 64)],
        limit: Limit(
          meaning: "the same scenarios with a Gaussian copula and normal margins, by us",
          work: shortfall(of: gaussian, threads: workload.threads)))
    }
  }

  /// Factors of unit variance with correlation one half.
  private static func gaussianModel() -> RiskModel {
    let correlation = Matrix(
      (0..<factorCount).map { i in (0..<factorCount).map { j in i == j ? 1 : 0.5 } })
    return RiskModel(
      asOf: Timestamp(seconds: 0), bar: .day,
      factors: (0..<factorCount).map {
        FactorModel(
          factor: RiskFactor("F\($0)"), volatility: VolatilityModel(model: .constant, perBar: 1),
          innovations: .normal)
      }, dependence: Dependence(correlation: correlation))
  }

  /// The ES of the mean move, tile by tile.
  private static func shortfall(of source: MonteCarlo, threads: Int) -> Work {
    var found: Estimate?
    return Work {
      let stride = ScenarioTile.stride(rows: 2 * factorCount)
      let gains = Parallel.map(
        count: (source.count + stride - 1) / stride, threads: threads,
        workspace: { ScenarioTile(stride: stride, factorCount: factorCount) }
      ) { index, tile in
        tile.hold((index * stride)..<min(index * stride + stride, source.count))
        source.fill(&tile)
        var gains = [Double](repeating: 0, count: tile.width)
        for factor in 0..<factorCount {
          VectorMath.addProduct(
            &gains, at: 0, 1 / Double(factorCount), tile.moves, from: factor * stride,
            count: gains.count)
        }
        return gains
      }
      found = PnLVector(gains.flatMap { $0 }).expectedShortfall(at: try percent99())
    } answer: {
      Figures(values: [found?.value ?? .nan], errors: [found?.standardError ?? .nan])
    }
  }

  /// One tile filled with normals and correlated, over and over in cache.
  private static func generationLimit(_ workload: Workload) throws -> Limit {
    let width = ScenarioTile.stride(rows: 2 * factorCount)
    let cholesky = try Cholesky(gaussianModel().dependence.correlation)
    let stream = RandomStream(seed: 1, stream: 0)
    var tile = [Double](repeating: 0, count: factorCount * width)
    return Limit(
      meaning:
        "normals of a tile and their correlation, by us, in cache and divided by the threads",
      work: Work {
        stream.fillNormals(&tile, width: width, firstScenario: 0, dimensions: 0..<factorCount)
        cholesky.correlate(&tile, width: width)
      },
      count: Double(workload.size) / Double(width * workload.threads))
  }

  /// The level of every race.
  static func percent99() throws -> ConfidenceLevel {
    guard let level = ConfidenceLevel(0.99) else { throw BenchmarkError("0.99 is no level") }
    return level
  }
}
