internal import ShippedModels

extension ShippedFiles {
  /// The waterfall used when none is named.
  public static let defaultWaterfall = "clearing-house"

  /// The file a waterfall is named by: a path, or the stem of a shipped one.
  static func waterfall(_ name: String) -> String {
    if !name.contains("/"), !name.contains("."),
      let shipped = ShippedModels.path("waterfalls/\(name).yaml")
    {
      return shipped
    }
    return name
  }
}
