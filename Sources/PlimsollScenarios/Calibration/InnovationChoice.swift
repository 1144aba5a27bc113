public import PlimsollMarket

extension CalibrationSpec {
  /// A law of innovations with its parameter.
  public struct InnovationChoice: Sendable, Equatable {
    /// The law.
    public var model: InnovationModel.Kind
    /// The share of residuals in either tail, for `gpd`.
    public var tailShare: Double

    /// A choice of law.
    public init(
      model: InnovationModel.Kind = .studentT,
      tailShare: Double = SplicedInnovations.usualTailShare
    ) {
      self.model = model
      self.tailShare = tailShare
    }

    /// `{model: gpd, tail: 0.1}`; the tail is for `gpd` only.
    public init(yaml node: ConfigNode) throws(InputError) {
      let keys = try node.mapping(["model", "tail"])
      guard let model = keys["model"] else {
        throw node.error("the key `model` is missing", remedy: "Write {model: student-t}.")
      }
      self.init(model: try model.choice(InnovationModel.Kind.self))
      guard let tail = keys["tail"] else { return }
      guard self.model == .gpd else {
        throw tail.error(
          "a tail is for gpd, the model is \(self.model.rawValue)",
          remedy: "Leave it out, or write {model: gpd, tail: 0.1}.")
      }
      tailShare = try tail.number("above 0 and below 0.5, such as 0.1") { $0 > 0 && $0 < 0.5 }
    }
  }
}

extension CalibrationSpec.InnovationChoice: Codable {
  private enum Key: String, CodingKey { case model, tail }

  /// Reads a name, or a name with its tail.
  public init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(InnovationModel.Kind.self) {
      self.init(model: name)
      return
    }
    let values = try decoder.container(keyedBy: Key.self)
    self.init(model: try values.decode(InnovationModel.Kind.self, forKey: .model))
    tailShare = try values.decodeIfPresent(Double.self, forKey: .tail) ?? tailShare
  }

  /// Writes the name alone where there is no parameter, as releases without one did.
  public func encode(to encoder: any Encoder) throws {
    guard model == .gpd else {
      var value = encoder.singleValueContainer()
      try value.encode(model)
      return
    }
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(model, forKey: .model)
    try values.encode(tailShare, forKey: .tail)
  }
}
