/// The release of the toolkit, as results name it.
public enum Release {
  /// Semantic version.
  public static let version = "0.1.0"
}
