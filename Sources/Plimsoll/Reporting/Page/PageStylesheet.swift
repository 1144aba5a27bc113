/// Colours, fonts and breaks of a report's page: light and dark as the reader's system is, tables that
/// scroll in their own box on a narrow screen, and ink on white in print.
enum PageStylesheet {
  /// The page's rules and, once for all charts, theirs.
  static let text = page + "\n" + ChartStylesheet.text + "\n" + print

  private static let page = """
    :root{color-scheme:light dark;--ink:#1f2430;--muted:#58616c;--paper:#ffffff;--line:#e4e7eb;\
    --head:#f4f6f9;--link:#24609b}
    @media (prefers-color-scheme:dark){
    :root{--ink:#e6e9ee;--muted:#a0a9b5;--paper:#11161d;--line:#262d36;--head:#1a212b;--link:#7fb5e8}
    }
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);line-height:1.5;font-size:16px;\
    font-family:\(ChartStylesheet.font)}
    main{max-width:68rem;margin:0 auto;padding:1.5rem 1rem 4rem}
    h1{font-size:1.7rem;line-height:1.2;margin:0 0 1rem}
    h2{font-size:1.3rem;margin:2.5rem 0 .75rem;padding-top:.5rem;border-top:1px solid var(--line)}
    h3{font-size:1.08rem;margin:1.75rem 0 .5rem}
    h4,h5,h6{font-size:1rem;margin:1.25rem 0 .5rem}
    p,li{max-width:46rem;overflow-wrap:anywhere}
    a{color:var(--link)}
    nav{margin:1.5rem 0;padding:.6rem 1rem;background:var(--head);border-radius:.4rem}
    nav p{margin:0;font-weight:600}
    nav ul{margin:.25rem 0;padding-left:1.2rem;columns:16rem}
    .table{overflow-x:auto;margin:1rem 0}
    table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums}
    th,td{padding:.3rem .65rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
    tbody th{font-weight:500;white-space:nowrap}
    thead th{background:var(--head);white-space:nowrap}
    .r{text-align:right;white-space:nowrap}
    code{font-size:.92em;background:var(--head);padding:.05em .3em;border-radius:.2em}
    pre{overflow-x:auto;padding:.75rem 1rem;background:var(--head);border-radius:.4rem}
    pre code{padding:0;background:none}
    figure{margin:1.25rem 0}
    figure svg,figure img{display:block;width:100%;max-width:760px;height:auto}
    figcaption{font-size:.86rem;color:var(--muted);margin-top:.25rem}
    .shared{position:absolute;width:0;height:0}
    """

  private static let print = """
    @media print{
    :root{color-scheme:light;--ink:#000000;--muted:#444444;--paper:#ffffff;--line:#bbbbbb;\
    --head:#f1f1f1;--link:#000000}
    body{font-size:10pt}
    main{max-width:none;padding:0}
    nav{display:none}
    h1,h2,h3,h4{break-after:avoid}
    figure,tr{break-inside:avoid}
    thead{display:table-header-group}
    .table{overflow:visible}
    table{font-size:7.5pt}
    th,td{padding:.15rem .3rem}
    \(ChartStylesheet.lightColours)
    }
    @page{margin:15mm}
    """
}
