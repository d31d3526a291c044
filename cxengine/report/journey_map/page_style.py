"""How the page of a journey looks: on a screen, narrow or enlarged, and on paper across."""

STYLE = """
:root { color: #1a1a1a; background: #ffffff; font: 1rem/1.5 Arial, "Liberation Sans", Helvetica, sans-serif; }
body { margin: 0; }
main { margin: 0 auto; max-width: 82rem; padding: 1rem; }
h1, h2, h3, h4, h5 { line-height: 1.25; margin: 1.5rem 0 0.5rem; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; }
h2 { font-size: 1.4rem; }
h3 { font-size: 1.15rem; }
h4, h5, h6 { font-size: 1rem; margin: 0.5rem 0; }
p, li, dd { max-width: 45rem; overflow-wrap: anywhere; }
a { color: #1d3f8f; }
:focus-visible { outline: 3px solid #1d3f8f; outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { position: static; }
p.beside { color: #4a4a4a; }
.sheet { border: 1px solid #767676; margin: 0 0 1rem; max-height: 90vh; overflow: auto; }
.sheet svg { display: block; }
.steps > li { border-left: 3px solid #767676; margin: 0 0 1rem; padding: 0 0 0 0.75rem; }
.steps > li::marker { font-weight: bold; }
dl { margin: 0; }
dl div { display: grid; grid-template-columns: 9rem 1fr; column-gap: 1rem; margin: 0.15rem 0; max-width: 54rem; }
dt { font-weight: bold; grid-column: 1; }
dd { grid-column: 2; margin: 0; }
.findings > li { margin: 0 0 0.75rem; }
.questions div { grid-template-columns: 16rem 1fr; }
@media (max-width: 40rem) {
  main { padding: 0.5rem; }
  dl div { display: block; }
  ol, ul { padding-left: 1.75rem; }
}
@page { size: landscape; margin: 10mm; }
@media print {
  :root { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  .skip, .beside { display: none; }
  .sheet { border: 0; break-before: page; break-inside: avoid; margin: 0; max-height: none; overflow: visible; }
  .overview { break-before: auto; }
  .sheet svg { height: auto; margin: 0 auto; max-height: 98vh; max-width: 100%; width: 100%; }
  .in-words { break-before: page; }
  .steps { columns: 2; column-gap: 2rem; padding-left: 1.75rem; }
  .steps dl div { grid-template-columns: 8rem 1fr; column-gap: 0.5rem; }
  h1, h2, h3, h4, h5, .lived { break-after: avoid; }
  .steps > li { break-inside: avoid; }
}
"""
