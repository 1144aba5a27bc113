extension Matrix {
  /// The matrix with its diagonal replaced by ones.
  var withUnitDiagonal: Matrix {
    var result = self
    for i in 0..<rows { result[i, i] = 1 }
    return result
  }

  /// Aᵢⱼ / √(Aᵢᵢ Aⱼⱼ), with ones on the diagonal to the last bit.
  var scaledToUnitDiagonal: Matrix {
    let roots = diagonal.map { $0.squareRoot() }
    var result = self
    for i in 0..<rows {
      for j in 0..<columns { result.storage[i * columns + j] /= roots[i] * roots[j] }
    }
    return result.withUnitDiagonal
  }
}
