internal import PlimsollMarket

/// The cells of a sweep before any is run: a study file, and what each cell changes in it.
///
/// - Verified by: SweepPlanTests.
struct SweepPlan: Sendable {
  /// Where the study file is.
  let study: String
  let fields: [VariedField]
  /// One value a field, cell by cell; the first field varies slowest.
  let cells: [[String]]

  /// More cells than this are a mistake.
  static let mostCells = 100_000

  /// - Throws: an `InputError` for a field given twice, lists that cannot be taken together, or bounds
  ///   without a design.
  init(study: String, vary: [String], zip: Bool, design: SweepDesign? = nil) throws(InputError) {
    self.study = try ShippedFiles.study(study)
    var fields: [VariedField] = []
    for text in vary {
      let field = try VariedField(text)
      guard !fields.contains(where: { $0.path.steps == field.path.steps }) else {
        throw .usage(
          "--vary \(field.path.text) is given twice", remedy: "Give all its values at once.")
      }
      fields.append(field)
    }
    guard let first = fields.first else {
      throw .usage("nothing is varied", remedy: "Write --vary rule.level=0.975,0.99.")
    }
    self.fields = fields
    if let design {
      guard !zip else {
        throw .usage(
          "--zip and --design are two ways to choose cells", remedy: "Leave one of them out.")
      }
      cells = try design.cells(of: fields)
      return
    }
    if let field = fields.first(where: { $0.bounds != nil }) {
      throw .usage(
        "--vary \(field.path.text) gives bounds, and no design to take points between them",
        remedy: "Add --design sobol --points 64, or write start:stop:step.")
    }
    if zip {
      if let other = fields.first(where: { $0.values.count != first.values.count }) {
        throw .usage(
          "--zip takes values together, but \(first.path.text) has \(first.values.count) and "
            + "\(other.path.text) has \(other.values.count)",
          remedy: "Give each field as many values, or leave --zip out for all combinations.")
      }
      cells = first.values.indices.map { row in fields.map { $0.values[row] } }
      return
    }
    guard fields.reduce(1.0, { $0 * Double($1.values.count) }) <= Double(Self.mostCells) else {
      throw .usage(
        "these are more than \(Self.mostCells) cells", remedy: "Vary fewer values at a time.")
    }
    cells = fields.reduce([[]]) { rows, field in
      rows.flatMap { row in field.values.map { row + [$0] } }
    }
  }

  /// A cell made ready: its study, and what that would read.
  struct Prepared: Sendable {
    var study: any FileStudy
    var edits: ConfigEdits
    /// The study file first.
    var inputs: [InputDigest]
  }

  /// Reads a cell's study and documents with its changes in force.
  ///
  /// Fields are changed from the top down, so that a cell may change which rule is used and then a
  /// field of that rule.
  func prepare(_ values: [String], _ shared: SharedWork) throws(InputError) -> Prepared {
    var edits = ConfigEdits(of: shared.documents)
    let order = fields.indices.sorted {
      (fields[$0].path.steps.count, $0) < (fields[$1].path.steps.count, $1)
    }
    for index in order {
      let places = try edits.inForce { () throws(InputError) in
        try fields[index].path.places(inStudyAt: study)
      }
      for place in places {
        edits.add(ConfigEdit(path: place.path, value: values[index]), toFileAt: place.file)
      }
    }
    return try prepare(edits, shared)
  }

  private func prepare(_ edits: ConfigEdits, _ shared: SharedWork) throws(InputError) -> Prepared {
    try edits.inForce { () throws(InputError) in
      let file = try StudyFile(study)
      guard let read = file.study as? any FileStudy else {
        preconditionFailure("\(type(of: file.study)) was read from a file")
      }
      guard !(read is SweepStudy) else {
        throw .data(
          file.digest.file, "is a sweep, which cannot be swept",
          remedy: "Name a study of another verb, and vary all fields in one sweep.")
      }
      return Prepared(
        study: read, edits: edits, inputs: [file.digest] + (try read.inputs(shared)).unique())
    }
  }

  /// Refuses a sweep of which no cell can be read, before anything is run or written.
  func requireOneReadable(_ shared: SharedWork) throws(InputError) {
    var first: InputError?
    for values in cells {
      do throws(InputError) {
        _ = try prepare(values, shared)
        return
      } catch {
        first = first ?? error
      }
    }
    guard var error = first else { return }
    // What is wrong without any change is the file's fault, not that of --vary.
    do throws(InputError) {
      _ = try prepare(ConfigEdits(), shared)
    } catch {
      throw first ?? error
    }
    error.kind = .usage
    for field in fields { error.remedy += (try? Self.absence(of: field, from: study)) ?? "" }
    throw error
  }

  /// What to say of a field that the unchanged documents do not have: those they have in its place.
  private static func absence(of field: VariedField, from study: String) throws(InputError)
    -> String
  {
    guard let place = try field.path.places(inStudyAt: study).first(where: { $0.siblings != nil })
    else { return "" }
    return " \(InputFile.displayName(of: place.file)) has no \(field.path.text) yet; it has "
      + (place.siblings ?? []).joined(separator: ", ") + "."
  }
}
