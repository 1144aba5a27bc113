internal import PlimsollMargin
internal import PlimsollMarket

/// All accounts together against each market, as tables.
enum VenueTables {
  /// One row per underlying, in full.
  static func records(_ rows: [VenueConcentration]) -> CSVTable {
    var table = CSVTable(columns: [
      "underlying", "net_notional", "gross_notional", "average_daily_volume", "days_to_close",
      "largest_account", "largest_share",
    ])
    for row in rows {
      table.append([
        .text(row.underlying.name), .number(row.netNotional), .number(row.grossNotional),
        .optional(row.averageDailyVolume), .optional(row.daysToClose), .text(row.largestAccount),
        .optional(row.largestShare),
      ])
    }
    return table
  }

  /// The section of a report; nothing without rows.
  static func write(_ rows: [VenueConcentration], to document: inout MarkdownDocument) {
    guard !rows.isEmpty else { return }
    document.heading(2, "All accounts against the market")
    document.table(
      [
        "underlying", .right("net"), .right("gross"), .right("daily volume"),
        .right("days to close"), "largest account", .right("its share"),
      ],
      rows.prefix(MarginReport.mostListed).map { row in
        [
          row.underlying.name, NumberText.money(row.netNotional),
          NumberText.money(row.grossNotional), row.averageDailyVolume.map(NumberText.money) ?? "",
          row.daysToClose.map { NumberText.ratio($0) } ?? "", row.largestAccount,
          row.largestShare.map { NumberText.percent($0) } ?? "",
        ]
      })
    document.paragraph(
      "USD at spot. Days to close are for the net of all accounts at the participation of the rules; "
        + "the share is that account's part of all net positions without sign. `concentration.csv` "
        + "has every underlying.")
  }
}
