public import PlimsollMarket
public import PlimsollNumerics
public import PlimsollScenarios

/// Correlations that give way in a crisis: blended toward a target and repaired.
///
/// R' = (1 − blend) R + blend × toward for pairs of factors in different blocks. Without blocks each
/// factor is a block of its own; with them, pairs within a block and pairs with a factor in no block
/// keep their correlation. A matrix that is no correlation any more is replaced by the nearest.
///
/// - Source: METHODS of stress families, R_s = (1 − q) R + q R_target; Higham (2002) for the repair.
/// - Verified by: CorrelationBreakTests.
public struct CorrelationBreak: Sendable, Equatable {
  /// What results call it.
  public var name: String
  /// The weight of the target, from 0 to 1.
  public var blend: Double
  /// The target: 1, 0 or −1.
  public var toward: Double
  /// Groups of factors that stay together.
  public var blocks: [[RiskFactor]]

  /// A break.
  public init(name: String, blend: Double, toward: Double, blocks: [[RiskFactor]] = []) {
    self.name = name
    self.blend = blend
    self.toward = toward
    self.blocks = blocks
  }

  /// The model with its correlations broken; volatilities and innovations stay.
  ///
  /// - Returns: the model, and the repair when one was needed.
  /// - Complexity: O(n³), times the iterations of a repair.
  public func breaking(_ model: RiskModel) -> (model: RiskModel, repair: CorrelationRepair?) {
    let placed = blocks.enumerated().flatMap { block, factors in factors.map { ($0, block) } }
    let byFactor = Dictionary(placed) { first, _ in first }
    let block: [Int?] = model.factors.indices.map { place in
      blocks.isEmpty ? place : byFactor[model.factors[place].factor]
    }
    var matrix = model.dependence.correlation
    for i in 0..<matrix.rows {
      for j in 0..<matrix.rows where i != j {
        guard let mine = block[i], let other = block[j], mine != other else { continue }
        matrix[i, j] = (1 - blend) * matrix[i, j] + blend * toward
      }
    }
    let repair = NearestCorrelation.repairing(matrix)
    let usable = repair?.matrix ?? matrix
    let eigen = SymmetricEigen(usable)
    var broken = model
    broken.dependence.correlation = usable
    broken.dependence.smallestEigenvalue = eigen.values.first ?? 1
    broken.dependence.conditionNumber = eigen.conditionNumber
    broken.dependence.repairDistance = repair?.distance
    return (broken, repair)
  }
}
