import PlimsollMargin
import Testing

private func level(_ value: Double) throws -> ConfidenceLevel {
  try #require(ConfidenceLevel(value))
}

@Suite struct StudentTLawTests {
  @Test func theMethodsSheet() throws {
    let four = StudentTLaw(standardDeviation: 1, degreesOfFreedom: 4)
    #expect(abs(four.value(of: .valueAtRisk, at: try level(0.99)) - 2.649492) < 1e-6)
    #expect(abs(four.value(of: .expectedShortfall, at: try level(0.99)) - 3.691510) < 1e-6)
    let three = StudentTLaw(standardDeviation: 1, degreesOfFreedom: 3)
    #expect(abs(three.value(of: .expectedShortfall, at: try level(0.975)) - 2.909605) < 1e-6)
  }

  @Test func manyDegreesAreNormal() throws {
    let (t, normal) = (
      StudentTLaw(mean: 0.1, standardDeviation: 2, degreesOfFreedom: 1e7),
      NormalLaw(mean: 0.1, standardDeviation: 2)
    )
    for measure in RiskMeasure.allCases {
      let at = try level(0.99)
      #expect(abs(t.value(of: measure, at: at) - normal.value(of: measure, at: at)) < 1e-5)
      let (a, b) = (
        t.standardError(of: measure, at: at, count: 9),
        normal.standardError(of: measure, at: at, count: 9)
      )
      #expect(abs(a / b - 1) < 1e-5)
    }
  }
}

@Suite struct LognormalLawTests {
  @Test func smallVolatilityIsNormal() throws {
    let law = LognormalLaw(standardDeviation: 1e-5)
    for side in LognormalLaw.Side.allCases {
      for measure in RiskMeasure.allCases {
        let normal = NormalLaw(standardDeviation: 1e-5).value(of: measure, at: try level(0.99))
        #expect(abs(law.value(of: measure, at: try level(0.99), side: side) / normal - 1) < 1e-4)
      }
    }
  }

  @Test func aHeldUnitLosesAtMostItself() throws {
    let law = LognormalLaw(standardDeviation: 3)
    #expect(law.value(of: .expectedShortfall, at: try level(0.999), side: .long) < 1)
    #expect(law.value(of: .expectedShortfall, at: try level(0.999), side: .short) > 1)
  }
}

@Suite struct CornishFisherTests {
  @Test func theMethodsSheet() throws {
    let law = CornishFisher(skewness: -0.8, excessKurtosis: 3)
    #expect(abs(law.valueAtRisk(at: try level(0.99)) - 3.375107) < 1e-6)
  }

  @Test func withoutSkewnessAndKurtosisItIsNormal() throws {
    let law = CornishFisher(mean: 0.2, standardDeviation: 2, skewness: 0, excessKurtosis: 0)
    let normal = NormalLaw(mean: 0.2, standardDeviation: 2)
    let at = try level(0.975)
    let shortfall = normal.value(of: .expectedShortfall, at: at)
    #expect(abs(law.valueAtRisk(at: at) - normal.value(of: .valueAtRisk, at: at)) < 1e-12)
    #expect(abs(law.expectedShortfall(at: at) - shortfall) < 1e-12)
    #expect(abs(law.edgeworthShortfall(at: at) - shortfall) < 1e-12)
    #expect(law.isMonotone && law.isMonotone(at: at))
  }

  @Test func foldedMapsAreFlagged() throws {
    let skewed = CornishFisher(skewness: -3, excessKurtosis: 1)
    #expect(!skewed.isMonotone)
    #expect(!skewed.isMonotone(at: try level(0.99)))
    // Folds at about four standard deviations only.
    let mild = CornishFisher(skewness: 0, excessKurtosis: -0.5)
    let isMonotoneWithin = mild.isMonotone(at: try level(0.99))
    #expect(!mild.isMonotone && isMonotoneWithin)
    let slopes = stride(from: -2.3, to: 2.3, by: 0.01).map {
      mild.quantile($0 + 0.01) - mild.quantile($0)
    }
    #expect(slopes.allSatisfy { $0 > 0 })
  }
}

@Suite struct WeightedHistoricalTests {
  private let gains = [-5.0, 3, -1, -4, 2, 0, -2, 1, -3, 4]

  @Test func equalWeightsAreTheHistoricalMeasures() throws {
    let pnl = PnLVector(gains)
    let sample = WeightedHistorical(pnl, weights: gains.map { _ in 0.1 })
    for value in [0.5, 0.75, 0.85, 0.9, 0.95] {
      let tail = LossTail(pnl, level: try level(value))
      #expect(
        abs(sample.expectedShortfall(at: try level(value)) - tail.expectedShortfall.value) < 1e-12)
    }
  }

  @Test func theNewestCountMost() throws {
    let weights = WeightedHistorical.ageWeights(decay: 0.5, count: 3)
    #expect(zip(weights, [1.0 / 7, 2.0 / 7, 4.0 / 7]).allSatisfy { abs($0 - $1) < 1e-15 })
    let late = WeightedHistorical(PnLVector([1, 1, 1, -9]), decay: 0.6)
    let early = WeightedHistorical(PnLVector([-9, 1, 1, 1]), decay: 0.6)
    #expect(late.valueAtRisk(at: try level(0.8)) == 9)
    #expect(early.valueAtRisk(at: try level(0.8)) == -1)
  }

  @Test func ofEqualLossesTheOlderIsFirst() {
    let sample = WeightedHistorical(PnLVector([-1, 0, -1]), weights: [0.5, 0.2, 0.3])
    #expect(sample.losses == [1, 1, 0] && sample.weights == [0.5, 0.3, 0.2])
  }
}
