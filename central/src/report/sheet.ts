/**
 * The look of what the public reads, on a screen and on paper (Letter or A4: no size is set, margins are). One sheet
 * for the reports and the public page; it is inside each file, so that a saved copy looks the same for ever.
 */
const SHEET = `
:root{color-scheme:light;--ink:#16202b;--soft:#52606d;--line:#d5dbe1;--wash:#f3f6f8;--mark:#0b4f8a;--warn:#8a4b00}
*{box-sizing:border-box}
html{font:16px/1.5 "Source Sans 3","Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,sans-serif;color:var(--ink);background:#fff}
body{margin:0 auto;max-width:56rem;padding:2.5rem 1.5rem 4rem}
header{border-bottom:3px solid var(--ink);padding-bottom:1rem;margin-bottom:1.5rem}
header p{margin:.2rem 0 0;color:var(--soft)}
header .by{color:var(--ink);font-weight:600;letter-spacing:.02em}
h1{font-size:2rem;line-height:1.15;margin:.2rem 0 0;letter-spacing:-.01em}
h2{font-size:1.25rem;margin:2.4rem 0 .4rem;padding-top:.9rem;border-top:1px solid var(--line)}
p{margin:.5rem 0;max-width:46rem}
.note{color:var(--soft);font-size:.9rem}
.none{color:var(--soft)}
.draft{background:#fff5e6;border:1px solid #e0b36a;color:var(--warn);padding:.6rem .9rem;font-weight:600;max-width:none}
.tiles{display:grid;grid-template-columns:repeat(3,1fr);gap:1px;background:var(--line);border:1px solid var(--line);margin:1rem 0;padding:0}
.tiles div{background:#fff;padding:.8rem .9rem}
.tiles dt{color:var(--soft);font-size:.85rem}
.tiles dd{margin:.1rem 0 0;font-size:1.5rem;font-weight:650;font-variant-numeric:tabular-nums;line-height:1.2}
.tiles small{display:block;font-size:.8rem;font-weight:400;color:var(--soft);line-height:1.35;margin-top:.15rem}
table{border-collapse:collapse;width:100%;margin:1rem 0;font-size:.92rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:0 0 .35rem}
th{text-align:left;font-weight:600;color:var(--soft);border-bottom:1.5px solid var(--ink);padding:.3rem .7rem .3rem 0;vertical-align:bottom}
td{border-bottom:1px solid var(--line);padding:.3rem .7rem .3rem 0;vertical-align:top;overflow-wrap:break-word}
.n{text-align:right}
.whole{white-space:nowrap}
@media (max-width:40rem){.tiles{grid-template-columns:repeat(2,1fr)}body{padding:1.5rem 1rem 3rem}table{display:block;overflow-x:auto}}
figure{margin:1rem 0}
svg{display:block;width:100%;height:auto}
svg rect{fill:var(--mark)}
svg line{stroke:var(--ink);stroke-width:1}
figcaption{display:flex;justify-content:space-between;color:var(--soft);font-size:.85rem}
a{color:var(--mark)}
code{font:.82rem/1.4 ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
address{font-style:normal;background:var(--wash);border-left:4px solid var(--mark);padding:.8rem 1rem;margin:1rem 0;max-width:46rem}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.9rem}
@media print{
@page{margin:16mm 15mm 18mm}
html{font-size:10.5pt}
body{max-width:none;padding:0}
h1{font-size:20pt}
h2{break-after:avoid;margin-top:1.6rem}
tr,figure,.tiles,address{break-inside:avoid}
table{font-size:9.5pt}
thead{display:table-header-group}
caption{break-after:avoid}
.appendix{break-before:page;border-top:0}
.appendix+table{font-size:8pt}
.appendix+table td{padding-top:.1rem;padding-bottom:.1rem}
svg rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}
a{color:inherit;text-decoration:none}
}
`

/** A whole document that needs nothing but itself. @param body HTML */
export const documentOf = (title: string, body: string): string =>
  `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${SHEET}</style></head><body>${body}</body></html>\n`
