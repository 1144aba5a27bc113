internal import Glibc
internal import PlimsollNumerics

/// Fits SSVI slices under their closed conditions, which are built into the parameters.
enum SSVIFit {
  private static let search = LevenbergMarquardt(tolerance: 1e-7, maximumSteps: 40)

  /// One slice a smile, each with its own three numbers, in order of expiry; every slice meets the
  /// conditions after the one before.
  static func extended(_ smiles: [SmilePoints]) -> [SSVISlice] {
    var slices: [SSVISlice] = []
    for points in smiles { slices.append(slice(points, after: slices.last)) }
    return slices
  }

  private static func slice(_ points: SmilePoints, after earlier: SSVISlice?) -> SSVISlice {
    let room = SliceRoom(after: earlier)
    let start = max(points.atTheMoney, 1.001 * room.leastTheta + 1e-12)
    var best: (score: (outside: Int, distance: Double), slice: SSVISlice)?
    for share in [-1.0, 1.0] {
      var argument = [log(start - room.leastTheta), share, 0]
      for stage in [SmilePoints.Stage.soft] + SmilePoints.Stage.sharpened {
        argument =
          search.minimise(from: argument, count: points.count + 2) { x, values in
            let raw = room.slice(x)?.raw
            points.write(stage, into: &values) { raw?.totalVariance($0) ?? .nan }
            // Keeps what the quotes say nothing of near the middle of its range.
            values[points.count] = 0.01 * x[1]
            values[points.count + 1] = 0.01 * x[2]
          }.argument
        guard let slice = room.slice(argument) else { continue }
        let score = points.score(slice.raw.totalVariance)
        if best.map({ score < $0.score }) ?? true { best = (score, slice) }
      }
    }
    // A flat continuation of the room, where no search has found a finite value.
    return best?.slice ?? room.slice([log(start), 0, 0])
      ?? SSVISlice(theta: start, rho: 0, phi: 1 / start.squareRoot())
  }

  /// One ρ, η and γ for all smiles; θ is each smile's own, and does not fall.
  static func powerLaw(_ smiles: [SmilePoints]) -> (law: PowerLawSSVI, slices: [SSVISlice]) {
    var start = [atanh(-0.2), 0.0, 0.0]
    var floor = 0.0
    for points in smiles {
      let theta = max(points.atTheMoney, 1.001 * floor + 1e-12)
      start.append(log(theta - floor))
      floor = theta
    }
    let total = smiles.reduce(0) { $0 + $1.count }
    var room = [[Double]](smiles.map { [Double](repeating: 0, count: $0.count) })
    let found = LevenbergMarquardt(tolerance: 1e-9, maximumSteps: 80).minimise(
      from: start, count: total
    ) { x, values in
      guard let slices = powerLawSlices(x)?.slices else {
        values[0] = .nan
        return
      }
      var place = 0
      for (index, points) in smiles.enumerated() {
        points.write(.soft, into: &room[index], slices[index].raw.totalVariance)
        for value in room[index] {
          values[place] = value
          place += 1
        }
      }
    }
    guard let answer = powerLawSlices(found.argument) else {
      preconditionFailure("the best argument seen has a value")
    }
    return answer
  }

  private static func powerLawSlices(_ x: [Double]) -> (law: PowerLawSSVI, slices: [SSVISlice])? {
    let rho = 0.999 * tanh(x[0])
    let law = PowerLawSSVI(
      rho: rho, eta: 2 / (1 + abs(rho)) * logistic(x[1]), gamma: 0.5 * logistic(x[2]))
    guard law.eta > 1e-9, law.gamma > 1e-9 else { return nil }
    var theta = 0.0
    var slices: [SSVISlice] = []
    for step in x[3...] {
      theta += exp(step)
      guard theta > 0, theta < 1e6 else { return nil }
      slices.append(law.slice(theta: theta))
    }
    return (law, slices)
  }
}

/// 1 / (1 + e^(-x)).
func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// The slices that meet all conditions after an earlier one, as functions of three free numbers.
private struct SliceRoom {
  let leastTheta: Double
  private let leftSlope, rightSlope: Double
  /// φ of the earlier slice; infinite for the first.
  private let phi: Double

  init(after earlier: SSVISlice?) {
    leastTheta = earlier?.theta ?? 0
    leftSlope = earlier.map { 0.5 * $0.psi * (1 - $0.rho) } ?? 0
    rightSlope = earlier.map { 0.5 * $0.psi * (1 + $0.rho) } ?? 0
    phi = earlier?.phi ?? .infinity
  }

  /// θ rises by e^x0; the sum of slopes is a share of what φ and butterflies allow; x2 deals what it
  /// rises by to the two wings.
  func slice(_ x: [Double]) -> SSVISlice? {
    let theta = leastTheta + exp(x[0])
    let least = leftSlope + rightSlope
    // ψ² ≤ 2θ suffices for θφ²(1 + |ρ|) ≤ 4, and each slope below Lee's bound for the other.
    let most = min(phi * theta, (2 * theta).squareRoot(), 1.999)
    guard theta.isFinite, theta > leastTheta else { return nil }
    let rise = max(0, most - least) * logistic(x[1])
    let right = rightSlope + rise * logistic(x[2])
    let psi = least + rise
    guard psi > 0 else { return nil }
    return SSVISlice(
      theta: theta, rho: max(-0.9999, min(0.9999, 2 * right / psi - 1)), phi: psi / theta)
  }
}
