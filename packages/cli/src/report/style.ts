/** The page's style: light and dark by the reader's setting, for narrow and wide screens and for paper. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--raised:#f5f7fa;--ink:#1a2230;--soft:#525d6d;--line:#d3dae3;--model:#1f5fc4;--rule:#b4530a;--caution:#8a3b00}
@media (prefers-color-scheme:dark){:root{--paper:#12161d;--raised:#1b212b;--ink:#e8ecf2;--soft:#a5b0bf;--line:#36404e;--model:#7db0ff;--rule:#f2a35e;--caution:#ffb98a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:1120px;margin:0 auto;padding:0 clamp(16px,4vw,32px)}
header{padding-top:32px}
h1{font-size:clamp(1.5rem,4vw,2.1rem);line-height:1.2;margin:0 0 8px;text-wrap:balance}
h2{font-size:1.35rem;line-height:1.25;margin:0 0 12px}
h3{font-size:1.05rem;margin:24px 0 8px}
p{margin:0 0 12px;max-width:75ch}
section{margin:44px 0 0;padding-top:28px;border-top:1px solid var(--line)}
.lead,.fine,figcaption{color:var(--soft)}
.fine{font-size:.875rem;margin-top:16px}
.caution{color:var(--caution);font-weight:600}
figcaption strong{color:var(--ink)}
nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;margin:16px 0 0;padding:0}
a{color:var(--model)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;list-style:none;margin:20px 0;padding:0}
.cards li{background:var(--raised);border:1px solid var(--line);border-radius:10px;padding:14px 16px;display:flex;flex-direction:column;gap:2px}
.name{color:var(--soft);font-size:.9rem}
.value{font-size:1.9rem;font-weight:650;line-height:1.2;font-variant-numeric:tabular-nums}
.interval{color:var(--soft);font-size:.875rem;font-variant-numeric:tabular-nums;white-space:nowrap}
.text{font-size:.9rem;margin-top:4px}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:28px 36px}
figure{margin:20px 0 0;min-width:0;max-width:540px}
figure svg{display:block;width:100%;height:auto;margin:10px 0 6px}
.legend{display:flex;flex-wrap:wrap;gap:2px 18px;list-style:none;margin:0 0 8px;padding:0;color:var(--soft);font-size:.875rem}
.legend i{display:inline-block;width:24px;height:0;border-top:3px solid var(--model);vertical-align:middle;margin-right:7px}
.legend i.rule{border-top:3px dashed var(--rule)}
.legend i.chance{border-top:2px dotted var(--soft)}
.legend i.change{width:0;height:16px;border-top:0;border-left:2px dotted var(--soft);margin:0 12px}
.legend i.hollow{width:11px;height:11px;border:2px solid var(--model);border-radius:50%;margin:0 11px 0 6px}
.legend i.cell,.legend i.framed{width:13px;height:13px;background:var(--model);border:0;border-radius:2px;vertical-align:-2px}
.legend i.framed{background:none;border:2.5px solid var(--rule)}
details{font-size:.9rem}
.figures+details,.table+details,.table+p,details+p{margin-top:12px}
summary{cursor:pointer;color:var(--model);padding:3px 0}
.table{overflow-x:auto;margin:6px 0 0}
.table:focus-visible,summary:focus-visible,a:focus-visible{outline:2px solid var(--model);outline-offset:2px}
table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:6px 18px 6px 0;border-bottom:1px solid var(--line);overflow-wrap:normal}
thead th{color:var(--soft);font-weight:600}
tbody th{font-weight:500;white-space:nowrap}
.model-name,.whole{white-space:nowrap}
code{font-size:.85em;overflow-wrap:anywhere}
.effects{padding-left:2em;max-width:80ch}
.effects li{margin:0 0 8px}
.effects span{color:var(--soft)}
.notes{padding-left:1.2em;max-width:85ch}
.notes time{color:var(--soft);font-variant-numeric:tabular-nums}
#provenance table{width:100%}
#provenance td{overflow-wrap:anywhere}
footer{padding-top:28px;padding-bottom:48px;color:var(--soft);font-size:.875rem}
@media print{
:root{color-scheme:light;--paper:#fff;--raised:#fff;--ink:#000;--soft:#444;--line:#bbb;--model:#1f5fc4;--rule:#b4530a;--caution:#8a3b00}
@page{margin:16mm}
body{font-size:11pt}
header,main,footer{padding:0;max-width:none}
nav{display:none}
section{margin-top:22px;padding-top:16px}
figure,.cards li,tr,.effects li{break-inside:avoid}
h2,h3{break-after:avoid}
.figures{grid-template-columns:1fr 1fr}
.cards{grid-template-columns:repeat(4,1fr)}
details:not([open]){display:none}
}`;
