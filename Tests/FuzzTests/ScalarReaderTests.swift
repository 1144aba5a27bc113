import Foundation
import PlimsollMargin
import PlimsollMarket
import Testing

@testable import Plimsoll

/// Values of flags and fields, damaged; all of them read the same text.
@Suite struct ScalarReaderTests {
  static let family = "scalars"

  static let readers: [FuzzReader] = [
    scalar("time-span") { TimeSpan($0).map { $0.seconds > 0 && TimeSpan("\($0)") == $0 } },
    scalar("timestamp") { text in
      Timestamp(text).map { Timestamp("\($0)") == $0 }
    },
    scalar("level") { text in
      ConfidenceLevel(text).map { level in
        level.value > 0 && level.value < 1 && (1...1_000).contains(level.quantileRank(of: 1_000))
      }
    },
    scalar("trade") { text in
      WhatIf.Trade(text).map { $0.quantity.isFinite && $0.quantity != 0 && !$0.instrument.isEmpty }
    },
    scalar("move") { text in
      GivenMoves.Move(text).map { $0.relative > -1 && $0.relative.isFinite }
    },
    scalar("loss") { text in
      LossTarget(text).map { target in
        switch target {
        case .amount(let loss): loss > 0 && loss.isFinite
        case .equityShare(let share): share > 0 && share.isFinite
        case .liquidation: true
        }
      }
    },
  ]

  /// A value that its reader makes of text: nil when it is refused, else whether it keeps its promise.
  private static func scalar(
    _ name: String, read: @escaping @Sendable (String) -> Bool?
  ) -> FuzzReader {
    FuzzReader(name, "scalar-\(name).txt") { file in
      guard let isKept = read(file.text) else {
        throw InputError.data(file.name, "refused", remedy: "as its caller says")
      }
      try BrokenPromise.unless(isKept, "\(name) keeps its promise")
    }
  }

  @Test func tenThousandDamagedFilesEach() async throws {
    await #expect(processExitsWith: .success) {
      try FuzzRun(ScalarReaderTests.family, ScalarReaderTests.readers).run()
    }
    try FuzzReport.read(Self.family, Self.readers)
  }
}
