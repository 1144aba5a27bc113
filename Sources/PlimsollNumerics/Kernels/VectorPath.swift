/// The instruction set that the inner loops run on.
public enum VectorPath {
  /// The one in use, by name.
  public static var name: String { "portable" }
}
