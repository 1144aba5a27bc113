import Foundation
import FoundationXML
import Testing

@testable import Plimsoll

/// What a parser of XML finds in a page.
private final class PageElements: NSObject, XMLParserDelegate {
  private(set) var elements: [(name: String, attributes: [String: String])] = []
  private(set) var isWellFormed = false

  init(_ html: String) {
    super.init()
    let parser = XMLParser(data: Data(html.utf8))
    parser.delegate = self
    isWellFormed = parser.parse()
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append((name, attributes))
  }

  func count(_ name: String) -> Int { elements.count { $0.name == name } }
  func values(_ attribute: String) -> [String] { elements.compactMap { $0.attributes[attribute] } }
}

@Suite struct ReportPageTests {
  private let chart = GrossToNetChart(
    title: "Netting <script>", subtitle: "a \"b\" & c",
    rows: [.init(label: "<script>alert(1)</script>", gross: 2, net: 1)]
  ).svg

  /// Nothing is fetched and nothing runs, whatever the names.
  private func check(_ html: String) throws -> PageElements {
    let page = PageElements(html)
    #expect(page.isWellFormed)
    #expect(page.count("script") == 0 && page.count("link") == 0 && page.count("iframe") == 0)
    #expect(page.values("src").allSatisfy { $0.hasPrefix("data:image/svg+xml;base64,") })
    #expect(page.values("href").allSatisfy { !$0.contains(":") && !$0.hasPrefix("/") })
    let outside = html.replacingOccurrences(of: "xmlns=\"http://www.w3.org/2000/svg\"", with: "")
    for word in ["http:", "https:", "@import", "url(http", "<script", "<link"] {
      #expect(!outside.contains(word), "\(word)")
    }
    #expect(!page.elements.contains { $0.attributes.keys.contains { $0.hasPrefix("on") } })
    #expect(Set(page.values("id")).count == page.values("id").count)
    return page
  }

  @Test func hostileNamesAreText() throws {
    let name = "<script>alert(1)</script> & \"]]>\u{1}"
    var document = MarkdownDocument(title: name)
    document.paragraph(name)
    document.bullets([name])
    document.heading(2, name)
    document.table([MarkdownColumn(name)], [[name]])
    document.image(name, path: "charts/a.svg")
    document.image(name, path: "charts/b.svg")
    document.image(name, path: "charts/\(name).svg")
    document.code("a: <b>\n  c: \(name)", language: "yaml")
    let page = ReportPage(
      document, charts: [("charts/a.svg", chart)],
      pictures: [("charts/b.svg", Array("<svg><script>alert(1)</script></svg>".utf8))])
    let elements = try check(page.html)
    #expect(elements.count("figure") == 3 && elements.count("img") == 1)
    #expect(page.html.contains("a: &lt;b&gt;\n  c: "))
    #expect(elements.elements.first?.attributes["lang"] == "en" && elements.count("title") == 2)
  }

  /// Charts that stand in one page share a stylesheet and a pattern, each there once.
  @Test func chartsDoNotClash() throws {
    var document = MarkdownDocument(title: "t")
    document.image("first", path: "a.svg")
    document.image("second", path: "b.svg")
    let page = ReportPage(document, charts: [("a.svg", chart), ("b.svg", chart)])
    let elements = try check(page.html)
    #expect(elements.values("role").count { $0 == "img" } == 2)
    #expect(elements.values("id").count { $0 == "p-hatching" } == 1)
    #expect(elements.count("style") == 1 && elements.count("desc") == 2)
    #expect(page.html.contains("fill=\"url(#p-hatching)\""))
    #expect(page.html.contains("prefers-color-scheme:dark") && page.html.contains("@media print"))
  }

  /// The page of a run holds every table and chart that the Markdown has, and is the same again.
  @Test func aRun() throws {
    let files = try StudyFolder(accounts: 3)
    try files.write(
      "desk/positions.csv",
      "account,instrument,quantity\n<script>alert(1)</script>,A,1\nb,B,-2\n")
    let study = try StudyFile(files.path("studies/margin.yaml")).study
    let report = try study.run(in: RunEnvironment(threads: 2))
    #expect(report.folder(style: .full).paths.contains("report.html"))
    #expect(!report.folder(style: .committed).paths.contains("report.html"))
    let document = try #require(report.document)
    let html = ReportPage(document, charts: report.charts).html
    let elements = try check(html)
    let lines = document.text.split(separator: "\n")
    #expect(elements.count("table") == lines.count { $0.hasPrefix("| --") })
    let drawn = lines.count { $0.hasPrefix("![") }
    #expect(drawn > 0 && elements.values("role").count { $0 == "img" } == drawn)
    #expect(elements.count("figure") == drawn && elements.count("figcaption") == drawn)
    let again = try study.run(in: RunEnvironment(threads: 1))
    #expect(ReportPage(try #require(again.document), charts: again.charts).html == html)
  }
}
