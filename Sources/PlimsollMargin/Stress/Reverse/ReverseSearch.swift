internal import Glibc
import PlimsollMarket
import PlimsollNumerics

/// The search for the answer under full revaluation, from many starts.
///
/// First the distance of the target along many directions, by the tables, each direction looked along
/// no farther than one and a half times the best distance found. The nearest different ones then go downhill, and the
/// best of those by Newton steps of full revaluation. Nothing is left to chance: random directions are
/// a function of a fixed seed.
///
/// - Source: Rackwitz and Fiessler (1978) for the first-order iteration, Zhang and Der Kiureghian
///   (1995) for its line search; Nocedal and Wright (2006), "Numerical Optimization", chapter 18.
/// - Verified by: ReverseStressTests, against random scenarios.
struct ReverseSearch: Sendable {
  let problem: ReverseProblem
  /// Shocks whose directions are tried beside those of the search's own; of any length.
  var starts: [[Double]] = []

  /// Places that go downhill and places refined, where options bend the surface and where none do.
  private static let most = (
    bent: (descents: 16, refined: 5), smooth: (descents: 4, refined: 2)
  )
  /// Directions are looked along up to so many times the best distance.
  private static let farthest = 1.5
  private static let mostEscapes = 3
  /// Key of the random stream that directions come from.
  private static let directionStream: UInt32 = 0x72_65_76_73

  /// A place on the surface: direction and distance.
  private struct Crossing {
    var direction: [Double]
    var distance: Double

    var shocks: [Double] { direction.map { $0 * distance } }
  }

  /// The shocks; zero when the target is reached without any, nil when no moves within reach get
  /// there.
  ///
  /// - Complexity: O(directions × n × steps) look-ups in tables and O(starts × n³).
  func nearest() -> [Double]? {
    let origin = [Double](repeating: 0, count: problem.count)
    guard problem.room(at: origin) > 0 else { return origin }
    let least = problem.leastRoom()
    guard least.room <= 0 else { return nil }
    var rays: [Crossing] = []
    var best = Double.infinity
    // The separable worst moves reach the target for sure, so there is always a crossing.
    for start in starts + [problem.law.whitened(least.moves)] + ownDirections() {
      guard let direction = Self.normalised(start),
        let distance = crossing(along: direction, upTo: Self.farthest * best)
      else { continue }
      best = min(best, distance)
      rays.append(Crossing(direction: direction, distance: distance))
    }
    let most = hasOptions ? Self.most.bent : Self.most.smooth
    let descended = Self.distinct(rays, most: most.descents).map(descend)
    return Self.distinct(descended + rays, most: most.refined)
      .map { polish($0, escapes: Self.mostEscapes) }
      .min { $0.distance < $1.distance }?.shocks
  }

  private var hasOptions: Bool { problem.payoff.payoffs.contains { !$0.options.isEmpty } }

  // MARK: Directions

  /// Each log return alone and random directions; where options bend the surface also each factor's
  /// shock alone, the main axes of the law, and more random directions.
  private func ownDirections() -> [[Double]] {
    let n = problem.count
    let axes = hasOptions ? SymmetricEigen(problem.law.covariance).vectors : nil
    var found: [[Double]] = []
    for i in 0..<n {
      var unit = [Double](repeating: 0, count: n)
      unit[i] = 1
      let mean = problem.law.mean
      let alone = problem.law.whitened(zip(mean, unit).map { $0 + $1 })
      let axis = axes.map { problem.law.whitened(zip(mean, $0.column(i)).map { $0 + $1 }) }
      for direction in [alone] + (axis.map { [unit, $0] } ?? []) {
        found += [direction, direction.map { -$0 }]
      }
    }
    guard n > 1 else { return found }
    let stream = RandomStream(seed: 0, stream: Self.directionStream)
    for index in 0..<(hasOptions ? min(1_024, 128 * n) : min(64, 8 * n)) {
      found.append((0..<n).map { stream.normal(scenario: index, dimension: $0) })
    }
    return found
  }

  private static func normalised(_ vector: [Double]) -> [Double]? {
    let length = vector.length
    return length > 0 && length.isFinite ? vector.map { $0 / length } : nil
  }

  /// The nearest places whose directions differ by more than about 2.5 degrees.
  private static func distinct(_ found: [Crossing], most: Int) -> [Crossing] {
    var kept: [Crossing] = []
    for next in found.sorted(by: { $0.distance < $1.distance }) {
      if kept.count == most { break }
      if kept.allSatisfy({ $0.direction.dot(next.direction) < 0.999 }) { kept.append(next) }
    }
    return kept
  }

  // MARK: Along a direction

  private static let firstStep = 0.125
  /// From here on steps grow with the distance.
  private static let evenSteps = 8.0
  private static let growth = 1.04

  /// The first distance at which the room is gone, by the tables, at most `cap` and within reach; nil
  /// when it is not gone.
  private func crossing(along direction: [Double], upTo cap: Double) -> Double? {
    let mean = problem.law.mean
    let rates = problem.law.cholesky.lower.multiplied(by: direction)
    let end = zip(mean, rates).reduce(cap) { end, factor in
      guard factor.1 != 0 else { return end }
      return min(end, (PayoffTable.reach - factor.0 * (factor.1 < 0 ? -1 : 1)) / abs(factor.1))
    }
    func room(_ distance: Double) -> Double {
      var room = problem.headroom
      for i in rates.indices {
        room += problem.payoff.tables[i].look(mean[i] + distance * rates[i]).gain
      }
      return room
    }
    var (near, far) = (0.0, min(Self.firstStep, end))
    while room(far) > 0 {
      guard far < end else { return nil }
      near = far
      far = min(end, far < Self.evenSteps ? far + Self.firstStep : far * Self.growth)
    }
    return BrentRootFinder(tolerance: 1e-9).root(in: near...far, room) ?? far
  }

  // MARK: Downhill

  private static let mostSteps = 80

  /// Goes along the surface to a place where the gradient of the room points to the origin.
  private func descend(_ start: Crossing) -> Crossing {
    let firstRoom = problem.tabulatedRoom(at: start.shocks.map { _ in 0 }).room
    var shocks = start.shocks
    var (room, gradient) = problem.tabulatedRoom(at: shocks)
    for _ in 0..<Self.mostSteps {
      let square = gradient.dot(gradient)
      guard square > 0 else { break }
      // The nearest point of the tangent plane.
      let scale = (gradient.dot(shocks) - room) / square
      let step = zip(gradient, shocks).map { scale * $0 - $1 }
      let length = shocks.length
      guard step.length > 1e-8 * (1 + length) else { break }
      let miss = abs(room)
      let penalty = max(
        2 * length / square.squareRoot(),
        miss > 1e-9 * firstRoom ? scale * scale * square / (2 * miss) : 0)
      let merit = 0.5 * length * length + penalty * miss
      let slope = shocks.dot(step) - penalty * miss
      var share = 1.0
      var next = shocks
      var found = (room: room, gradient: gradient)
      repeat {
        next = zip(shocks, step).map { $0 + share * $1 }
        found = problem.tabulatedRoom(at: next)
        if 0.5 * next.dot(next) + penalty * abs(found.room) <= merit + 1e-4 * share * slope {
          break
        }
        share /= 2
      } while share > 1e-4
      guard share > 1e-4 else { break }
      shocks = next
      (room, gradient) = found
    }
    guard let direction = Self.normalised(shocks),
      let distance = crossing(along: direction, upTo: 1.05 * start.distance),
      distance < start.distance
    else { return start }
    return Crossing(direction: direction, distance: distance)
  }

  // MARK: By full revaluation

  private static let mostNewtonSteps = 30

  /// Newton steps on the conditions of a minimum, then the exact distance along the direction found;
  /// from a saddle, both ways along its falling curve.
  private func polish(_ start: Crossing, escapes: Int) -> Crossing {
    var shocks = start.shocks
    var falling: [Double]?
    for _ in 0..<Self.mostNewtonSteps {
      switch newtonStep(at: shocks) {
      case .step(let step):
        let limit = 0.3 * (shocks.length + 1e-3 * start.distance)
        let share = min(1, limit / max(step.length, .leastNormalMagnitude))
        shocks = zip(shocks, step).map { $0 + share * $1 }
        if step.length > 1e-13 * shocks.length { continue }
      case .saddle(let direction): falling = direction
      case .flat: break
      }
      break
    }
    var best = onSurface(start)
    if let direction = Self.normalised(shocks), problem.isWithinReach(shocks) {
      let found = onSurface(Crossing(direction: direction, distance: shocks.length))
      if found.distance < best.distance { best = found }
    }
    guard escapes > 0 else { return best }
    // An earlier crossing on the way, or a way down from a saddle, is another start.
    var others: [Crossing] = []
    if let earlier = crossing(along: best.direction, upTo: best.distance * (1 - 1e-3)) {
      others.append(Crossing(direction: best.direction, distance: earlier))
    }
    for side in falling.map({ [$0, $0.map { -$0 }] }) ?? [] {
      let bent = zip(shocks, side).map { $0 + 0.3 * shocks.length * $1 }
      if let direction = Self.normalised(bent),
        let distance = crossing(along: direction, upTo: 2 * best.distance)
      {
        others.append(Crossing(direction: direction, distance: distance))
      }
    }
    for other in others {
      let found = polish(descend(other), escapes: escapes - 1)
      if found.distance < best.distance { best = found }
    }
    return best
  }

  private enum NewtonStep {
    case step([Double])
    /// The room's surface bends away from the origin less than a sphere does in this direction.
    case saddle([Double])
    /// Without a gradient there is no step.
    case flat
  }

  /// With n the unit gradient and M = I + λ Lᵀ f″ L, the step is −(room/|g|) n and, on the tangent
  /// plane, the solution of M t = −(z + M s).
  private func newtonStep(at shocks: [Double]) -> NewtonStep {
    let (room, gradient, curvatures) = problem.expansion(at: shocks)
    guard let normal = Self.normalised(gradient) else { return .flat }
    let size = gradient.length
    let multiplier = -gradient.dot(shocks) / (size * size)
    var bent = problem.pulledBack(diagonal: curvatures.map { $0 * multiplier })
    for i in shocks.indices { bent[i, i] += 1 }
    let across = normal.map { -room / size * $0 }
    let pull = zip(shocks, bent.multiplied(by: across)).map { -($0 + $1) }
    let along = zip(pull, normal).map { $0 - pull.dot(normal) * $1 }
    // P M P + n nᵀ, in which the normal direction has a curvature of its own.
    let image = bent.multiplied(by: normal)
    let own = normal.dot(image)
    var plane = bent
    for i in shocks.indices {
      for j in shocks.indices {
        plane[i, j] +=
          (own + 1) * normal[i] * normal[j] - normal[i] * image[j] - image[i] * normal[j]
      }
    }
    guard let factor = try? Cholesky(plane) else {
      return .saddle(SymmetricEigen(plane).vectors.column(0))
    }
    return .step(zip(across, factor.solve(along)).map { $0 + $1 })
  }

  /// The exact distance along a direction, near the one given.
  private func onSurface(_ place: Crossing) -> Crossing {
    func room(_ distance: Double) -> Double {
      problem.room(at: place.direction.map { $0 * distance })
    }
    for width in [1e-6, 1e-4, 1e-2, 0.1] {
      let range = (place.distance * (1 - width))...(place.distance * (1 + width))
      guard room(range.lowerBound) > 0,
        let root = BrentRootFinder(tolerance: 0).root(in: range, room)
      else { continue }
      return Crossing(direction: place.direction, distance: root)
    }
    return Crossing(direction: place.direction, distance: .infinity)
  }
}

extension [Double] {
  /// The sum of products with as many other numbers.
  fileprivate func dot(_ other: [Double]) -> Double {
    var sum = 0.0
    for i in indices { sum += self[i] * other[i] }
    return sum
  }

  fileprivate var length: Double { dot(self).squareRoot() }
}
