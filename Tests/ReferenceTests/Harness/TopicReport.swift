import Testing

/// Reads all files of a topic and tells how it went.
struct TopicReport {
  private let topic: Topic
  private var read = 0
  private var unread = 0
  private var pending = 0
  private var skipped = 0
  private var lines: [String] = []

  init(_ topic: Topic, folder: ReferenceFolder = .current) {
    self.topic = topic
    for file in folder.files where file.topic == topic.rawValue { check(file) }
    if topic == .endtoend, read + unread == 0, !ReferenceFolder.isGiven {
      skipped += 1
      lines.append("skipped: endtoend (its prices are not ours to publish)")
    }
  }

  private mutating func check(_ file: ReferenceFile) {
    guard let method = topic.method(for: file) else {
      if topic.isPending(file) {
        pending += 1
        lines.append("pending: \(file.name)")
      } else {
        unread += 1
        lines.append("unread: \(file.name) (no method)")
      }
      return
    }
    let log = CheckLog()
    do {
      try method.check(Expected(file, log: log))
    } catch ReferenceError.absentData(let data) {
      skipped += 1
      lines.append("skipped: \(file.name) (\(ReferenceError.absentData(data)))")
      return
    } catch {
      Issue.record("\(file.name): \(error)")
    }
    note(file, log)
  }

  private mutating func note(_ file: ReferenceFile, _ log: CheckLog) {
    if !log.pendingNames.isEmpty {
      pending += 1
      lines.append("pending: \(file.name) [\(log.pendingNames.joined(separator: ", "))]")
    }
    let missed = log.unread(file.expected)
    if missed.isEmpty, log.comparisons > 0 {
      read += 1
      lines.append("read: \(file.name) (\(log.comparisons) comparisons\(worst(log)))")
    } else {
      unread += 1
      lines.append("unread: \(file.name) [\(missed.joined(separator: ", "))]")
    }
  }

  private func worst(_ log: CheckLog) -> String {
    guard log.worst.share > 0 else { return ", all exact" }
    let share =
      log.worst.share < 0.001 ? "below 0.001" : "\((log.worst.share * 1000).rounded() / 1000)"
    return ", the worst \(share) of its tolerance at \(log.worst.key)"
  }

  /// Prints the report, and fails when a topic that is there has files unread.
  func publish() {
    let summary = "reference: \(topic.rawValue): \(read) read, \(unread) unread"
    print((lines + [summary]).joined(separator: "\n"))
    #expect(unread == 0, "\(summary)")
    #expect(read > 0 || (skipped > 0 && !ReferenceFolder.isGiven), "\(summary)")
    if topic.state == .done, ReferenceFolder.isGiven {
      #expect(pending == 0 && skipped == 0, "\(topic.rawValue) is done, yet files were left out")
    }
  }
}
