import type { VideoLabels } from '../../../lib/data/labels/video-labels.js';
import { plural } from '../../drawing/format.js';
import { h, iconButton } from '../dom.js';
import { OWN_KEYS } from '../run-keys.js';
import { installStyle, installTheme } from '../theme.js';
import { commandsOf, listenForKeys } from './commands.js';
import { commandButtons, labelRow, textButton, transportRow } from './controls.js';
import { Editing, type OtherLabels } from './editing.js';
import type { FrameSource } from './frame-source.js';
import { helpDialog } from './help.js';
import type { LabelStore } from './label-store.js';
import { labelStrip } from './label-strip.js';
import { comparePanel, openedPanel, rangePanel, reactionField, regionPanel } from './panels.js';
import { stage } from './stage.js';
import { STYLE } from './style.js';

/** Where an editor stands: what it edits, and what becomes of it. */
export interface LabelPlace {
  readonly title: string;
  readonly frames: FrameSource;
  readonly store: LabelStore;
  /** Frames a second; undefined where they are unevenly spaced. */
  readonly frameRate: number | undefined;
  /** The video's size in pixels, in which regions are kept. */
  readonly picture: { readonly width: number; readonly height: number };
  /** Frames shown a second at first. Default 10. */
  readonly fps?: number;
  /** A second annotator's labels to begin with. */
  readonly other?: OtherLabels;
  /** What the person should know at first. */
  readonly notices?: readonly string[];
  /** Listens for keys wherever the focus is, not only in the editor: it has the page for itself. */
  readonly isAlone?: boolean;
  /** Where what happens to the labels is told: 'all kept', 'the server is gone'. */
  readonly status: HTMLElement;
  /** Buttons of the place: saving, downloading. */
  readonly buttons: readonly HTMLElement[];
  /** Saves and goes to the next video. */
  readonly next?: () => void;
  /** Reads a label file; rejects in words. */
  readonly read?: (file: File) => Promise<VideoLabels>;
}

/** What files can be opened. */
const OPENED = '.npy,.json,.csv,.xml,.eaf';

/** An editor that is shown. */
export interface ShownEditor {
  readonly editing: Editing;
  /** Takes it away. */
  dispose(): void;
}

/** The label editor: fills `el`. */
export function labelEditor(el: HTMLElement, place: LabelPlace): ShownEditor {
  installTheme();
  installStyle(STYLE);
  const { title, store, read, notices = [] } = place;
  const editing = new Editing(place.frames, store);
  if (place.fps !== undefined) editing.player.fps = place.fps;
  const picture = stage(editing, title, place.picture);
  const strip = labelStrip(editing, place.frameRate);
  const cancel = (): void => {
    picture.isDrawing = false;
    editing.cancel();
  };
  const commands = commandsOf(editing, { strip, cancel, help: () => help.showModal(), next: place.next });
  const command = commandButtons(commands);
  const help = helpDialog(commands);
  const said = h('p', { class: 'fs-say', role: 'status' });
  const opened = h('div');
  const more = h(
    'details',
    'fs-more',
    h('summary', {}, 'Classes, ranges, region, reaction delay, other labels'),
    rangePanel(editing, command),
    regionPanel(editing, picture),
    h('div', 'fs-row', reactionField(editing), ...(read ? fileButton(read, editing, opened) : [])),
  );
  const zoom = [h('span', 'fs-muted', 'Strip'), command('-', '−'), command('+', '+'), command('?', 'Keys')];
  const recovered =
    store.recovered > 0 ? [`${plural(store.recovered, 'change')} that this browser had kept are put in again.`] : [];
  const attributes = {
    class: 'fs fs-labels',
    role: 'group',
    tabindex: -1,
    'aria-label': `Labels of ${title}`,
    [OWN_KEYS]: 'true',
  };
  const root = h(
    'div',
    attributes,
    ...[...notices, ...recovered].map((words) => notice(words)),
    picture.node,
    strip.node,
    transportRow(editing, title, command),
    labelRow(editing, command),
    said,
    comparePanel(editing),
    opened,
    more,
    h('div', 'fs-row', place.status, ...place.buttons, h('div', 'fs-row fs-push', ...zoom)),
    help,
  );
  // After a click the keys are the editor's again: the next Space plays, and does not press the button once more.
  root.addEventListener('click', ({ detail, target }) => {
    if (detail > 0 && (target as HTMLElement).closest('button, canvas') && !help.open) root.focus({ preventScroll: true });
  });
  const stopKeys = listenForKeys(place.isAlone ? document : root, commands);
  editing.onChange(() => {
    said.textContent = editing.message;
    said.classList.toggle('fs-refused', editing.isRefused);
  });
  el.append(root);
  editing.other = place.other;
  editing.say('Space plays, S marks an event, ? shows all keys');
  return {
    editing,
    dispose: () => {
      stopKeys();
      strip.dispose();
      editing.dispose();
      root.remove();
    },
  };
}

/** A sentence that stays until it is closed, or answered by a button. */
export function notice(words: string, ...answers: readonly HTMLElement[]): HTMLElement {
  const close = iconButton('close', 'Close', () => box.remove());
  for (const answer of answers) answer.addEventListener('click', () => box.remove());
  const box = h('p', { class: 'fs fs-notice fs-row', role: 'alert' }, words, h('span', 'fs-push', ...answers, close));
  return box;
}

/** Opens label files; what becomes of their labels is asked in `opened`. */
function fileButton(read: (file: File) => Promise<VideoLabels>, editing: Editing, opened: HTMLElement): HTMLElement[] {
  const open = async (file: File | undefined): Promise<void> => {
    input.value = '';
    if (!file) return;
    editing.say(`reading ${file.name} …`);
    try {
      opened.replaceChildren(openedPanel(editing, { name: file.name, labels: await read(file) }));
      editing.say('');
      opened.querySelector('button')?.focus();
    } catch (error) {
      editing.say((error as Error).message, true);
    }
  };
  const input = h('input', {
    ...{ type: 'file', accept: OPENED, hidden: true, 'aria-label': 'Label file' },
    change: () => void open(input.files?.[0]),
  });
  const title = "Another annotator's labels, a model's predictions; also of CVAT, VIA and ELAN";
  return [textButton('Open labels …', title, () => input.click()), input];
}

/** A choice of formats to download the labels in; `save` is called with the one that was chosen. */
export function downloadChoice(label: string, formats: readonly string[], save: (format: string) => void): HTMLSelectElement {
  const choice = h(
    'select',
    {
      'aria-label': label,
      change: () => {
        save(choice.value);
        choice.value = '';
      },
    },
    h('option', { value: '' }, `${label.split(' ')[0]} …`),
    ...formats.map((format) => h('option', { value: format }, `.${format}`)),
  );
  return choice;
}
