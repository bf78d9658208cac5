/** The label editor's own rules. */
export const STYLE = `
.fs-labels{outline:none}
.fs-labelstage{position:relative;cursor:pointer;background:#0b0d11;border-radius:10px;overflow:hidden;display:flex;justify-content:center}
.fs-picture{position:relative;display:flex;justify-content:center;width:100%}
.fs-picture canvas{width:100%;height:auto}
.fs-drawing canvas{touch-action:none}
.fs-drawing{cursor:crosshair}
.fs-region{position:absolute;border:2px solid #ffd43b;box-shadow:0 0 0 1px rgb(0 0 0/.6),0 0 0 2000px rgb(0 0 0/.35);pointer-events:none}
.fs-region[hidden]{display:none}
.fs-count{position:absolute;right:10px;top:8px;min-width:2.2em;text-align:center;padding:2px 10px;border-radius:14px;background:rgb(10 12 16/.72);color:#fff;
font-size:20px;font-weight:650;pointer-events:none}
.fs-wait{position:absolute;left:10px;bottom:8px;padding:3px 10px;border-radius:10px;background:rgb(10 12 16/.8);color:#fff;font-size:13px;pointer-events:none}
.fs-tapped{animation:fs-tap .32s ease-out}
@keyframes fs-tap{from{box-shadow:0 0 0 5px var(--fs-accent)}to{box-shadow:0 0 0 0 transparent}}
@media(prefers-reduced-motion:reduce){.fs-tapped{animation:none}}
.fs-stripbox{margin:10px 0 2px;width:100%}
.fs-strip{width:100%;touch-action:none;cursor:pointer}
.fs-all{margin-top:4px}
.fs-overview{width:calc(100% - 16px);margin:0 8px;height:14px;color:var(--fs-accent)}
.fs-transport button:not(.fs-icon){padding:0 9px}
.fs-where{margin-left:auto;display:flex;gap:10px;align-items:baseline}
.fs-place{font-size:15px;font-weight:600;min-width:5.2em;text-align:right}
.fs button.fs-tap{background:var(--fs-accent);color:var(--fs-on-accent);height:40px;padding:0 14px;font-size:15px;font-weight:600}
.fs button kbd,.fs dt kbd{font:600 12px/1 ui-monospace,Menlo,Consolas,monospace;padding:3px 6px;border:0;border-radius:5px;box-shadow:none;
background:rgb(127 127 127/.18);color:inherit}
.fs .fs-tap kbd{background:rgb(255 255 255/.22)}
.fs-events{font-weight:600;min-width:6.2em}
.fs button[aria-disabled=true]{opacity:.62}
.fs [hidden]{display:none!important}
.fs-more{margin-top:10px;border-top:1px solid var(--fs-line);padding-top:6px}
.fs-more summary{cursor:pointer;font-size:13px;color:var(--fs-muted);padding:6px 0;width:max-content}
.fs-field{display:inline-flex;align-items:center;gap:7px;font-size:13px;color:var(--fs-muted)}
.fs input[type=text],.fs input[type=number]{font:inherit;font-size:13px;height:34px;padding:0 9px;color:var(--fs-ink);background:var(--fs-surface);
border:1px solid var(--fs-muted);border-radius:9px;width:9em;margin:0}
.fs input[type=number]{width:6em}
.fs-numbers{display:inline-flex;gap:6px;flex-wrap:wrap}
.fs ul.fs-ranges{display:flex;flex-wrap:wrap;gap:6px;list-style:none;margin-top:8px}
.fs ul.fs-ranges:empty{display:none}
.fs-ranges li{display:inline-flex;margin:0}
.fs-ranges button:first-child{border-radius:9px 0 0 9px;border-left:4px solid var(--fs-hit)}
.fs-ranges button:last-child{border-radius:0 9px 9px 0;padding:0 9px}
.fs-say{min-height:1.5em;margin-top:8px!important;font-size:13px;color:var(--fs-muted)}
.fs-say.fs-refused{color:var(--fs-miss);font-weight:600}
.fs-status{font-size:13px;color:var(--fs-muted)}
.fs-status.fs-bad{color:var(--fs-miss);font-weight:600}
.fs-compare{margin-top:10px;padding:10px 12px;background:var(--fs-soft);border-radius:10px}
.fs-compare .fs-muted{color:var(--fs-ink)}
.fs-notice{margin:0 0 10px!important;padding:8px 12px!important;background:var(--fs-soft)!important;border-radius:10px;font-size:13px}
.fs-help dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(250px,1fr));gap:7px 22px;margin:14px 0 0}
.fs-help dl div{display:flex;gap:10px;align-items:center}
.fs-help dt{min-width:6.6em;margin:0}
.fs-help dd{margin:0;font-size:13px}
@media print{.fs-labels .fs-push,.fs-say{display:none}}
@container(max-width:520px){.fs-where{margin-left:0;width:100%}.fs-place{text-align:left}}
`;
