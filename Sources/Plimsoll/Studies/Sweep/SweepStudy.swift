public import PlimsollMarket
internal import PlimsollNumerics
internal import Synchronization

/// One study run again and again with some of its fields varied: a row for every cell.
///
/// Each cell has the study's own seed unless the seed is varied, so that cells differ by what is
/// varied and not by luck (common random numbers). What cells have in common is done once.
///
/// - Verified by: SweepStudyTests, SweepCommandTests.
public struct SweepStudy: Study, Equatable {
  /// The command's word for it.
  public static let verb = "sweep"
  /// It goes through cells.
  public static let unit = "cells"

  /// The study file, or the name of a shipped study.
  public var study: String
  /// `path=v1,v2,…` for each field that is varied; the first varies slowest.
  public var vary: [String]
  /// Whether values are taken together, first with first, rather than in all combinations.
  public var zip: Bool
  /// Points instead of combinations; nil for combinations.
  public var design: SweepDesign?
  /// What must not hold in any cell: `initial_margin > 3e6`.
  public var failsOn: [String]

  /// A sweep of the study in a file.
  public init(
    study: String, vary: [String], zip: Bool = false, design: SweepDesign? = nil,
    failsOn: [String] = []
  ) {
    self.study = study
    self.vary = vary
    self.zip = zip
    self.design = design
    self.failsOn = failsOn
  }

  /// Runs every cell and reports; nothing is kept on the way.
  public func run(in environment: RunEnvironment) throws(InputError) -> Report {
    let (plan, shared) = try prepare(environment)
    let count = Counter(of: plan.cells.count, environment)
    @Sendable func cell(_ index: Int, _: inout Void) -> SweepCell {
      let cell = Self.run(plan.cells[index], of: plan, shared, environment, threads: 1)
      count.advance()
      return cell
    }
    let (all, threads) = (plan.cells.count, environment.threads)
    guard let share = environment.share else {
      return try report(
        plan, Parallel.map(count: all, threads: threads, workspace: {}, cell), environment)
    }
    // The manifest of a divided run names everything that cells read.
    let cells = share.map(key: "cells", count: all, threads: threads, workspace: {}, cell)
    return try report(plan, cells ?? [], environment)
  }

  /// Runs every cell that `folder` does not hold yet, keeps each there, and reports.
  ///
  /// - Parameters:
  ///   - environment: what the whole sweep may use.
  ///   - jobs: how many cells at once, each with its part of the threads; nil for as many as threads.
  ///     The report is the same.
  ///   - folder: where cells are kept, and found again when it resumes.
  ///   - notice: told what is worth knowing of cells done before.
  /// - Throws: an `InputError` when the sweep makes no sense, an `OutputError` when a cell cannot be
  ///   kept. A cell that fails is a row of the report.
  public func run(
    in environment: RunEnvironment, jobs: Int?, keepingCellsIn folder: SweepFolder,
    notice: (Diagnostic) -> Void = { _ in }
  ) throws -> Report {
    let (plan, shared) = try prepare(environment)
    let threads = environment.threads ?? Parallel.availableThreads
    let atOnce = min(jobs ?? threads, plan.cells.count)
    try folder.begin(plan)

    let kept = Parallel.map(count: plan.cells.count, threads: threads) { index in
      folder.isResuming ? Self.kept(plan.cells[index], of: plan, shared, in: folder) : nil
    }
    for note in Self.notices(of: kept) { notice(note) }
    let open = plan.cells.indices.filter { kept[$0]?.cell == nil }
    let count = Counter(of: open.count, environment)
    let new = try Parallel.map(count: open.count, threads: atOnce) { index in
      let cell = Self.run(
        plan.cells[open[index]], of: plan, shared, environment,
        threads: max(1, threads / atOnce))
      if cell.isDone { try folder.keep(cell, of: plan) }
      count.advance()
      return cell
    }
    var cells = kept.map { $0?.cell }
    for (index, cell) in Swift.zip(open, new) { cells[index] = cell }
    return try report(plan, cells.compactMap(\.self), environment)
  }

  /// Tells how many cells are done.
  private final class Counter: Sendable {
    private let done = Mutex(0)
    private let total: Int
    private let progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?

    init(of total: Int, _ environment: RunEnvironment) {
      self.total = total
      progress = environment.progress
    }

    func advance() {
      done.withLock { done in
        done += 1
        progress?(done, total)
      }
    }
  }

  /// A cell done before; nil when there is none, or it cannot even be read now.
  private static func kept(
    _ values: [String], of plan: SweepPlan, _ shared: SharedWork, in folder: SweepFolder
  ) -> SweepFolder.Kept? {
    guard let prepared = try? plan.prepare(values, shared) else { return nil }
    return folder.kept(values, of: plan, inputs: prepared.inputs)
  }

  private func prepare(_ environment: RunEnvironment) throws(InputError) -> (
    SweepPlan, SharedWork
  ) {
    let plan = try SweepPlan(study: study, vary: vary, zip: zip, design: design)
    for text in failsOn { _ = try CellCheck(text) }
    let shared = environment.shared ?? SharedWork()
    try plan.requireOneReadable(shared)
    return (plan, shared)
  }

  private static func run(
    _ values: [String], of plan: SweepPlan, _ shared: SharedWork, _ environment: RunEnvironment,
    threads: Int
  ) -> SweepCell {
    var cell = SweepCell(values: values)
    do throws(InputError) {
      let prepared = try plan.prepare(values, shared)
      let report = try prepared.edits.inForce { () throws(InputError) in
        try prepared.study.run(
          in: RunEnvironment(threads: threads, pin: environment.pin, shared: shared))
      }
      cell.figures = report.figures
      cell.diagnostics = report.diagnostics
      cell.inputs = ([prepared.inputs[0]] + report.manifest.inputs).unique()
    } catch {
      cell.error = error.singleLine
    }
    return cell
  }

  private static func notices(
    of kept: [SweepFolder.Kept?]
  ) -> [Diagnostic] {
    var notices: [Diagnostic] = []
    let usable = kept.count { $0?.cell != nil }
    if usable > 0 {
      notices.append(
        Diagnostic(.note, "resume", "\(usable) of \(kept.count) cells were done before"))
    }
    let reasons = kept.compactMap { $0?.staleness }
    for reason in reasons.unique() {
      let count = reasons.count { $0 == reason }
      let cells = "\(count) cell\(count == 1 ? "" : "s") done before \(count == 1 ? "is" : "are")"
      let why =
        switch reason {
        case .release(let version): "release \(version) did them, this is \(Release.version)"
        case .input(let file): "\(file) has changed since"
        case .unreadable: "what was kept cannot be read"
        }
      notices.append(Diagnostic(.warning, "resume", "\(cells) done again: \(why)"))
    }
    return notices
  }

  private func report(_ plan: SweepPlan, _ cells: [SweepCell], _ environment: RunEnvironment)
    throws(InputError) -> Report
  {
    var checks: [CellCheck] = []
    for text in failsOn { checks.append(try CellCheck(text)) }
    var manifest = RunManifest(
      study: self, inputs: cells.flatMap(\.inputs), environment: environment)
    manifest.counts = ["cells": cells.count, "failed": cells.count { !$0.isDone }]
    let report = SweepReport(
      plan: plan, isZipped: zip, design: design, checks: checks, cells: cells,
      baseStudy: (try? InputFile(path: plan.study)).map {
        String(decoding: $0.bytes, as: UTF8.self)
      } ?? "", manifest: manifest)
    // What no cell came to has no columns.
    if cells.contains(where: \.isDone) { try report.requireColumns() }
    return report.report
  }
}
