/// What a charge comes to in a risk unit, and where it comes from.
struct ChargeFigure: Sendable, Equatable {
  /// USD, never below zero.
  var amount: Double
  /// What sets it: a scenario, a tier; nil when nothing is charged.
  var binding: String?
  /// By holding of the unit; they add up to the amount, before it is held at zero.
  var parts: [Double]

  /// Nothing, for `count` holdings.
  static func none(_ count: Int) -> ChargeFigure {
    ChargeFigure(amount: 0, binding: nil, parts: [Double](repeating: 0, count: count))
  }

  /// A charge that is the sum of its holdings' parts.
  init(parts: [Double], binding: String?) {
    let sum = parts.reduce(0, +)
    self.init(amount: max(0, sum), binding: sum > 0 ? binding : nil, parts: parts)
  }

  init(amount: Double, binding: String?, parts: [Double]) {
    self.amount = amount
    self.binding = binding
    self.parts = parts
  }

  /// The same charge `factor` times.
  func scaled(_ factor: Double) -> ChargeFigure {
    ChargeFigure(
      amount: amount * factor, binding: binding, parts: parts.map { $0 * factor })
  }

  /// Another amount made from this one, such as by tiers; the parts keep their shares.
  func with(amount other: Double) -> ChargeFigure {
    let factor = amount > 0 ? other / amount : 0
    return ChargeFigure(amount: other, binding: binding, parts: parts.map { $0 * factor })
  }
}

/// Which of the two requirements a charge is made for.
enum RequirementKind: String, Sendable {
  case initial, maintenance
}

/// A charge towards each of the two requirements.
struct RequirementFigures: Sendable {
  var initial, maintenance: ChargeFigure

  init(initial: ChargeFigure, maintenance: ChargeFigure) {
    self.initial = initial
    self.maintenance = maintenance
  }

  /// The same towards both.
  init(both figure: ChargeFigure) { self.init(initial: figure, maintenance: figure) }

  subscript(kind: RequirementKind) -> ChargeFigure { kind == .initial ? initial : maintenance }
}
