import type { ControlState, ControlValue, InteractPage } from '../../interact-states.js';
import { h, heading, panel } from '../dom.js';
import type { PageModel } from '../page-model.js';
import { readState, setValue } from '../read-state.js';
import { endFigures, showValue } from '../show-value.js';
import { installStyle } from '../theme.js';
import { positionRange, setPosition } from '../transport.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-controls{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:8px 18px;align-items:end;font-size:13px}
.fs-controls label{display:block;min-width:0}
.fs-controls b{font-weight:600}
.fs input[type=text]{font:inherit;width:100%;height:34px;padding:0 10px;border:1px solid var(--fs-line);border-radius:9px;background:var(--fs-raised);color:var(--fs-ink)}
.fs-controls select{display:block;width:100%}
.fs input[type=checkbox]{width:18px;height:18px;vertical-align:-4px;margin:0 6px 0 0;accent-color:var(--fs-accent)}
.fs-output{margin-top:12px}
.fs-output[aria-busy=true]{opacity:.55}
.fs-output figure.framescope-figure{margin:0}
.fs-output pre{margin:0;font:13px/1.5 ui-monospace,monospace;white-space:pre-wrap}
.fs-output img{max-width:100%;display:block}
.fs-output iframe{width:100%;border:0;background:#fff;border-radius:8px}
`;

/** Controls, and what a function gives for them. */
export default { render } as FigureWidget<InteractPage>;

function render({ model, el }: RenderContext<InteractPage>): () => void {
  installStyle(STYLE);
  const { title, controls, outputs, table, fixed } = readState(model);
  const output = h('div', 'fs-output');
  const note = h('p', { class: 'fs-muted', role: 'status' });
  const set = (name: string, value: ControlValue): void => {
    setValue(model, 'values', { ...model.get('values'), [name]: value });
  };
  const inputs = Object.entries(controls).map(([name, control]) => controlNode(control, (value) => set(name, value)));
  const row = h('div', 'fs-controls', ...inputs.map(({ node }) => node));
  const root = panel(title, heading(title), row, note, output);

  /** What was computed beforehand for what the controls are set to. */
  const known = (): number => {
    const values = model.get('values');
    if (Object.keys(fixed).some((name) => fixed[name] !== values[name])) return -1;
    let index = 0;
    for (const [name, control] of Object.entries(controls)) {
      if (control.values) index = index * control.values.length + control.values.indexOf(values[name]);
    }
    return table[index] ?? -1;
  };
  let shown = '';
  const show = (value: InteractPage['output']): void => {
    const json = JSON.stringify(value);
    if (!value || json === shown) return;
    shown = json;
    showValue(output, value);
  };
  const hasKernel = (): boolean => (model as Partial<PageModel<InteractPage>>).onSave !== undefined;
  const follow = (): void => {
    const values = model.get('values');
    Object.keys(controls).forEach((name, i) => void inputs[i].update(values[name]));
    const place = known();
    if (place >= 0) show(outputs[place]);
    note.textContent =
      place >= 0 || hasKernel()
        ? ''
        : 'Not computed beforehand: this setting needs the notebook and its kernel. Below is the last result.';
  };
  const take = (): void => show(model.get('output'));
  const wait = (): void => output.setAttribute('aria-busy', String(model.get('isBusy') && hasKernel()));
  model.on('change:values', follow);
  model.on('change:output', take);
  model.on('change:isBusy', wait);
  el.append(root);
  Object.keys(controls).forEach((name, i) => void inputs[i].update(model.get('values')[name]));
  show(model.get('output') ?? outputs[Math.max(0, known())]);
  return () => endFigures(output);
}

interface ControlNode {
  readonly node: HTMLElement;
  update(value: ControlValue): void;
}

function controlNode({ kind, label, values = [] }: ControlState, onSet: (value: ControlValue) => void): ControlNode {
  if (kind === 'slider') {
    const words = h('b');
    const range = positionRange(label, values.length, (at) => onSet(values[at]));
    const update = (value: ControlValue): void => {
      words.textContent = String(value);
      setPosition(range, values.indexOf(value), String(value));
    };
    return { node: h('div', {}, `${label} `, words, range), update };
  }
  if (kind === 'select') {
    const select = h('select', {}, ...values.map((value, i) => h('option', { value: i }, String(value))));
    select.addEventListener('change', () => onSet(values[select.selectedIndex]));
    const update = (value: ControlValue): void => {
      select.selectedIndex = values.indexOf(value);
    };
    return { node: h('label', {}, label, select), update };
  }
  if (kind === 'button') {
    let presses = 0;
    const button = h('button', { click: () => onSet(presses + 1) }, label);
    const update = (value: ControlValue): void => {
      presses = Number(value);
    };
    return { node: h('div', {}, button), update };
  }
  const input = h('input', { type: kind });
  input.addEventListener('change', () => onSet(kind === 'checkbox' ? input.checked : input.value));
  const update = (value: ControlValue): void => {
    if (kind === 'checkbox') input.checked = value === true;
    else if (document.activeElement !== input) input.value = String(value);
  };
  return { node: kind === 'checkbox' ? h('label', {}, input, label) : h('label', {}, label, input), update };
}
