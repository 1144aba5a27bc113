import Foundation
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import Testing

@testable import Plimsoll

/// What the toolkit has written itself and reads again, damaged.
@Suite struct SavedReaderTests {
  static let family = "saved"

  static let readers: [FuzzReader] = [
    FuzzReader("model", "model.json") { file in
      let model = try RiskModel(path: try file.path())
      try BrokenPromise.unless(
        model.factors.allSatisfy { $0.volatility.perBar.isFinite }, "volatilities are finite")
    },
    FuzzReader("matrix", "matrix.npy") { file in
      do {
        let matrix = try NumPyFile.decode(file.bytes)
        try BrokenPromise.unless(matrix.rows >= 0 && matrix.columns >= 0, "it has a shape")
      } catch let error as NumPyFormatError {
        try BrokenPromise.unless(
          !error.reason.isEmpty && (0...file.bytes.count).contains(error.offset), "it has a place")
        throw InputError.data(file.name, error.reason, remedy: "Save it again.")
      }
    },
    FuzzReader("checkpoint", "checkpoint.json", isReadable: false) { file in
      _ = try SavedWatch(readingFrom: try file.path())
    },
    FuzzReader("shard", "shard-1-of-1.plimsoll", isReadable: false) { file in
      let shard = try ShardFile(path: try file.path())
      try BrokenPromise.unless(shard.shard.count == 1, "it is a part of one")
    },
    FuzzReader("run-record", "run.json") { file in
      let record = try SavedRecord(path: try file.path())
      _ = record.study.leaves()
    },
    FuzzReader("saved-table", "saved-margin.csv") { file in
      let saved = try CSVFile(file.input)
      _ = saved.headline(SavedView.of(verb: "margin"), most: 10)
      let original = try CSVFile(InputFile(name: file.name, bytes: originalTable.get()))
      _ = try TableDifference(original, saved)
    },
  ]

  private static let originalTable = Result { try FuzzReader.seed("saved-margin.csv").bytes }

  @Test func tenThousandDamagedFilesEach() async throws {
    await #expect(processExitsWith: .success) {
      try FuzzRun(SavedReaderTests.family, SavedReaderTests.readers).run()
    }
    try FuzzReport.read(Self.family, Self.readers)
  }
}
