#pragma once

#include <string_view>

namespace modtrail {

// Of the HTML report: light and dark, screen and paper.  Text has a contrast of 4.5 or more on what it stands on (WCAG
// 2.1 AA), and no colour tells what a word does not.
inline constexpr std::string_view kHtmlStyle = R"(
:root { --page: #ffffff; --ink: #1b1f24; --soft: #515a64; --line: #c9d0d6; --card: #f4f6f8; --link: #0a4fa8;
  --bad: #a3142a; --bad-card: #fdeef0; --good: #12602f; --good-card: #eaf6ee; --open: #74480a; --open-card: #fdf4e3; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14181c; --ink: #e7eaed; --soft: #a9b3bd; --line: #3d4751; --card: #1e242a; --link: #8ebcff;
    --bad: #ff9aa6; --bad-card: #3a1d22; --good: #86dda2; --good-card: #16301f; --open: #f1c56d; --open-card: #352a13; }
}
* { box-sizing: border-box; }
html { background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; }
body { margin: 0 auto; padding: 1rem; max-width: 68rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0.5rem 0; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 0.5rem; border-top: 2px solid var(--line); padding-top: 1rem; }
h3 { font-size: 1.1rem; margin: 2rem 0 0.5rem; }
h4 { font-size: 1rem; margin: 0 0 0.25rem; }
a { color: var(--link); }
a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { position: static; }
.soft, caption, footer { color: var(--soft); }
.verdict { border-left: 0.4rem solid; padding: 0.75rem 1rem; font-size: 1.1rem; margin: 1rem 0; }
.verdict strong { display: block; font-size: 1.4rem; }
.verdict span { color: var(--ink); }
.bad { color: var(--bad); } .good { color: var(--good); } .open { color: var(--open); } .off { color: var(--soft); }
.verdict.bad { background: var(--bad-card); } .verdict.good { background: var(--good-card); }
.verdict.open { background: var(--open-card); } .verdict.off { background: var(--card); }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding: 0.25rem 0; }
th, td { border: 1px solid var(--line); padding: 0.4rem 0.6rem; text-align: left; vertical-align: top; }
thead th { background: var(--card); }
td strong { white-space: nowrap; }
article { border: 1px solid var(--line); border-left-width: 0.3rem; padding: 0.75rem 1rem; margin: 0.75rem 0; }
article.bad, article.open, article.off { border-left-color: currentColor; }
article > * { color: var(--ink); } article > p.soft { color: var(--soft); } article p { margin: 0.25rem 0; }
article.bad b { color: var(--bad); } article.open b { color: var(--open); } article.off b { color: var(--soft); }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 0.875rem; }
pre { background: var(--card); padding: 0.6rem 0.8rem; margin: 0.5rem 0; overflow-x: auto; overflow-wrap: normal; }
pre.wrap { white-space: pre-wrap; overflow-wrap: anywhere; }
table.ways th { overflow-wrap: normal; }
table.events th { white-space: nowrap; } table.events td strong { white-space: normal; }
tr.gap > *, tr.gap { background: var(--open-card); }
.strip { display: block; width: 100%; height: 2.5rem; border: 1px solid var(--line); background: var(--card); }
.strip rect { fill: currentColor; } .strip .gap { fill: var(--open-card); stroke: var(--open); }
footer { border-top: 2px solid var(--line); margin-top: 2.5rem; padding-top: 0.5rem; font-size: 0.875rem; }
@media (max-width: 40rem) {
  th, td { padding: 0.3rem 0.4rem; font-size: 0.875rem; }
  table.rows thead { position: absolute; left: -100vw; }
  table.rows tr { display: block; border: 1px solid var(--line); margin: 0.5rem 0; }
  table.rows th, table.rows td { display: block; border: 0; }
}
@media print {
  :root { --page: #ffffff; --ink: #000000; --soft: #404040; --line: #8a8a8a; --card: #f2f2f2; --link: #000000;
    --bad: #8c0f22; --bad-card: #ffffff; --good: #0d4a24; --good-card: #ffffff; --open: #5c3806; --open-card: #ffffff; }
  html { font-size: 10pt; } body { max-width: none; padding: 0; }
  nav, .skip { display: none; }
  article, tr, pre { break-inside: avoid; } h2, h3, h4 { break-after: avoid; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; } .scroll { overflow: visible; }
}
)";

}  // namespace modtrail
