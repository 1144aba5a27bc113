internal import Glibc
internal import PlimsollNumerics

extension VarianceReduced {
  /// Independent normal numbers, a row each.
  func drawNumbers(_ tile: inout ScenarioTile) {
    let stride = tile.stride
    if let sobol {
      if sobol.points.dimensions < rowCount {
        random.fillNormals(
          &tile.numbers, stride: stride, scenarios: tile.scenarios, dimensions: 0..<rowCount)
      }
      sobol.fillNormals(&tile.numbers, stride: stride, scenarios: tile.scenarios)
      return
    }
    let mirrors = sampling == .antithetic
    random.fillNormals(
      &tile.numbers, stride: stride,
      scenarios: mirrors ? tile.scenarios.map { $0 / 2 } : tile.scenarios,
      dimensions: 0..<rowCount)
    guard mirrors else { return }
    for (column, scenario) in tile.scenarios.enumerated() where scenario % 2 == 1 {
      for row in 0..<rowCount { tile.numbers[row * stride + column].negate() }
    }
  }

  /// Twists the numbers of the scenarios that are chosen for it, and writes every scenario's weight.
  ///
  /// With Gₜ = √(ν/χₜ²) and A² their mean square, the density of the scenarios drawn over that of the
  /// model is p₀ + (1 − p₀) Πⱼ N(u; μⱼ/A, σⱼ) / N(u; 0, 1) × meanₜ s^ν e^{−(s² − 1) χₜ²/2}.
  func weigh(_ tile: inout ScenarioTile, by twist: TailTwist) {
    let (stride, width) = (tile.stride, tile.width)
    // In turn: the logarithm of a ratio of densities, the ratio, the weight.
    for column in 0..<width {
      tile.perScenario[column] = stretch(column, of: &tile, by: twist)
    }
    // Out of the tile while they are worked on: rows of a local array are read and written faster.
    var (numbers, ratios) = (tile.numbers, tile.perScenario)
    (tile.numbers, tile.perScenario) = ([], [])
    let (scales, firstChoice) = (tile.weights, choices[0])
    for (number, (shift, deviation)) in zip(twist.shifts, twist.deviations).enumerated() {
      let row = (firstFactor + number) * stride
      let (constant, scale) = (-log(deviation), 0.5 / (deviation * deviation))
      for column in 0..<width {
        let mean = shift * scales[column]
        let drawn = numbers[row + column]
        let value = numbers[column] >= firstChoice ? mean + deviation * drawn : drawn
        numbers[row + column] = value
        let distance = value - mean
        ratios[column] += constant + 0.5 * value * value - scale * distance * distance
      }
    }
    (tile.numbers, tile.perScenario) = (numbers, ratios)
    VectorMath.expMinusOne(tile.perScenario, into: &tile.weights, count: width)
    let share = TailTwist.defensiveShare
    for column in 0..<width {
      tile.weights[column] = 1 / (share + (1 - share) * (1 + tile.weights[column]))
    }
  }

  /// Stretches the mixing of the step that a scenario's first number chooses; leaves 1/A in its weight.
  ///
  /// - Returns: the logarithm of the ratio of the mixing numbers' densities.
  private func stretch(_ column: Int, of tile: inout ScenarioTile, by twist: TailTwist) -> Double {
    guard let degreesOfFreedom else {
      tile.weights[column] = 1
      return 0
    }
    let chosen = choices.lastIndex { $0 <= tile.numbers[column] }
    var (square, ratio) = (0.0, 0.0)
    let raised = pow(twist.stretch, degreesOfFreedom)
    let fall = 0.5 * (twist.stretch * twist.stretch - 1) * degreesOfFreedom
    for (step, row) in mixingRows.enumerated() {
      var mixer = tile.numbers[row * tile.stride + column]
      if step == chosen {
        mixer *= twist.stretch
        tile.numbers[row * tile.stride + column] = mixer
      }
      square += mixer * mixer
      ratio += raised * exp(-fall / (mixer * mixer))
    }
    let steps = Double(mixingRows.count)
    tile.weights[column] = (steps / square).squareRoot()
    return log(ratio / steps)
  }

  /// Writes the loss whose law is known.
  func write(_ control: QuadraticForm, to tile: inout ScenarioTile) {
    let (stride, width) = (tile.stride, tile.width)
    for column in 0..<width { tile.controls[column] = control.constant }
    for (number, (slope, curve)) in zip(control.linear, control.curvature).enumerated() {
      let row = (firstFactor + number) * stride
      for column in 0..<width {
        let value = tile.numbers[row + column]
        tile.controls[column] += value * (slope + curve * value)
      }
    }
  }

  /// From numbers by level of a Brownian bridge to numbers by step.
  ///
  /// Under a t copula the steps are turned so that the first level's number is the sum of the steps,
  /// each weighted by its own mixing: a reflection, which leaves independent numbers independent.
  ///
  /// - Source: Householder (1958), for the reflection.
  func build(_ bridge: Matrix, in tile: inout ScenarioTile) {
    let (stride, width, size, bars) = (tile.stride, tile.width, factors.count, bridge.rows)
    var steps = [Double](repeating: 0, count: bars)
    var mirror = steps
    for column in 0..<width {
      let reflects = mirrorOfMixing(&mirror, column: column, tile, bridge)
      for factor in 0..<size {
        let first = (firstFactor + factor) * stride + column
        var along = 0.0
        for step in 0..<bars {
          var sum = 0.0
          for level in 0..<bars {
            sum += bridge[step, level] * tile.numbers[first + level * size * stride]
          }
          steps[step] = sum
          along += sum * mirror[step]
        }
        for step in 0..<bars {
          tile.numbers[first + step * size * stride] =
            reflects ? steps[step] - along * mirror[step] : steps[step]
        }
      }
    }
  }

  /// √2 times the unit normal of the mirror between the bridge's first level and the mixing; false when
  /// there is nothing to mirror.
  private func mirrorOfMixing(
    _ mirror: inout [Double], column: Int, _ tile: ScenarioTile, _ bridge: Matrix
  ) -> Bool {
    guard mixing != nil else { return false }
    var square = 0.0
    for row in mixingRows {
      let mixer = tile.numbers[row * tile.stride + column]
      square += mixer * mixer
    }
    var length = 0.0
    for (step, row) in mixingRows.enumerated() {
      mirror[step] =
        tile.numbers[row * tile.stride + column] / square.squareRoot() - bridge[step, 0]
      length += mirror[step] * mirror[step]
    }
    guard length > 1e-28 else { return false }
    let scale = (2 / length).squareRoot()
    for step in mirror.indices { mirror[step] *= scale }
    return true
  }
}
