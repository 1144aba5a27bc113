import Foundation
import Plimsoll

/// The law of a loss that is a smooth function of one standard normal number.
struct LossLaw {
  private let loss: (Double) -> Double
  private let grid: [(z: Double, loss: Double)]
  private let finder = BrentRootFinder(tolerance: 1e-14)

  init(_ loss: @escaping (Double) -> Double) {
    self.loss = loss
    grid = (-2400...2400).map { (Double($0) / 200, loss(Double($0) / 200)) }
  }

  /// Where the loss passes `bound`.
  func boundaries(_ bound: Double) -> [Double] {
    zip(grid, grid.dropFirst()).compactMap { left, right in
      (left.loss > bound) == (right.loss > bound)
        ? nil : finder.root(in: left.z...right.z) { loss($0) - bound }
    }
  }

  /// The ranges in which the loss is larger than `bound`.
  private func tail(_ bound: Double) -> [(Double, Double)] {
    let ends = [grid[0].z] + boundaries(bound) + [grid[grid.count - 1].z]
    return zip(ends, ends.dropFirst()).filter { loss(0.5 * ($0 + $1)) > bound }
  }

  /// The loss exceeded with probability `exceedance`.
  func quantile(exceedance: Double) -> Double? {
    let (low, high) = (grid.map(\.loss).min() ?? 0, grid.map(\.loss).max() ?? 0)
    return BrentRootFinder(tolerance: 1e-9).root(in: low...high) { bound in
      tail(bound).reduce(-exceedance) {
        $0 + NormalDistribution.survival($1.0) - NormalDistribution.survival($1.1)
      }
    }
  }

  /// The integral of `f(loss)` over where the loss is larger than `bound`.
  func integral(above bound: Double, _ f: (Double) -> Double) -> Double {
    tail(bound).reduce(0) { $0 + simpson($1.0, $1.1) { f(loss($0)) } }
  }

  /// The density of the loss at `bound`.
  func density(_ bound: Double) -> Double {
    boundaries(bound).reduce(0) {
      let step = 1e-5
      let slope = (loss($1 + step) - loss($1 - step)) / (2 * step)
      return $0 + NormalDistribution.density($1) / abs(slope)
    }
  }

  private func simpson(_ from: Double, _ to: Double, _ f: (Double) -> Double) -> Double {
    let panels = 2 * max(1, Int(((to - from) * 200).rounded(.up)))
    let width = (to - from) / Double(panels)
    return (0...panels).reduce(0) {
      let z = from + Double($1) * width
      let weight = $1 == 0 || $1 == panels ? 1.0 : $1 % 2 == 1 ? 4 : 2
      return $0 + weight * f(z) * NormalDistribution.density(z)
    } * width / 3
  }
}
