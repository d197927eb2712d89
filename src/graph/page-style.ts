import { dark, light, pictureStyle } from './style.js'

/** The style sheet of the page; the pictures in it share the rules of pictures on their own. */
export function pageStyle(): string {
  return `${pageRules}\n${pictureStyle()}`
}

const pageRules = `
:root{color-scheme:light dark;--paper:${light.paper};--ink:${light.ink};--quiet:${light.quiet};--rule:${light.rule};--link:${light.boxes.overflow.edge};--shade:${light.boxes.begin.fill}}
@media screen and (prefers-color-scheme:dark){:root{--paper:${dark.paper};--ink:${dark.ink};--quiet:${dark.quiet};--rule:${dark.rule};--link:${dark.boxes.overflow.edge};--shade:${dark.boxes.begin.fill}}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:80rem;padding:2rem 1.25rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 1.25rem}
h2{font-size:1.5rem;line-height:1.2;margin:0}
h3{font-size:1.0625rem;margin:1.75rem 0 .5rem}
p{margin:.25rem 0 .5rem;max-width:60rem}
a{color:var(--link)}
section{border-top:2px solid var(--rule);margin-top:2.5rem;padding-top:1.5rem}
.uri,footer,caption{color:var(--quiet)}
.uri,code{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.875rem;overflow-wrap:anywhere}
figure{margin:.5rem 0}
.wide{overflow-x:auto}
.wide:focus-visible,a:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.picture{display:block;height:auto;max-width:none}
table{border-collapse:collapse;font-size:.9375rem}
caption{text-align:left;padding-bottom:.25rem}
th,td{border-bottom:1px solid var(--rule);padding:.375rem 1rem .375rem 0;text-align:left;vertical-align:top}
thead th{color:var(--quiet);font-weight:600}
.overview{max-width:60rem;width:100%}
details{margin-top:.5rem}
summary{color:var(--link);cursor:pointer}
ul{margin:.25rem 0;padding-left:1.25rem}
footer{border-top:2px solid var(--rule);font-size:.875rem;margin-top:2.5rem;padding-top:1rem}
@media print{
body{max-width:none;padding:0;font-size:11pt}
section{break-before:page;border:0;margin-top:0}
figure,table,li{break-inside:avoid}
h2,h3{break-after:avoid}
.wide{overflow:visible}
.picture{max-width:100%}
details::details-content{content-visibility:visible}
summary{display:none}
}`
