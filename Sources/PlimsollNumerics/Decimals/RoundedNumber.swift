internal import Glibc

extension Double {
  /// Rounded to decimal places.
  public func rounded(toPlaces places: Int) -> Double {
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    return (self * scale).rounded() / scale
  }

  /// Rounded to significant decimal digits.
  ///
  /// Edge cases: zero, infinities, NaN and numbers too small to be scaled stay.
  public func rounded(toDigits digits: Int) -> Double {
    guard self != 0, isFinite else { return self }
    let places = digits - 1 - Int(log10(abs(self)).rounded(.down))
    let scale = (0..<abs(places)).reduce(1.0) { scale, _ in scale * 10 }
    guard scale.isFinite else { return self }
    return places >= 0 ? (self * scale).rounded() / scale : (self / scale).rounded() * scale
  }
}
