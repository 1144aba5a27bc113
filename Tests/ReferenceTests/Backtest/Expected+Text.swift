import Plimsoll

extension Expected {
  /// Compares words, exactly.
  func equals(_ got: String) {
    guard let value else { return }
    settle(value.text == got ? 0 : .infinity, got)
  }

  /// Compares a test's statistic and its p-value under their keys.
  func agrees(with test: ChiSquareTest?, statistic: String, pValue: String, as name: String? = nil)
  {
    self[statistic].agrees(with: test?.statistic, as: name)
    self[pValue].agrees(with: test?.pValue, as: name)
  }
}
