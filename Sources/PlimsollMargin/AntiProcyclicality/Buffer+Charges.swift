public import PlimsollMarket

extension AntiProcyclicality.Buffer {
  /// The margin with a full buffer: what is charged when nothing was charged before.
  public func full(_ unadjusted: Double) -> Double { (1 + size) * unadjusted }

  /// What is charged one bar after `previous` was.
  ///
  /// max(M, min((1 + size) M, previous + size M × bar / rebuild)): a rise of the margin is first met
  /// from the buffer, a fall leaves it full, and what was drawn is put back in equal parts over the
  /// time of rebuilding.
  ///
  /// - Parameters:
  ///   - unadjusted: the margin M before the buffer.
  ///   - previous: what was charged one bar before; nil at the beginning, when the buffer is full.
  ///   - bar: the time since then.
  /// - Returns: at least M and at most the margin with a full buffer.
  /// - Source: the use of the buffer as in Regulation (EU) No 153/2013, Article 28(1)(a), that leaves
  ///   rebuilding open; in equal parts is this toolkit's choice.
  /// - Verified by: BufferTests, ReferenceTests (margin-emir-apc).
  public func next(unadjusted: Double, previous: Double?, bar: TimeSpan) -> Double {
    guard let previous else { return full(unadjusted) }
    let part = rebuild.map { Double(bar.seconds) / Double($0.seconds) } ?? 0
    return max(unadjusted, min(full(unadjusted), previous + size * unadjusted * part))
  }

  /// What is charged bar by bar for margins one bar apart, oldest first, from a full buffer on.
  ///
  /// - Complexity: O(n).
  public func charges(_ unadjusted: [Double], bar: TimeSpan) -> [Double] {
    var charges: [Double] = []
    for margin in unadjusted {
      charges.append(next(unadjusted: margin, previous: charges.last, bar: bar))
    }
    return charges
  }
}
