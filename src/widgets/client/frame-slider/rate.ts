import type { FrameSliderPage } from '../../slider-states.js';
import { h } from '../dom.js';
import { setValue } from '../read-state.js';
import { SPEEDS } from '../transport.js';
import type { Model } from '../widget.js';

/** What chooses a speed. */
export interface RateControl {
  readonly nodes: readonly HTMLElement[];
  /** Says what a field's text is not. */
  readonly problem: HTMLElement;
  /** Shows the speed of now. */
  update(): void;
}

/** A choice of speeds, and a field for any other: as a factor, '0.3×', or in frames a second, '12 fps'. */
export function rateControl(model: Model<FrameSliderPage>, frameRate: number): RateControl {
  const digits = (value: number): number => Number(value.toPrecision(3));
  const select = h('select', {
    ...{ 'aria-label': 'Speed', title: 'Speed' },
    change: () => {
      if (select.value !== '') return choose(Number(select.value));
      show(true);
      field.focus();
    },
  });
  const label = 'Speed, as 0.3× or 12 fps';
  const field = h('input', {
    type: 'text',
    size: 7,
    'aria-label': label,
    title: label,
    change: () => read(),
  });
  const problem = h('p', { role: 'alert' });
  const show = (isOpen: boolean): void => {
    select.hidden = isOpen;
    field.hidden = !isOpen;
    problem.textContent = field.value = '';
  };
  const choose = (speed: number): void => {
    setValue(model, 'speed', speed);
    update();
    select.focus();
  };
  const read = (): void => {
    const [, number, unit] = /^([\d.]+) ?(fps|[x×])?$/i.exec(field.value.trim().replace(',', '.')) ?? [];
    const speed = Number(number) / (/^f/i.test(unit) ? frameRate : 1);
    if (speed >= 0.01 && speed <= 100) choose(speed);
    else problem.textContent = `0.01× to 100×, or ${digits(frameRate / 100)} to ${digits(frameRate * 100)} fps`;
  };
  const update = (): void => {
    const speed = model.get('speed') ?? 1;
    const speeds = [...new Set([...SPEEDS, speed])].sort((a, b) => a - b);
    const options = speeds.map((factor) => h('option', { value: factor, selected: factor === speed }, `${digits(factor)}×`));
    select.replaceChildren(...options, h('option', { value: '' }, 'other…'));
    show(false);
  };
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      update();
      select.focus();
    }
    event.stopPropagation();
  });
  return { nodes: [select, field], problem, update };
}
