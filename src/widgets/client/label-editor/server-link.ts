import type { VideoLabels } from '../../../lib/data/labels/video-labels.js';
import type { StoredAction } from './label-store.js';
import { newId } from './label-store.js';
import type { ServedFrames } from './server-frames.js';

/** One video in the folder's list. */
export interface ListedVideo {
  readonly name: string;
  readonly labels?: string;
  readonly events?: number;
}

/** How far the server has counted the frames, and whether the label file is up to date. */
export interface ServedProgress {
  readonly frameCount: number;
  readonly isCounted: boolean;
  readonly counted: number;
  readonly isSaved: boolean;
  /** Why the labels that were found may be another video's. */
  readonly problem?: string;
}

/** A video as the server describes it. */
export interface ServedVideo extends ServedFrames, ServedProgress {
  readonly name: string;
  readonly file: string;
  readonly size: number;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly isVariableFrameRate: boolean;
  readonly labelFile: string;
  readonly notices: readonly string[];
  readonly base: VideoLabels;
  readonly entries: readonly StoredAction[];
}

/** The server has answered, and said no. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What the page asks of the label server; addresses are relative, so that the token stays in them. */
export class ServerLink {
  /** This tab's name, the same after a reload. */
  readonly tab: string = tabName();

  folder(): Promise<{ readonly root: string; readonly videos: readonly ListedVideo[] }> {
    return this.#json('folder', {});
  }

  video(name: string): Promise<ServedVideo> {
    return this.#json('video', { video: name });
  }

  async chunk(name: string, chunk: number, signal: AbortSignal): Promise<ArrayBuffer> {
    const response = await this.#fetch('frames', { video: name, chunk: String(chunk) }, { signal });
    return response.arrayBuffer();
  }

  claim(
    name: string,
    takeOver: boolean = false,
  ): Promise<ServedProgress & { readonly isWriter: boolean; readonly actions: number }> {
    return this.#post('claim', name, { tab: this.tab, takeOver });
  }

  /** Says that the tab leaves a video; goes out even while the page is closed. */
  leave(name: string): void {
    const body = JSON.stringify({ tab: this.tab, leave: true });
    void fetch(`api/claim?video=${encodeURIComponent(name)}`, { method: 'POST', headers: HEADERS, body, keepalive: true }).catch(
      () => undefined,
    );
  }

  send(name: string, after: number, entries: readonly StoredAction[]): Promise<ServedProgress & { readonly actions: number }> {
    return this.#post('actions', name, { tab: this.tab, after, entries });
  }

  save(name: string): Promise<ServedProgress & { readonly copy?: string }> {
    return this.#post('save', name, {});
  }

  async read(name: string, file: File): Promise<VideoLabels> {
    const query = { video: name, file: file.name };
    const body = await file.arrayBuffer();
    const response = await this.#fetch('read', query, { method: 'POST', headers: HEADERS, body });
    return response.json() as Promise<VideoLabels>;
  }

  exportAddress(name: string, format: string): string {
    return `api/export?video=${encodeURIComponent(name)}&format=${format}`;
  }

  async #json<T>(path: string, query: Readonly<Record<string, string>>): Promise<T> {
    return (await this.#fetch(path, query, {})).json() as Promise<T>;
  }

  async #post<T>(path: string, video: string, message: unknown): Promise<T> {
    const init = { method: 'POST', headers: HEADERS, body: JSON.stringify(message) };
    return (await this.#fetch(path, { video }, init)).json() as Promise<T>;
  }

  async #fetch(path: string, query: Readonly<Record<string, string>>, init: RequestInit): Promise<Response> {
    const response = await fetch(`api/${path}?${new URLSearchParams(query)}`, init);
    if (response.ok) return response;
    const { error = response.statusText } = (await response.json().catch(() => ({}))) as { error?: string };
    throw new Refused(response.status, error);
  }
}

const HEADERS = { 'content-type': 'application/json', 'x-framescope': 'label' };

function tabName(): string {
  const name = sessionStorage.getItem('framescope-tab') ?? newId();
  sessionStorage.setItem('framescope-tab', name);
  return name;
}
