import type { VideoLabels } from '../../../lib/data/labels/video-labels.js';
import { h, iconButton } from '../dom.js';
import { installStyle, installTheme } from '../theme.js';
import { type ControlRow, labelRow, textButton, transportRow } from './controls.js';
import { Editing, type OtherLabels } from './editing.js';
import type { FrameSource } from './frame-source.js';
import { helpDialog } from './help.js';
import { keyActions, listenForKeys } from './keys.js';
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
  const editing = new Editing(place.frames, place.store);
  if (place.fps !== undefined) editing.player.fps = place.fps;
  const picture = stage(editing, place.title, place.picture);
  const strip = labelStrip(editing, place.frameRate);
  const opened = openedPanel(editing);
  const cancel = (): void => {
    picture.isDrawing = false;
    editing.cancel();
  };
  const actions = keyActions(editing, { strip, cancel, help: () => help.showModal(), next: place.next });
  const help = helpDialog(actions);
  const rows: ControlRow[] = [
    transportRow(editing, place.title),
    labelRow(editing),
    rangePanel(editing),
    regionPanel(editing, picture),
    reactionField(editing),
    comparePanel(editing),
    opened,
  ];
  const [transport, labels, ranges, region, reaction, compare] = rows.map(({ nodes }) => nodes);
  const said = h('p', { class: 'fs-say', role: 'status' });
  const zoom = [
    textButton('−', 'Show more of the strip (−)', () => strip.zoom(-1)),
    textButton('+', 'Show it larger (+)', () => strip.zoom(1)),
  ];
  const more = h(
    'details',
    'fs-more',
    h('summary', {}, 'Classes, ranges, region, reaction delay, other labels'),
    ...ranges,
    ...region,
    h('div', 'fs-row', ...reaction, ...(place.read ? [fileButton(place.read, editing, opened.offer)] : [])),
  );
  const tools = h(
    'div',
    'fs-row fs-push',
    h('span', 'fs-muted', 'Strip'),
    ...zoom,
    textButton('Keys', 'All keys (?)', () => help.showModal()),
  );
  const root = h(
    'div',
    {
      class: 'fs fs-labels',
      role: 'group',
      tabindex: -1,
      'aria-label': `Labels of ${place.title}`,
      'data-lm-suppress-shortcuts': 'true',
    },
    ...(place.notices ?? []).map((words) => notice(words)),
    picture.node,
    strip.node,
    ...transport,
    ...labels,
    said,
    ...compare,
    ...opened.nodes,
    more,
    h('div', 'fs-row', place.status, ...place.buttons, tools),
    help,
  );
  // After a click the keys are the editor's again: the next Space plays, and does not press the button once more.
  root.addEventListener('click', (event) => {
    const isPointer = event.detail > 0 && (event.target as HTMLElement).closest('button, canvas') !== null;
    if (isPointer && !help.open) root.focus({ preventScroll: true });
  });
  const stopKeys = listenForKeys(place.isAlone ? document : root, actions);
  const update = (): void => {
    picture.update();
    strip.update();
    for (const row of rows) row.update();
    said.textContent = editing.message;
    said.classList.toggle('fs-refused', editing.isRefused);
  };
  editing.onChange(update);
  el.append(root);
  if (place.other) editing.other = place.other;
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

function fileButton(
  read: (file: File) => Promise<VideoLabels>,
  editing: Editing,
  offer: (opened: OtherLabels) => void,
): HTMLElement {
  const input = h('input', { type: 'file', accept: OPENED, hidden: true, 'aria-label': 'Label file' });
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    input.value = '';
    if (!file) return;
    editing.say(`reading ${file.name} …`);
    read(file).then(
      (labels) => {
        editing.say('');
        offer({ name: file.name, labels });
      },
      (error: Error) => editing.say(error.message, true),
    );
  });
  const title = "Another annotator's labels, a model's predictions; also of CVAT, VIA and ELAN";
  return h(
    'span',
    {},
    textButton('Open labels …', title, () => input.click()),
    input,
  );
}
