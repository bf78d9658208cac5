import { DARK, declarations, LIGHT } from '../drawing/colors.js';

const LIGHT_THEME = `color-scheme:light;${declarations(LIGHT)};--fs-shadow:0 1px 2px rgb(20 24 34/.05),0 4px 16px rgb(20 24 34/.05)`;
const DARK_THEME = `color-scheme:dark;${declarations(DARK)};--fs-shadow:0 1px 2px rgb(0 0 0/.3)`;

const F = '.framescope-figure';
const RANGE = '.fs input[type=range]';

/** The one style sheet of all figures: type, colours, spacing, controls. `data-theme`, then JupyterLab's, then the system's choice. */
const STYLE = `
.fs{${LIGHT_THEME}}
@media(prefers-color-scheme:dark){.fs{${DARK_THEME}}}
body[data-jp-theme-light=true] .fs,[data-theme=light] .fs{${LIGHT_THEME}}
body[data-jp-theme-light=false] .fs,[data-theme=dark] .fs{${DARK_THEME}}
${F}{margin:1.25rem 0;max-width:60rem;overflow-wrap:anywhere}
${F}[data-mounted]>.framescope-poster{display:none}
${F}>figcaption,${F}>.fs-detached{font:13px/1.5 var(--jp-ui-font-family,system-ui,sans-serif);margin:.5rem .25rem 0;opacity:.85}
.fs,.fs *{box-sizing:border-box}
.fs,.fs-dialog{color:var(--fs-ink);background:var(--fs-surface);border:1px solid var(--fs-line);border-radius:14px}
.fs{font:14px/1.45 var(--jp-ui-font-family,system-ui,sans-serif);box-shadow:var(--fs-shadow);padding:14px;
font-variant-numeric:tabular-nums;container-type:inline-size;text-align:left;direction:ltr}
.fs p,.fs ul{margin:0;padding:0;border:0;background:none}
.fs-title{font-size:15px;font-weight:600}
.fs svg{display:block}
.fs-head{display:flex;flex-wrap:wrap;gap:4px 14px;align-items:baseline;justify-content:space-between;margin-bottom:10px}
.fs-muted{color:var(--fs-muted);font-size:13px}
.fs-row{margin-top:8px;display:flex;flex-wrap:wrap;gap:8px;align-items:center}
.fs-row .fs-row{margin-top:0}
.fs-push{margin-left:auto}
.fs button,.fs select{font:inherit;font-size:13px;line-height:1;color:var(--fs-ink);background:var(--fs-raised);border:1px solid transparent;
border-radius:9px;height:34px;padding:0 11px;margin:0;cursor:pointer;display:inline-flex;align-items:center;gap:7px;box-shadow:none;
transition:background .12s,border-color .12s}
.fs select{padding:0 6px}
.fs button:hover,.fs select:hover{border-color:var(--fs-muted)}
.fs button.fs-icon{width:34px;padding:0;justify-content:center}
.fs button.fs-main{background:var(--fs-accent);color:var(--fs-on-accent);width:42px}
.fs button[aria-pressed=true]:not(.fs-key){background:var(--fs-soft);color:var(--fs-accent);border-color:var(--fs-accent)}
.fs [hidden]{display:none!important}
.fs button svg{width:16px;height:16px;fill:currentColor;flex:none}
.fs :focus-visible{outline:2.5px solid var(--fs-accent);outline-offset:2px}
.fs :focus:not(:focus-visible),${RANGE}:focus-visible{outline:none}
${RANGE}:focus-visible::-webkit-slider-thumb{outline:2.5px solid var(--fs-accent);outline-offset:2px}
${RANGE}:focus-visible::-moz-range-thumb{outline:2.5px solid var(--fs-accent);outline-offset:2px}
${RANGE}{appearance:none;width:100%;height:22px;margin:0;padding:0;background:none;cursor:pointer;display:block;border:0}
${RANGE}::-webkit-slider-runnable-track{height:5px;border-radius:3px;
background:linear-gradient(to right,var(--fs-accent) var(--fs-done,0%),var(--fs-line) var(--fs-done,0%))}
${RANGE}::-moz-range-track{height:5px;border-radius:3px;background:var(--fs-line)}
${RANGE}::-moz-range-progress{height:5px;border-radius:3px;background:var(--fs-accent)}
${RANGE}::-webkit-slider-thumb{appearance:none;width:16px;height:16px;margin-top:-5.5px;border-radius:50%;background:var(--fs-surface);
border:4.5px solid var(--fs-accent);box-shadow:0 1px 3px rgb(0 0 0/.25)}
${RANGE}::-moz-range-thumb{width:7px;height:7px;border-radius:50%;background:var(--fs-surface);border:4.5px solid var(--fs-accent)}
.fs canvas{display:block}
.fs-stage{background:#0b0d11;border-radius:10px;overflow:hidden;display:flex;justify-content:center;cursor:pointer}
.fs-stage canvas{width:100%;height:auto}
.fs-place{font-size:15px;font-weight:600;min-width:5.2em}
.fs-dialog{padding:16px;width:min(92vw,620px);max-height:94vh;
box-shadow:0 20px 70px rgb(0 0 0/.4)}
.fs-dialog::backdrop{background:rgb(8 10 14/.6)}
@media(prefers-reduced-motion:reduce){.fs *{transition:none!important}}
@media print{.fs.fs.fs{${LIGHT_THEME};box-shadow:none;print-color-adjust:exact;-webkit-print-color-adjust:exact}${F}{break-inside:avoid}
.fs button:not(.fs-key,.fs-name,.fs-sort,.fs-tile),.fs select,.fs input,.fs-more{display:none!important}
.fs svg[width][height]{max-width:100%;height:auto}
${F}:has(video,.fs-unseen)>div{display:none}${F}:has(video,.fs-unseen)>.framescope-poster{display:block!important}}
@media(forced-colors:active){.fs button{border-color:ButtonBorder}
${RANGE},.fs i,.fs-marks,.fs-dead,.fs button[aria-pressed=true]{forced-color-adjust:none}}
`;

const installed = new Set<string>();

/** Adds the figures' style sheet to the document, once. */
export function installTheme(): void {
  installStyle(STYLE);
}

/** Adds a figure's own rules to the document, once however many figures there are and whichever bundle they come in. */
export function installStyle(css: string): void {
  if (installed.has(css)) return;
  installed.add(css);
  for (const style of document.head.querySelectorAll('style[data-framescope]')) if (style.textContent === css) return;
  const style = document.createElement('style');
  style.dataset.framescope = '';
  style.textContent = css;
  document.head.append(style);
}

/** True when the reader asked their system for less motion. */
export function prefersReducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
