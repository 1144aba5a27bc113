import Testing

@testable import Plimsoll

@Suite struct InlineMarkupTests {
  @Test(arguments: [
    ("plain", "plain"),
    ("**Rule a:** b", "<strong>Rule a:</strong> b"),
    ("*tail* is", "<em>tail</em> is"),
    ("`run.json` and `a*b*`", "<code>run.json</code> and <code>a*b*</code>"),
    ("**`x` of [r](a/r.md)**", "<strong><code>x</code> of <a href=\"a/r.md\">r</a></strong>"),
    // Marks without an end, or around nothing, are text.
    ("**open", "**open"), ("`open", "`open"), ("[a](b", "[a](b"), ("****", "****"),
    ("2 * 3 * 4", "2 * 3 * 4"), ("[0.9, 1) and [1](", "[0.9, 1) and [1]("), ("*-PERP*", "*-PERP*"),
    // Names of files never become part of the page.
    ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ("`<b>`", "<code>&lt;b&gt;</code>"), ("a & \"b\"", "a &amp; &quot;b&quot;"),
    ("[x](a\"onclick=\"b)", "<a href=\"a&quot;onclick=&quot;b\">x</a>"),
    // A link leads only to what is beside the page.
    ("[x](javascript:alert)", "x"), ("[x](https://a.b/c)", "x"), ("[x](//a.b/c)", "x"),
    ("[x](../a:b/c.md)", "<a href=\"../a:b/c.md\">x</a>"), ("[x](\\\\a)", "x"),
  ]) func marks(text: String, html: String) {
    #expect(InlineMarkup.html(text) == html)
  }
}
