public import PlimsollMarket

extension ShippedFiles {
  /// The waterfall used when none is named.
  public static let defaultWaterfall = "clearing-house"

  /// The file a waterfall is named by: a path, or the stem of a shipped one.
  static func waterfall(_ name: String) throws(InputError) -> String {
    try file(name, in: ["waterfalls"], what: "waterfall")
  }
}
