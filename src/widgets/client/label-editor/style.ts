/** The label editor's own rules. */
export const STYLE = `
.fs-labels{outline:none}
.fs-labelstage,.fs-picture{position:relative}
.fs-picture{width:100%}
.fs-drawing{cursor:crosshair;touch-action:none}
.fs-region{position:absolute;border:2px solid #ffd43b;box-shadow:0 0 0 1px rgb(0 0 0/.6),0 0 0 2000px rgb(0 0 0/.35);pointer-events:none}
.fs-count,.fs-wait{position:absolute;padding:2px 10px;border-radius:14px;background:rgb(10 12 16/.76);color:#fff;pointer-events:none}
.fs-count{right:10px;top:8px;min-width:2.2em;text-align:center;font-size:20px;font-weight:650}
.fs-wait{left:10px;bottom:8px}
.fs-tapped{animation:fs-tap .32s ease-out}
@keyframes fs-tap{from{box-shadow:0 0 0 5px var(--fs-accent)}}
@media(prefers-reduced-motion:reduce){.fs-tapped{animation:none}}
.fs-stripbox{margin:10px 0 6px}
.fs-strip{width:100%;touch-action:none;cursor:pointer}
.fs-overview{width:calc(100% - 16px);margin:0 8px;height:14px;color:var(--fs-accent)}
.fs-transport button:not(.fs-icon){padding:0 9px}
.fs-where{margin-left:auto;display:flex;gap:10px;align-items:baseline}
.fs-where .fs-place{text-align:right}
.fs button.fs-tap{background:var(--fs-accent);color:var(--fs-on-accent);height:40px;padding:0 14px;font-size:15px;font-weight:600}
.fs kbd{font:600 12px/1 ui-monospace,Menlo,Consolas,monospace;padding:3px 6px;border:0;border-radius:5px;box-shadow:none;background:rgb(127 127 127/.18);color:inherit}
.fs .fs-tap kbd{background:rgb(255 255 255/.22)}
.fs-events{font-weight:600;min-width:6.2em}
.fs button[aria-disabled=true]{opacity:.62}
.fs-more{margin-top:10px;border-top:1px solid var(--fs-line);padding-top:6px}
.fs-more summary{cursor:pointer;padding:6px 0}
.fs-more summary,.fs-field,.fs-say,.fs-status{font-size:13px;color:var(--fs-muted)}
.fs-field{display:inline-flex;align-items:center;gap:7px}
.fs input:is([type=text],[type=number]){font:inherit;height:34px;padding:0 9px;color:var(--fs-ink);background:var(--fs-surface);
border:1px solid var(--fs-muted);border-radius:9px;width:9em;margin:0}
.fs input[type=number]{width:6em}
.fs-ranges{display:flex;flex-wrap:wrap;gap:6px;list-style:none}
.fs-ranges li{display:inline-flex;margin:8px 0 0}
.fs-ranges button:first-child{border-radius:9px 0 0 9px;border-left:4px solid var(--fs-hit)}
.fs-ranges button:last-child{border-radius:0 9px 9px 0;padding:0 9px}
.fs .fs-say{min-height:1.5em;margin-top:8px}
.fs .fs-refused,.fs .fs-bad{color:var(--fs-miss);font-weight:600}
.fs-compare,.fs.fs-notice{padding:10px 12px;background:var(--fs-soft);border-radius:10px;font-size:13px}
.fs-compare{margin-top:10px}
.fs.fs-notice{margin:0 0 10px}
.fs-help dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(250px,1fr));gap:7px 22px;margin:14px 0 0}
.fs-help dl div{display:flex;gap:10px;align-items:center}
.fs-help dt{min-width:6.6em}
.fs-help dd{margin:0;font-size:13px}
.fs-status:empty{margin-right:-8px}
@media print{.fs-labels .fs-push,.fs-say{display:none}}
@container(max-width:520px){.fs-where{margin:0;width:100%}.fs-where .fs-place{text-align:left}}
`;
