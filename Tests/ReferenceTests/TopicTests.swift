import Testing

/// The libraries against values made by others, one test a topic.
///
/// `PLIMSOLL_REFERENCE=folder swift test --filter Reference` reads another folder of the schema of
/// `Fixtures/reference/README.md`.
@Suite struct ReferenceTopicTests {
  @Test func linalg() { TopicReport(.linalg).publish() }

  @Test func rng() { TopicReport(.rng).publish() }

  @Test func estimators() { TopicReport(.estimators).publish() }

  @Test func risk() { TopicReport(.risk).publish() }

  @Test func backtest() { TopicReport(.backtest).publish() }

  @Test func pricing() { TopicReport(.pricing).publish() }

  @Test func montecarlo() { TopicReport(.montecarlo).publish() }

  @Test func margin() { TopicReport(.margin).publish() }

  @Test func endtoend() { TopicReport(.endtoend).publish() }

  @Test func everyFileHasATopic() {
    let folder = ReferenceFolder.current
    for file in folder.files where Topic(rawValue: file.topic) == nil {
      Issue.record("\(file.name) is of the topic \(file.topic), which no test reads")
    }
    for file in folder.unreadable { Issue.record("\(file)") }
  }
}
