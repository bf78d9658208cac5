import { encodeLabelFile } from '../../../lib/data/label-encoders.js';
import type { VideoLabels } from '../../../lib/data/labels/video-labels.js';
import { plural } from '../../drawing/format.js';
import type { LabelEditorPage } from '../../states.js';
import { h } from '../dom.js';
import { textButton } from '../label-editor/controls.js';
import type { OtherLabels } from '../label-editor/editing.js';
import { downloadChoice, labelEditor, notice } from '../label-editor/label-editor.js';
import { draftsUnder, forgetDraft, LabelStore, readDraft } from '../label-editor/label-store.js';
import { SpriteFrames } from '../label-editor/sprite-frames.js';
import { readState, setValue } from '../read-state.js';
import { offerFile } from '../save-file.js';
import type { FigureWidget, RenderContext } from '../widget.js';

/** The label editor as a figure: the kernel keeps the labels where one answers, else this browser does. */
export default { render } as FigureWidget<LabelEditorPage>;

/** Milliseconds in which a kernel that keeps the labels has said so. */
const PATIENCE = 2500;

function render({ model, el }: RenderContext<LabelEditorPage>): () => void {
  const { title, timestamps, pictures, stride, frameRate, width, height, fps, file } = readState(model);
  const base = model.get('labels');
  const place = `framescope-labels:figure:${model.get('content')}:`;
  const draftKey = (kept: VideoLabels): string => place + digest(marks(kept));
  const store = new LabelStore({ base, draftKey });
  const status = h('span', { class: 'fs-status', role: 'status' });
  let impatience: number | undefined;
  let isTaking = false;

  const say = (): void => {
    clearTimeout(impatience);
    const saved = model.get('saved');
    const isKept = saved.edition === model.get('edition') && saved.words !== '';
    status.classList.toggle('fs-bad', isKept && saved.isBad);
    if (isKept) {
      status.textContent = saved.words;
      if (!saved.isBad) store.confirm(Infinity);
      return;
    }
    const isChanged = store.pending.length > 0;
    status.textContent = isChanged && file ? 'saving …' : isChanged ? 'kept in this browser' : '';
    if (!isChanged || !file) return;
    impatience = window.setTimeout(() => {
      status.textContent = 'no kernel has answered yet: this browser keeps the labels; download them to be sure';
    }, PATIENCE);
  };
  const push = (): void => {
    if (isTaking || store.labels === model.get('labels')) return;
    model.set('labels', store.labels);
    setValue(model, 'edition', model.get('edition') + 1);
    say();
  };
  store.onChange(push);

  const download = downloadChoice('Download labels', ['json', 'npy', 'csv'], (format) => {
    const path = `${title.replace(/\.[^.]*$/, '')}.${format}`;
    const content = encodeLabelFile(path, { ...store.labels, video: title, frameCount: timestamps.length });
    offerFile(new Blob([content as BlobPart]), path);
  });
  const { editing, dispose } = labelEditor(el, {
    ...{ title, store, status, fps, picture: { width, height }, buttons: [download] },
    frames: new SpriteFrames(pictures, timestamps, stride),
    frameRate: isEven(timestamps) ? frameRate : undefined,
    other: overlay(model.get('other')),
  });

  // Drafts over other labels of this video, perhaps another annotator's: the person decides.
  const others = draftsUnder(place).filter((key) => key !== draftKey(base));
  if (others.length > 0) {
    const words = `${plural(others.flatMap(readDraft).length, 'change')} of this video’s labels, made to another version of them, are kept in this browser.`;
    const putIn = (): void => others.forEach((key) => void store.adopt(key));
    const discard = (): void => others.forEach(forgetDraft);
    const answers = [
      textButton('Put in', 'Make these changes here, as far as they fit', putIn),
      textButton('Discard', 'Forget these changes', discard),
    ];
    el.prepend(notice(words, ...answers));
  }

  const showFrame = (): void => {
    if (model.get('frame') !== editing.frame) editing.goTo(model.get('frame'));
  };
  editing.onChange(() => {
    if (model.get('frame') !== editing.frame) setValue(model, 'frame', editing.frame);
  });
  /** Labels that were changed in code. */
  const take = (): void => {
    const labels = model.get('labels');
    if (labels === store.labels || contentOf(labels) === contentOf(store.labels)) return;
    isTaking = true;
    editing.change({ type: 'replace', labels }, 'labels changed by the notebook');
    isTaking = false;
  };
  model.on('change:frame', showFrame);
  model.on('change:labels', take);
  model.on('change:other', () => {
    editing.other = overlay(model.get('other'));
  });
  model.on('change:saved', say);
  model.on('change:edition', say);
  showFrame();
  push(); // what was recovered
  return () => {
    clearTimeout(impatience);
    dispose();
  };
}

/** Whether frames follow each other evenly, to a tenth. */
function isEven(timestamps: readonly number[]): boolean {
  const usual = (timestamps[timestamps.length - 1] - timestamps[0]) / Math.max(1, timestamps.length - 1);
  return timestamps.every((time, i) => Math.abs(time - timestamps[0] - i * usual) <= usual / 10 + 0.002);
}

function overlay(labels: VideoLabels): OtherLabels | undefined {
  return labels.events.length > 0 ? { name: 'The other annotator', labels } : undefined;
}

function contentOf({ events, ranges, region }: VideoLabels): string {
  return JSON.stringify([events, ranges, region ?? null]);
}

/** What label files keep: labels that went through one are known again. */
function marks({ events, ranges }: VideoLabels): unknown {
  return [events.map(({ frame }) => frame), ranges.map(({ start, end }) => [start, end])];
}

/** A short number that tells values apart (FNV-1a over their JSON). */
function digest(value: unknown): string {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(value)) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return (hash >>> 0).toString(36);
}
