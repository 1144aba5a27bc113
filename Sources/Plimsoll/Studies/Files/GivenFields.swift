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
      for text in try fields.values("given", "moves such as BTC=-30%", { $0 }) ?? [] {
        // A list, or as the flag has it, with commas.
        for part in text.split(separator: ",") {
          guard let move = Move(String(part)) else {
            throw node.error(
              "\"\(part)\" is not \(Move.meaning)",
              remedy: "Give \(Move.meaning), or {BTC: -30%, ETH: -20%}.")
          }
          moves.append(move)
        }
      }
    }
    do {
      try self.init(moves)
    } catch {
      throw node.error(error.message, remedy: error.remedy)
    }
  }
}
