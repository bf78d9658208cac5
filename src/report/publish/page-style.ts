const LIGHT = `color-scheme:light;--page:#fbfaf8;--surface:#fff;--sunken:#f4f3ef;--ink:#1b1d22;--muted:#5b6068;--line:#e3e1db;--accent:#2f4bc0;
--soft:#e9edfb;--stderr:#fbf3e6;--error:#fcefee;--error-edge:#c3453f;--keyword:#8a2679;--string:#1f6b3a;--number:#9a4a08;--comment:#646a73;
--title:#2a49b8;--type:#0f6674;--ansi-0:#24292f;--ansi-1:#b3261e;--ansi-2:#1a6d36;--ansi-3:#7d5200;--ansi-4:#2450b5;--ansi-5:#85318f;--ansi-6:#0b6775;--ansi-7:#565c64`;
const DARK = `color-scheme:dark;--page:#101216;--surface:#15181d;--sunken:#181b21;--ink:#e4e6ea;--muted:#9ba2ad;--line:#2b3038;--accent:#9db0ff;
--soft:#20284a;--stderr:#262016;--error:#2b1a1b;--error-edge:#e5736c;--keyword:#e5a0d8;--string:#93d3a2;--number:#f0b27c;--comment:#969da8;
--title:#a6b7ff;--type:#7fd0de;--ansi-0:#aeb5bf;--ansi-1:#ff938b;--ansi-2:#86d69a;--ansi-3:#e3c073;--ansi-4:#9db8ff;--ansi-5:#e3a3ea;--ansi-6:#7fd3e0;--ansi-7:#dde0e5`;

const COLORS = `
:root{${LIGHT}}
@media(prefers-color-scheme:dark){:root{${DARK}}}
:root[data-theme=light]{${LIGHT}}
:root[data-theme=dark]{${DARK}}`;

const FRAME = `
*{box-sizing:border-box}
html{background:var(--page);scroll-padding-top:1.5rem;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;color:var(--ink);background:var(--page);font:1.0625rem/1.65 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif;
text-rendering:optimizeLegibility;--mono:ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;
--measure:44rem;--wide:60rem;--gutter:3.4rem}
a{color:var(--accent);text-decoration-thickness:.06em;text-underline-offset:.18em}
a:hover{text-decoration-thickness:.12em}
:focus-visible{outline:2.5px solid var(--accent);outline-offset:3px;border-radius:3px}
.skip{position:absolute;left:1rem;top:-4rem;z-index:2;padding:.5rem 1rem;background:var(--surface);border:1px solid var(--line);border-radius:8px}
.skip:focus{top:.6rem}
.bar{display:flex;align-items:center;gap:.5rem;padding:.7rem 1.25rem;font-size:.875rem;color:var(--muted)}
.brand{margin-right:auto;letter-spacing:.01em;color:inherit;display:flex;gap:.5rem;align-items:center;text-decoration:none}
a.brand:hover{color:var(--ink)}
.brand svg{width:1.15rem;height:1.15rem;color:var(--accent);flex:none}
.bar button{font:inherit;line-height:1;color:var(--ink);background:none;border:1px solid var(--line);border-radius:9px;height:2.25rem;padding:0 .8rem;cursor:pointer}
.bar button:hover{border-color:var(--muted);background:var(--surface)}
#fs-theme{width:2.25rem;padding:0;display:grid;place-items:center}
#fs-theme svg{width:1.1rem;height:1.1rem;fill:currentColor}
:root:not([data-scripts]) .bar button{display:none!important}
.layout{display:block;padding:0 1.25rem}
main{max-width:var(--measure);margin:0 auto;padding:1rem 0 3rem}
.foot{border-top:1px solid var(--line);color:var(--muted);font-size:.875rem;line-height:1.6;padding:1.5rem 1.25rem 3rem}
.foot>div{max-width:var(--measure);margin:0 auto}
.foot p{margin:.25rem 0}
.foot code{overflow-wrap:anywhere}
nav.contents{font-size:.9rem;line-height:1.4;max-width:var(--measure);margin:0 auto}
nav.contents summary{cursor:pointer;font-weight:600;padding:.6rem 0;color:var(--muted)}
nav.contents ol{list-style:none;margin:0;padding:0 0 .6rem}
nav.contents a{display:block;padding:.28rem .75rem;color:var(--muted);text-decoration:none;border-left:2px solid var(--line);overflow-wrap:anywhere}
nav.contents a:hover{color:var(--ink)}
nav.contents a[aria-current]{color:var(--accent);border-color:var(--accent)}
nav.contents .deep-3 a{padding-left:1.6rem}
nav.contents .deep-4 a{padding-left:2.4rem}
@media(min-width:75rem){
.layout,.foot{display:grid;grid-template-columns:minmax(12rem,1fr) minmax(0,var(--wide)) minmax(0,1fr);gap:0 2.5rem}
.foot>div{grid-column:2;width:100%}
nav.contents{grid-column:1;position:sticky;top:0;max-height:100vh;overflow-y:auto;width:100%;max-width:15rem;margin:0 0 0 auto;padding:2.2rem 0 1rem}
nav.contents summary{list-style:none;padding-top:0;cursor:default}
nav.contents summary::-webkit-details-marker{display:none}
main{grid-column:2;width:100%;max-width:none;margin:0;padding-left:calc((100% - var(--measure))/2);padding-right:calc((100% - var(--measure))/2)}
main .wide{margin-left:calc((var(--measure) - min(var(--wide),100% + 16rem))/2);margin-right:calc((var(--measure) - min(var(--wide),100% + 16rem))/2)}
}`;

const TEXT = `
h1,h2,h3,h4,h5,h6{line-height:1.22;text-wrap:balance;margin:2.2em 0 .6em;letter-spacing:-.012em;font-weight:680}
h1{font-size:2rem}h2{font-size:1.5rem}h3{font-size:1.2rem}h4,h5,h6{font-size:1.0625rem}
h1.title{font-size:clamp(2rem,1.5rem + 2.2vw,2.75rem);line-height:1.12;letter-spacing:-.025em;font-weight:720;margin:.4em 0 .55em}
h1+p,h2+p,h3+p{margin-top:0}
p,ul,ol,dl,blockquote,table{margin:0 0 1.1em}
.text{overflow-wrap:break-word}
.text>:last-child{margin-bottom:0}
.text+.text,.text+.cell,.cell+.text,.cell+.cell{margin-top:1.25rem}
li{margin:.25em 0}
li>p{margin-bottom:.4em}
blockquote{margin-left:0;padding:.1em 0 .1em 1.1em;border-left:3px solid var(--line);color:var(--muted)}
blockquote>:last-child{margin-bottom:0}
hr{border:0;border-top:1px solid var(--line);margin:2.5em 0}
img{max-width:100%;height:auto}
code,kbd,samp,pre{font-family:var(--mono);font-size:.875em;font-variant-ligatures:none}
:not(pre)>code{background:var(--sunken);border:1px solid var(--line);border-radius:5px;padding:.08em .32em;overflow-wrap:anywhere}
kbd{border:1px solid var(--line);border-bottom-width:2px;border-radius:5px;padding:.05em .4em}
pre{margin:0;overflow:auto;line-height:1.55;tab-size:2}
pre code{font-size:1em}
.text pre,.cell details pre,.output pre{background:var(--sunken);border:1px solid var(--line);border-radius:10px;padding:.85rem 1rem;font-size:.8594rem}
.text pre{margin-bottom:1.1em}
table:not(.fs *){border-collapse:collapse;font-size:.9375rem;line-height:1.45;font-variant-numeric:tabular-nums;display:block;max-width:100%;overflow-x:auto}
:is(th,td):not(.fs *){padding:.42rem .9rem .42rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
.output td:not(.fs *){white-space:nowrap}
th:not(.fs *){font-weight:620;border-bottom-color:var(--muted)}
caption{text-align:left;color:var(--muted);padding:.3rem 0}
math{font-size:1.08em;font-family:"STIX Two Math","Latin Modern Math","Cambria Math","Noto Sans Math","DejaVu Math TeX Gyre",math}
.formula{display:block;overflow:auto hidden;padding:.35em 0;text-align:center}
.formula-error{color:var(--ansi-1)}`;

const CELLS = `
.cell{position:relative}
details.code>summary{list-style:none;cursor:pointer;color:var(--muted);font:500 .75rem/1.5 var(--mono);display:flex;align-items:center;gap:.4rem;min-height:1.75rem;user-select:none}
details.code>summary::-webkit-details-marker{display:none}
details.code>summary svg{width:.7rem;height:.7rem;fill:none;stroke:currentColor;stroke-width:2.4;flex:none;transition:transform .15s}
details.code[open]>summary svg{transform:rotate(90deg)}
details.code>summary:hover{color:var(--accent)}
details.code>summary .first{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;min-width:0;font-weight:400}
details.code[open]>summary .first{display:none}
details.code:not([open])>summary{border:1px dashed var(--line);border-radius:10px;padding:0 .9rem}
@media(min-width:64rem){
details.code[open]>summary{position:absolute;left:calc(-1*var(--gutter));top:.8rem;width:calc(var(--gutter) - .7rem);min-height:1.5rem;justify-content:flex-end}
}
.output{margin-top:.75rem;overflow-x:auto}
.output>:last-child{margin-bottom:0}
.output.stream,.output.plain,.output.error{font-size:.8281rem;padding:.15rem 0 .15rem 1rem;border-left:2px solid var(--line);max-height:32rem;white-space:pre-wrap;overflow-wrap:anywhere}
.output.stderr{background:var(--stderr);border-left-color:var(--number);padding-block:.6rem;border-radius:0 8px 8px 0}
.output.error{background:var(--error);border-left-color:var(--error-edge);padding-block:.7rem;border-radius:0 8px 8px 0}
.output.plain{overflow-x:auto;white-space:pre;overflow-wrap:normal}
.output.image img{display:block;border-radius:6px}
.output.markdown img{border-radius:8px;display:block}
.output.wide{overflow:visible}
.output.missing{color:var(--muted);font-size:.9rem;font-style:italic}
main figure.framescope-figure{margin:.5rem 0 1rem;max-width:none}
figure.framescope-figure>.framescope-poster{display:block;border-radius:10px}
main figure.framescope-figure>figcaption{font-size:.875rem;line-height:1.5;color:var(--muted);opacity:1;margin-top:.5rem}
.hljs-comment,.hljs-quote{color:var(--comment);font-style:italic}
.hljs-keyword,.hljs-doctag,.hljs-name,.hljs-selector-tag{color:var(--keyword)}
.hljs-string,.hljs-regexp,.hljs-addition{color:var(--string)}
.hljs-number,.hljs-literal,.hljs-symbol,.hljs-bullet{color:var(--number)}
.hljs-title,.hljs-section{color:var(--title)}
.hljs-built_in,.hljs-type,.hljs-attr,.hljs-attribute,.hljs-meta{color:var(--type)}
.hljs-subst,.hljs-params,.hljs-property,.hljs-variable{color:inherit}
.ansi-bold{font-weight:700}.ansi-faint{font-style:italic}.ansi-italic{font-style:italic}.ansi-underline{text-decoration:underline}
${[0, 1, 2, 3, 4, 5, 6, 7].map((i) => `.ansi-${i}{color:var(--ansi-${i})}.ansi-on-${i}{box-shadow:inset 0 -.14em var(--ansi-${i})}`).join('')}`;

const LISTING = `
.notebooks{list-style:none;padding:0;margin:2rem 0}
.notebooks li{border-top:1px solid var(--line);padding:1.1rem 0;margin:0}
.notebooks a{font-size:1.2rem;font-weight:640}
.notebooks p{margin:.3rem 0 0;color:var(--muted)}`;

const OTHER_MEDIA = `
@media(max-width:40rem){body{font-size:1rem}.layout,.bar{padding-left:1rem;padding-right:1rem}.text pre,.cell details pre{font-size:.8125rem}}
@media(prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media(prefers-reduced-motion:reduce){*{transition:none!important}}
@media print{
:root,:root[data-theme]{${LIGHT};--page:#fff}
body{font-size:10.5pt}
.bar,nav.contents,.skip,details.code>summary{display:none}
.layout,.foot{display:block;padding:0}main,.foot>div{max-width:none;margin:0;padding:0}main .wide{margin-left:0;margin-right:0}
.layout{--wide:100%}
pre,.output.plain{white-space:pre-wrap;overflow-wrap:anywhere}pre,.output{overflow:visible;max-height:none}
@page{margin:16mm 14mm}
h1,h2,h3,h4,details.code,.text:has(+.cell){break-after:avoid}figure,img,pre,tr{break-inside:avoid}
a{color:inherit}}`;

/** The style of a page: system fonts, a comfortable measure, colours that reach a contrast of 4.5 in light and dark. */
export const PAGE_STYLE: string = [COLORS, FRAME, TEXT, CELLS, LISTING, OTHER_MEDIA].join('\n').trim();
