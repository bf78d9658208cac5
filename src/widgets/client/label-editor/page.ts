import { plural } from '../../drawing/format.js';
import { h } from '../dom.js';
import { installStyle, installTheme } from '../theme.js';
import { textButton } from './controls.js';
import { downloadChoice, labelEditor, notice } from './label-editor.js';
import { LabelStore } from './label-store.js';
import { ServerFrames } from './server-frames.js';
import { type ListedVideo, ServerLink } from './server-link.js';
import { ServerSync } from './server-sync.js';

const STYLE = `
body{margin:0;background:#eef0f4;font-family:system-ui,sans-serif}
@media(prefers-color-scheme:dark){body{background:#0b0d11}}
main{max-width:62rem;margin:0 auto;padding:14px 12px 40px}
.fs-folder{border:0;border-radius:0;background:none;box-shadow:none;padding:2px 2px 12px}
.fs-folder h1{font-size:17px;margin:0;font-weight:650}
.fs-folder select{min-width:13em;height:38px;font-size:14px;border:1px solid var(--fs-line)}
`;

const link = new ServerLink();
let leave: (() => void) | undefined;
let videos: readonly ListedVideo[] = [];
let root = '';

void start(document.getElementById('editor') ?? document.body);

/** The page of `framescope label`: the folder's videos above, the editor of one below. */
async function start(el: HTMLElement): Promise<void> {
  installTheme();
  installStyle(STYLE);
  const choice = h('select', { 'aria-label': 'Video', change: () => void show(choice.value) });
  const next = textButton('Save, next video', 'Save, next video (Q)', () => void goOn());
  const folder = h('p', 'fs-muted');
  const place = h('div');
  const head = h('div', 'fs-head', h('h1', {}, 'Labels'), folder);
  el.append(h('header', 'fs fs-folder', head, h('div', 'fs-row', choice, h('span', 'fs-push', next))), place);

  const countLabelled = (): void => {
    const labelled = videos.filter(({ events = 0 }) => events > 0).length;
    folder.textContent = `${root.replace(/^.*[\\/]/, '')}: ${labelled} of ${plural(videos.length, 'video')} labelled`;
  };
  const list = async (): Promise<void> => {
    ({ root, videos } = await link.folder());
    countLabelled();
    const shown = choice.value;
    choice.replaceChildren(...videos.map((video) => h('option', { value: video.name }, describe(video))));
    if (shown) choice.value = shown;
  };
  let save: () => Promise<void> = async () => {};
  const show = async (name: string): Promise<void> => {
    await save().catch(() => undefined); // what is not with the server stays in this browser
    leave?.();
    leave = undefined;
    history.replaceState(null, '', `#${encodeURIComponent(name)}`);
    document.title = `${name} · framescope label`;
    choice.value = name;
    place.replaceChildren();
    try {
      const opened = await open(name, place, goOn, () => show(name));
      ({ leave, save } = opened);
      opened.onCount((events) => {
        const option = [...choice.options].find(({ value }) => value === name);
        if (option) option.textContent = describe({ name, events });
        videos = videos.map((video) => (video.name === name ? { ...video, events } : video));
        countLabelled();
      });
    } catch (error) {
      place.replaceChildren(h('p', { class: 'fs', role: 'alert' }, `${name} cannot be shown: ${(error as Error).message}`));
    }
    await list().catch(() => undefined); // the status tells when the server is gone
  };
  const goOn = async (): Promise<void> => {
    const at = videos.findIndex(({ name }) => name === choice.value);
    await show(videos[(at + 1) % videos.length].name);
  };
  try {
    await list();
    const wanted = decodeURIComponent(location.hash.slice(1));
    await show(videos.find(({ name }) => name === wanted)?.name ?? videos.find(({ labels }) => !labels)?.name ?? videos[0].name);
  } catch (error) {
    place.replaceChildren(h('p', { class: 'fs', role: 'alert' }, (error as Error).message));
  }
}

interface Opened {
  /** Calls a listener with the number of events, whenever it changes. */
  readonly onCount: (listener: (events: number) => void) => void;
  readonly leave: () => void;
  readonly save: () => Promise<void>;
}

async function open(name: string, place: HTMLElement, next: () => Promise<void>, again: () => Promise<void>): Promise<Opened> {
  const video = await link.video(name);
  const store = new LabelStore({
    base: video.base,
    entries: video.entries,
    draftKey: () => `framescope-labels:${root}:${video.file}:${video.size}`,
  });
  const frames = new ServerFrames(video, (chunk, signal) => link.chunk(name, chunk, signal));
  const status = h('span', { class: 'fs-status', role: 'status' });
  const takeOver = textButton('Edit here instead', 'The other tab can then only be read', () => {
    void link.claim(name, true).then(again);
  });
  let told: string | undefined;
  const sync = new ServerSync(link, video, store, {
    onProgress: ({ frameCount, isCounted, problem }) => {
      if (problem !== undefined && told !== problem) place.prepend(notice(problem));
      told = problem;
      if (isCounted || frameCount > frames.frameCount) frames.frameCount = frameCount;
    },
    onState: ({ words, isBad, canTakeOver }) => {
      status.textContent = words;
      status.classList.toggle('fs-bad', isBad);
      takeOver.hidden = !canTakeOver;
    },
  });
  const exports = downloadChoice('Export', ['npy', 'json', 'csv'], (format) =>
    h('a', { href: link.exportAddress(name, format), download: true }).click(),
  );
  await sync.claim();
  const { dispose } = labelEditor(place, {
    ...{
      title: video.file,
      frames,
      store,
      frameRate: video.isVariableFrameRate ? undefined : video.frameRate,
      picture: video,
      notices: video.notices,
      status,
      isAlone: true,
    },
    buttons: [takeOver, exports],
    next: () => void next(),
    read: (file) => link.read(name, file),
  });
  const onLeave = (): void => link.leave(name);
  addEventListener('pagehide', onLeave);
  return {
    save: () => sync.save(),
    onCount: (listener) => void store.onChange(() => listener(store.labels.events.length)),
    leave: () => {
      removeEventListener('pagehide', onLeave);
      sync.stop();
      dispose();
    },
  };
}

function describe({ name, labels, events }: ListedVideo): string {
  if (events !== undefined) return `${name} · ${plural(events, 'event')}`;
  return labels ? `${name} · labels cannot be read` : `${name} · no labels yet`;
}
