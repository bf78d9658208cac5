import type { IncomingMessage } from 'node:http';
import { basename } from 'node:path';
import { encodeLabelFile } from '../lib/data/label-encoders.js';
import { LABEL_EXTENSIONS, readLabelBytes } from '../lib/data/label-file.js';
import { labelsOf } from '../lib/data/load-labels.js';
import { InvalidInputError, NotFoundError } from '../lib/errors.js';
import type { LabelFolder } from './label-folder.js';
import type { OpenVideo } from './open-video.js';
import { isId, parseEntries } from './parse-entries.js';

/** What is answered: JSON, or bytes of some type. */
export type Answer =
  | { readonly json: unknown }
  | { readonly bytes: Uint8Array | string; readonly type: string; readonly fileName?: string };

/** One request behind the guard. */
export interface Call {
  readonly folder: LabelFolder;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** Most bytes of a message with actions, and of a label file that is opened. */
const [MOST_ACTIONS, MOST_FILE] = [16_000_000, 64_000_000];

/** What the editor's page asks for, by method and path; a video is named in the query, and looked up in the folder's list. */
export const ROUTES: Readonly<Record<string, (call: Call) => Promise<Answer>>> = {
  'GET /api/folder': async ({ folder }) => ({ json: { root: folder.folder.root, videos: await folder.list() } }),

  'GET /api/video': async (call) => {
    const opened = await call.folder.look(nameOf(call));
    return { json: await opened.describe() };
  },

  'GET /api/frames': async (call) => {
    const chunk = Number(call.query.get('chunk'));
    if (!Number.isSafeInteger(chunk) || chunk < 0)
      throw new InvalidInputError('chunk must be a whole number', { received: chunk });
    return { bytes: await (await videoOf(call)).chunk(chunk, call.signal), type: 'application/octet-stream' };
  },

  'GET /api/export': async (call) => {
    const { labelled, video, times } = await videoOf(call);
    const ending = `.${call.query.get('format')}`;
    const type = EXPORT_TYPES[ending];
    if (!type) throw new InvalidInputError(`labels are written as ${LABEL_EXTENSIONS.join(', ')}`, { received: ending });
    const counted = times.isWhole ? { frameCount: times.seconds.length } : {};
    const bytes = encodeLabelFile(ending.replace('.', 'a.'), { ...labelled.labels, video: video.path, ...counted });
    return { bytes, type, fileName: `${video.name}${ending}` };
  },

  /** Is the tab the one that may write? How far is the counting? */
  'POST /api/claim': async (call) => {
    const opened = await videoOf(call);
    const { tab, takeOver, leave } = (await jsonOf(call)) as Record<string, unknown>;
    if (!isId(tab)) throw new InvalidInputError('tab must be a name', { received: tab });
    if (leave === true) opened.lock.release(tab);
    const isWriter = leave !== true && opened.lock.claim(tab, takeOver === true);
    return { json: { isWriter, ...opened.progress, actions: opened.labelled.story.entries.length } };
  },

  'POST /api/actions': async (call) => {
    const opened = await videoOf(call);
    const { tab, after, entries } = parseEntries(await jsonOf(call));
    if (!opened.lock.hears(tab)) throw new NotTheWriter('another tab has this video');
    return { json: { actions: await opened.labelled.act(after, entries), ...opened.progress } };
  },

  'POST /api/save': async (call) => {
    const opened = await videoOf(call);
    const copy = await opened.labelled.save();
    return { json: { ...opened.progress, ...(copy === undefined ? {} : { copy }) } };
  },

  /** Reads a label file of any known kind that the page has been given, against this video. */
  'POST /api/read': async (call) => {
    const { video, times } = await videoOf(call);
    const file = readLabelBytes(await bytesOf(call.request, MOST_FILE), call.query.get('file') ?? 'labels', basename(video.path));
    const isTimed = file.marks.some(({ frame }) => frame === undefined) || (file.spans ?? []).some(({ frames }) => !frames);
    const frames = [...file.marks.map(({ frame = 0 }) => frame), ...(file.spans ?? []).map((span) => span.frames?.[1] ?? 0)];
    const last = frames.reduce((latest, frame) => Math.max(latest, frame), 0);
    times.start();
    await times.until(isTimed || file.frameCount !== undefined ? Infinity : last);
    return { json: labelsOf(file, { video: basename(video.path), ...(times.isWhole ? { timestamps: await times.all() } : {}) }) };
  },
};

/** A tab that only reads wanted to write. */
export class NotTheWriter extends Error {
  override readonly name = 'NotTheWriter';
}

const EXPORT_TYPES: Readonly<Record<string, string>> = {
  '.npy': 'application/octet-stream',
  '.json': 'application/json',
  '.csv': 'text/csv; charset=utf-8',
};

function videoOf(call: Call): Promise<OpenVideo> {
  return call.folder.video(nameOf(call));
}

function nameOf({ query }: Call): string {
  const name = query.get('video');
  if (name === null) throw new NotFoundError('no video is named');
  return name;
}

async function jsonOf({ request }: Call): Promise<unknown> {
  const bytes = await bytesOf(request, MOST_ACTIONS);
  try {
    return JSON.parse(bytes.toString('utf8')) ?? {};
  } catch (cause) {
    throw new InvalidInputError('this message is no JSON', { cause });
  }
}

/** A request's body, of at most so many bytes. */
async function bytesOf(request: IncomingMessage, most: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > most) throw new InvalidInputError(`this message is larger than ${most / 1e6} MB`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
