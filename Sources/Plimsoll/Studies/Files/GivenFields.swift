internal import PlimsollMargin
internal import PlimsollMarket

extension GivenMoves {
  /// Reads the field `given`: `{BTC: -30%}`, or `BTC=-30%` as the flag has it; nil when it is absent.
  init?(_ fields: StudyFields) throws(InputError) {
    guard let node = fields["given"] else { return nil }
    var moves: [Move] = []
    if node.shape == .mapping {
      for (factor, amount) in try node.keys(nil) {
        guard let move = Move(factor: RiskFactor(factor), amount: try amount.text()) else {
          throw amount.error(
            "\"\(try amount.text())\" is not \(Move.meaning)", remedy: "Give \(Move.meaning).")
        }
        moves.append(move)
      }
    } else {
      moves = try fields.values("given", Move.meaning) { Move($0) } ?? []
    }
    do {
      try self.init(moves)
    } catch {
      throw node.error(error.message, remedy: error.remedy)
    }
  }
}
