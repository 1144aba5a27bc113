/// Every reader, by family; a family is one file and one process.
enum FuzzFamilies {
  static let all =
    PriceReaderTests.readers + BookReaderTests.readers + FeedReaderTests.readers
    + RuleReaderTests.readers + ScenarioReaderTests.readers + ClearingReaderTests.readers
    + StudyReaderTests.readers
    + SavedReaderTests.readers + ScalarReaderTests.readers
}
