internal import FoundationEssentials
internal import PlimsollNumerics
internal import PlimsollScenarios

extension TailScan {
  /// A batch of portfolios whose pass over all scenarios may be divided.
  struct Batch {
    let portfolios: SparseRows
    let needs: [TailNeed]
    /// Those wanted as histograms.
    let charted: [Int]
  }

  /// Scenarios that stand in for all when this process does only a part.
  static let standIns = 512

  /// Does this process's part of the pass over all scenarios, for several batches at once, and keeps
  /// what each will be asked for.
  ///
  /// Brackets come from the same pilot in every process, so that the parts have the bounds, and with
  /// them the bits, of the whole.
  func doPart(
    _ shard: Shard, of portfolios: SparseRows, _ needs: [TailNeed], in ranges: [Range<Int>],
    charted: [Int], over sample: TailSample, into share: WorkShare
  ) {
    guard let first = ranges.first?.lowerBound, let end = ranges.last?.upperBound else { return }
    let all = portfolios.rows(first..<end)
    let shown = charted.filter((first..<end).contains).map { $0 - first }
    let brackets = brackets(
      of: all, needs, over: sample, deviations: TailBracket.usualDeviations)
    let chunks = TailPass(
      self, all, brackets, needs, over: sample, charted: shown, isFinal: true
    ).chunks(of: shard)
    for range in ranges {
      let local = (range.lowerBound - first)..<(range.upperBound - first)
      let entries =
        all.entries(ofRow: local.lowerBound)
        .lowerBound..<all.entries(ofRow: local.upperBound - 1)
        .upperBound
      let places = shown.firstIndex { $0 >= local.lowerBound } ?? shown.count
      let own = shown.filter(local.contains).map { $0 - local.lowerBound }
      let batch = Batch(portfolios: all.rows(local), needs: needs, charted: own)
      let parts = chunks.map {
        $0.part(local, entries: entries, charted: places..<(places + own.count))
      }
      share.keep(Self.bytes(of: parts), for: key(of: batch, over: sample))
    }
  }

  /// What all processes found of a batch; nil when they did not look for it.
  func found(_ batch: Batch, over sample: TailSample) -> TailPass.Found? {
    guard let share, share.shard == nil,
      let parts = share.bytes(for: key(of: batch, over: sample)),
      let chunks = try? parts.flatMap({
        try PropertyListDecoder().decode([TailPass.Chunk].self, from: $0)
      })
    else { return nil }
    return TailPass.Found(chunks)
  }

  /// Their numbers are packed, which a property list keeps as they are and JSON would write as text.
  private static func bytes(of chunks: [TailPass.Chunk]) -> Data {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    do {
      return try encoder.encode(chunks)
    } catch {
      preconditionFailure("chunks hold only numbers: \(error)")
    }
  }

  /// All that the results of a pass depend on: what the rows gain in the first and the last scenarios
  /// stands for the scenarios and the rows.
  private func key(of batch: Batch, over sample: TailSample) -> String {
    var bytes: [UInt8] = []
    var tile = rows.emptyTile()
    let width = min(rows.stride, sample.count)
    for start in [0, sample.count - width] {
      rows.fill(&tile, with: start..<(start + width), step: sample.step)
      for row in 0..<rows.count {
        let first = row * rows.stride
        bytes.append(bytesOf: tile.gains[first..<(first + width)])
      }
    }
    batch.portfolios.append(to: &bytes)
    bytes.append(bytesOf: batch.needs.flatMap { [$0.first, $0.last] })
    bytes.append(bytesOf: batch.charted)
    bytes.append(bytesOf: [sample.count, sample.step, rows.stride])
    return "tails-" + SHA256.hexadecimal(of: bytes)
  }
}
