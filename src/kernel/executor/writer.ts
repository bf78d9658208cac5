import { writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { clearTimeout, setTimeout } from 'node:timers';
import { type ExecutorEvent, encodeFrame } from '../wire.js';
import { endGroup } from './end-group.js';
import { undisturbed } from './intrinsics.js';

type StreamEvent = Extract<ExecutorEvent, { type: 'stream' }>;

/** Where events go; the parent reads the other end. */
const DESCRIPTOR = 3;
/** Within a period this many prints are written at once, so that they show even while the cell then blocks. */
const PROMPT_WRITES = 64;
const PERIOD_MS = 50;
/** Further prints are gathered up to this many characters. */
const GATHERED_LENGTH = 32 * 1024;

let gathered: { id: string; name: StreamEvent['name']; text: string } | undefined;
let timer: NodeJS.Timeout | undefined;
let periodStart = 0;
let writesInPeriod = 0;

/** Sends an event to the session, after all events before it. Blocks while the session does not keep up. */
export function writeEvent(event: ExecutorEvent): void {
  if (event.type === 'stream') gather(event);
  else {
    flushEvents();
    writeFully(event);
  }
}

/** Sends gathered prints now. */
export function flushEvents(): void {
  if (!gathered) return;
  const event: StreamEvent = { type: 'stream', ...gathered };
  gathered = undefined;
  clearTimeout(timer);
  timer = undefined;
  writesInPeriod++;
  writeFully(event);
}

function gather({ id, name, text }: StreamEvent): void {
  if (gathered && (gathered.id !== id || gathered.name !== name)) flushEvents();
  if (gathered) gathered.text += text;
  else gathered = { id, name, text };
  const now = performance.now();
  if (now - periodStart >= PERIOD_MS) {
    periodStart = now;
    writesInPeriod = 0;
  }
  if (writesInPeriod < PROMPT_WRITES || gathered.text.length >= GATHERED_LENGTH) flushEvents();
  else timer ??= setTimeout(flushEvents, PERIOD_MS);
}

const clock = new Int32Array(new SharedArrayBuffer(4));

function writeFully(event: ExecutorEvent): void {
  let rest: Uint8Array = undisturbed(() => encodeFrame(event));
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(DESCRIPTOR, rest));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') endGroup(); // the session is gone
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(clock, 0, 0, 1);
    }
  }
}
