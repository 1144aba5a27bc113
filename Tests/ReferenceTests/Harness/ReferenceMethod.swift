/// How files of one schema are checked.
struct ReferenceMethod: Sendable {
  /// Ids of such files begin with it.
  let prefix: String
  /// A key that only their expected values have, for files of other names.
  let key: String
  /// Compares all there is.
  let check: @Sendable (Expected) throws -> Void
}
