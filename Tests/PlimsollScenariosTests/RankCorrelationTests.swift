import PlimsollNumerics
import PlimsollScenarios
import Testing

@Suite struct RankCorrelationTests {
  private func draws(_ dimension: Int, count: Int, steps: Double? = nil) -> [Double] {
    let stream = RandomStream(seed: 21, stream: 4)
    return (0..<count).map {
      let value = stream.normal(scenario: $0, dimension: dimension)
      guard let steps else { return value }
      return (value * steps).rounded() / steps
    }
  }

  /// Tau-b by its definition, over all pairs.
  private func slowTau(_ x: [Double], _ y: [Double]) -> Double {
    func sign(_ value: Double) -> Int { value > 0 ? 1 : value < 0 ? -1 : 0 }
    var (excess, ofX, ofY) = (0, 0, 0)
    for i in x.indices {
      for j in 0..<i {
        let (a, b) = (sign(x[i] - x[j]), sign(y[i] - y[j]))
        excess += a * b
        ofX += a * a
        ofY += b * b
      }
    }
    return Double(excess) / Double(ofX).squareRoot() / Double(ofY).squareRoot()
  }

  @Test(arguments: [nil, 1.0, 4.0])
  func tauIsThatOfAllPairs(steps: Double?) {
    let x = draws(0, count: 257, steps: steps)
    let y = zip(x, draws(1, count: 257, steps: steps)).map { 0.6 * $0 + $1 }
    #expect(RankCorrelation.kendallTau(x, y) == slowTau(x, y))
    #expect(RankCorrelation.kendallTau([x, y])[1, 0] == RankCorrelation.kendallTau(x, y))
  }

  @Test func threadsDoNotShow() {
    let columns = (0..<9).map { draws($0, count: 130, steps: $0 % 2 == 0 ? nil : 2) }
    let matrices = [1, 2, 5].map { RankCorrelation.kendallTau(columns, threads: $0) }
    #expect(matrices[0] == matrices[1] && matrices[0] == matrices[2])
    #expect(matrices[0][3, 8] == slowTau(columns[3], columns[8]))
  }

  @Test func ranksDoNotSeeScale() {
    let columns = [draws(0, count: 200), draws(1, count: 200)]
    let bent = [columns[0].map { $0 * $0 * $0 }, columns[1].map { -$0 }]
    let (tau, rho) = (RankCorrelation.kendallTau(columns), RankCorrelation.spearmanRho(columns))
    #expect(abs(RankCorrelation.kendallTau(bent)[0, 1] + tau[0, 1]) < 1e-15)
    #expect(abs(RankCorrelation.spearmanRho(bent)[0, 1] + rho[0, 1]) < 1e-12)
  }

  @Test func extremes() {
    let x = draws(0, count: 50)
    #expect(RankCorrelation.kendallTau(x, x) == 1)
    #expect(RankCorrelation.kendallTau(x, x.map { -$0 }) == -1)
    #expect(RankCorrelation.kendallTau(x, x.map { _ in 3 }) == 0)
    #expect(RankCorrelation.kendallTau([1], [2]) == 0)
  }

  @Test(arguments: [-0.9, 0, 0.3, 0.85])
  func sineTakesTauBackToCorrelation(correlation: Double) {
    let tau = RankCorrelation.kendallTau(ofCopula: correlation)
    let back = RankCorrelation.copulaCorrelation(ofKendall: Matrix([[1, tau], [tau, 1]]))
    #expect(abs(back[0, 1] - correlation) < 1e-15)
    #expect(back[0, 0] == 1)
  }
}
