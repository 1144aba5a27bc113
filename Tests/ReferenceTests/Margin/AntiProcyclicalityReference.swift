import Plimsoll

extension ReferenceMethod {
  /// A buffer, stressed observations, a blend with a stressed margin and a floor, on a given series of
  /// margins.
  static let antiProcyclicality = ReferenceMethod(
    prefix: "margin-emir-apc", key: "buffer_exhausting_series"
  ) { expected in
    let margins = try expected.file.numbers("unadjusted_margin_series")
    let stressed = try expected.file.number("stressed_margin")
    let floor = try expected.file.number("ten_year_floor")
    let buffer = AntiProcyclicality.Buffer(size: 0.25, rebuild: nil)
    let rows = StressedRows.worst(.day)
    let blend = AntiProcyclicality.StressedBlend(
      weight: 0.25, stressed: rows, isNeverBelow: false)
    let raised = AntiProcyclicality.StressedBlend(weight: 0.25, stressed: rows)
    let series = [
      "unadjusted": margins, "a_buffer_25pct_full": margins.map(buffer.full),
      "b_blend_75_25": margins.map { blend.margin(unadjusted: $0, stressed: stressed) },
      "b_blend_never_below_unadjusted":
        margins.map { raised.margin(unadjusted: $0, stressed: stressed) },
      "c_floor": margins.map { max($0, floor) },
    ]
    for (place, row) in expected["rows"].elements.enumerated() {
      for (name, values) in series { row[name].agrees(with: values[place]) }
    }
    expected["buffer_exhausting_series"].agrees(with: buffer.charges(margins, bar: .day))
    for (name, values) in series {
      let measured = Procyclicality(values)
      let found = expected["procyclicality"][name]
      found["peak_to_trough"].agrees(with: measured.peakToTrough)
      found["max_5_step_relative_rise"].agrees(with: measured.largestRelativeIncrease(over: 5))
    }
    try checkQuantiles(expected)
  }

  private static func checkQuantiles(_ expected: Expected) throws {
    let sample = try expected.file.input("weighted_quantile", \.self)
    guard let recent = sample["recent_losses"]?.numbers,
      let stressed = sample["stressed_losses"]?.numbers,
      let level = sample["alpha"]?.number.flatMap({ ConfidenceLevel($0) })
    else { throw ReferenceError.input("weighted_quantile") }
    let weighted = StressedSample(recent: recent, stressed: stressed, weight: 0.25)
    expected["quantile_with_25pct_weight_on_stressed"].agrees(
      with: weighted.valueAtRisk(at: level))
    let alone = PnLVector(recent.map { -$0 })
    expected["quantile_recent_only"].agrees(with: alone.valueAtRisk(at: level).value)
  }
}
