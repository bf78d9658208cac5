import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LabelServer, serveLabelEditor } from '../../src/label/server.js';
import { encodeShown, shownSize } from '../../src/label/shown-frames.js';
import { sampleData } from '../../src/lib/data/video-folder.js';
import { openVideo } from '../../src/lib/video/video.js';
import { SHARED } from '../golden/root.js';
import { ffmpeg } from '../video/clips.js';

const root = mkdtempSync(join(tmpdir(), 'framescope-label-server-'));
afterAll(() => rmSync(root, { recursive: true }));

const OWN = { 'x-framescope': 'label', 'content-type': 'application/json' };

/** Asks as any program may, with headers that browsers would not let a page choose. */
function ask(
  url: string,
  path: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

interface Chunk {
  readonly start: number;
  readonly times: number[];
  readonly pictures: Buffer[];
}

async function chunk(server: LabelServer, video: string, index: number): Promise<Chunk> {
  const path = `${new URL(server.url).pathname}api/frames?video=${encodeURIComponent(video)}&chunk=${index}`;
  const { status, body } = await ask(server.url, path);
  if (status !== 200) throw new Error(body.toString());
  const headLength = body.readUInt32LE(0);
  const { start, times, lengths } = JSON.parse(body.subarray(4, 4 + headLength).toString()) as {
    start: number;
    times: number[];
    lengths: number[];
  };
  let at = 4 + headLength;
  const pictures = lengths.map((length) => {
    at += length;
    return body.subarray(at - length, at);
  });
  return { start, times, pictures };
}

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Frames of a file as the decoder counts them from the first on, those of some chunks as they must be shown. */
async function decoded(file: string, chunks: readonly number[]): Promise<{ times: number[]; digests: string[] }> {
  const video = await openVideo(file);
  const [times, digests]: [number[], string[]] = [[], []];
  const wanted = 24 * (Math.max(...chunks) + 1);
  const end = wanted < video.frameCount ? wanted : undefined;
  for await (const frame of video.stream({ end, size: shownSize(video), color: 'rgb' })) {
    times.push(frame.time);
    digests.push(chunks.includes(Math.floor(frame.index / 24)) ? sha(await encodeShown(frame)) : '');
  }
  return { times, digests };
}

describe('the frames that are shown', () => {
  const folder = join(root, 'frames');
  const odd = join(SHARED, 'data/odd');
  const names = [
    'hiro_1_vfr.mp4',
    'decord_video_90.mov',
    'decord_video_180.mov',
    'opencv_tree.avi',
    'wpt_vp8.webm',
    'torchcodec_h265_video.mp4',
    'mediabunny_sar_2x1.mp4',

    'torchcodec_h264_10bits.mp4',
  ];
  const isThere = (name: string): boolean => existsSync(join(odd, name));
  let server: LabelServer;

  beforeAll(async () => {
    mkdirSync(folder);
    // B-frames, a group of pictures that refers to the one before, and uneven times.
    const picture = 'testsrc2=size=96x64:rate=25:duration=12,setpts=PTS+0.013*mod(N\\,3)/TB';
    ffmpeg([
      '-f',
      'lavfi',
      '-i',
      picture,
      '-fps_mode',
      'vfr',
      '-c:v',
      'libx264',
      '-bf',
      '3',
      '-g',
      '40',
      '-x264-params',
      'open-gop=1',
      '-pix_fmt',
      'yuv420p',
      join(folder, 'uneven.mp4'),
    ]);
    for (const name of names.filter(isThere)) copyFileSync(join(odd, name), join(folder, name));
    server = await serveLabelEditor(folder);
  });
  afterAll(() => server?.close());

  for (const name of ['uneven.mp4', ...names]) {
    test.skipIf(name !== 'uneven.mp4' && !isThere(name))(
      `are those that the decoder counts, reached in any order: ${name}`,
      async () => {
        const { frameCount } = await openVideo(join(folder, name));
        const video = name.replace(/\.[^.]*$/, '');
        const last = Math.min(5, Math.floor((frameCount - 1) / 24));
        // From the middle back, to the end, and behind it.
        const order = [...new Set([Math.floor(last / 2), 0, last])];
        const { times, digests } = await decoded(join(folder, name), order);
        for (const index of order) {
          const shown = await chunk(server, video, index);
          expect(shown.pictures.map(sha)).toEqual(digests.slice(index * 24, index * 24 + 24));
          expect(shown.times).toEqual(times.slice(index * 24, index * 24 + 24));
        }
        expect((await chunk(server, video, Math.ceil(frameCount / 24) + 2)).pictures).toEqual([]);
      },
    );
  }
});

test('a file of 90,000 frames opens within 3 s, and its frames come as they are counted', async () => {
  const folder = join(root, 'long');
  mkdirSync(folder);
  const clip = sampleData('jump-rope').file('jumper-1.mp4');
  const { frameCount } = await openVideo(clip);
  const times = Math.ceil(90_000 / frameCount);
  ffmpeg(['-stream_loop', String(times - 1), '-i', clip, '-c', 'copy', join(folder, 'long.mp4')]);
  const server = await serveLabelEditor(folder);
  try {
    const begun = performance.now();
    const { body } = await ask(server.url, `${new URL(server.url).pathname}api/video?video=long`);
    const { pictures } = await chunk(server, 'long', 0);
    expect(performance.now() - begun).toBeLessThan(3000);
    expect(pictures).toHaveLength(24);
    expect((JSON.parse(body.toString()) as { frameCount: number }).frameCount).toBeGreaterThanOrEqual(90_000);
    // The clip is repeated, so that any of its frames is known far behind its end as well.
    const { digests } = await decoded(clip, [0]);
    const far = await chunk(server, 'long', Math.floor((3 * frameCount) / 24));
    const at = 3 * frameCount - far.start;
    expect(far.pictures.slice(at).map(sha)).toEqual(digests.slice(0, 24 - at));
  } finally {
    await server.close();
  }
});

describe('the server', () => {
  const folder = join(root, 'guarded');
  let server: LabelServer;
  let path = '';
  let host = '';

  beforeAll(async () => {
    mkdirSync(folder);
    copyFileSync(sampleData('jump-rope').file('jumper-1.mp4'), join(folder, 'jumper-1.mp4'));
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    server = await serveLabelEditor(folder);
    ({ pathname: path, host } = new URL(server.url));
  });
  afterAll(() => server?.close());

  test('J13: answers nobody without the token, under another name, or from another page', async () => {
    expect((await ask(server.url, '/')).status).toBe(403);
    expect((await ask(server.url, `/${'a'.repeat(32)}/api/folder`)).status).toBe(403);
    expect((await ask(server.url, `${path}api/folder`)).status).toBe(200);
    const foreign: Record<string, string>[] = [
      { host: 'evil.example' },
      { host: `evil.example:${new URL(server.url).port}` },
      { host, origin: 'http://evil.example' },
      { host, origin: 'null' },
      { host, 'sec-fetch-site': 'cross-site' },
      { host, 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign) {
      expect((await ask(server.url, `${path}api/folder`, { headers })).status).toBe(403);
    }
    const post = { method: 'POST', body: '{"tab":"a"}' };
    const claim = `${path}api/claim?video=jumper-1`;
    expect((await ask(server.url, claim, { ...post, headers: { 'content-type': 'text/plain' } })).status).toBe(403);
    expect((await ask(server.url, claim, { ...post, headers: OWN })).status).toBe(200);
    expect((await ask(server.url, claim, { method: 'DELETE', headers: OWN })).status).toBe(405);
  });

  test('opens what is in the folder’s list, whatever a path says', async () => {
    for (const name of ['../guarded/jumper-1', 'secret.txt', '/etc/passwd', '..', '%2e%2e%2fsecret', '__proto__']) {
      const { status, body } = await ask(server.url, `${path}api/video?video=${encodeURIComponent(name)}`);
      expect([status, body.toString()]).toEqual([404, expect.stringContaining('the folder has no video of this name')]);
    }
    for (const file of ['secret.txt', '../secret.txt', 'api/../../secret.txt', 'constructor']) {
      expect((await ask(server.url, `${path}${file}`)).status).toBe(404);
    }
  });

  test('its page loads nothing from elsewhere and is shown in no frame', async () => {
    const { headers, body } = await ask(server.url, path);
    expect(String(headers['content-security-policy'])).toContain("default-src 'none'; script-src 'self'");
    expect(String(headers['content-security-policy'])).toContain("frame-ancestors 'none'");
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(body.toString()).not.toMatch(/https?:/);
  });

  test('messages that are none are refused in words', async () => {
    const send = async (to: string, body: string | Buffer) => {
      const { status, body: answer } = await ask(server.url, `${path}api/${to}?video=jumper-1`, {
        method: 'POST',
        headers: OWN,
        body,
      });
      return `${status} ${(JSON.parse(answer.toString()) as { error: string }).error}`;
    };
    const act = (action: unknown) => send('actions', JSON.stringify({ tab: 'a', after: 0, entries: [{ id: 'x', action }] }));
    expect(await send('actions', '{')).toMatch(/^400 this message is no JSON/);
    expect(await send('actions', '{}')).toMatch(/^400 these are no actions/);
    expect(await act({ type: 'format disk' })).toMatch(/^400 this is no action. Received: "format disk"/);
    expect(await act({ type: 'add' })).toMatch(/^400 a part of this action is missing/);
    expect(await act({ type: 'add', event: { frame: 1, source: 'person', class: 'a\nb' } })).toMatch(/^400 a class name must be/);
    expect(await act({ type: 'add', event: { frame: 100_000, source: 'person' } })).toMatch(/^(400 this label lies beyond|200)/);
    // Either the answer comes, or the connection ends before all is sent.
    const large = await send('actions', Buffer.alloc(17_000_000, 32)).catch((error: Error) => error.message);
    expect(large).toMatch(/larger than 16 MB|ECONNRESET|EPIPE/);
    expect(await send('claim', '{"tab":"../b"}')).toMatch(/^400 tab must be a name/);
  });

  test('a folder is labelled by one process; what a killed one left behind does not count', async () => {
    await expect(serveLabelEditor(folder)).rejects.toThrow('another label editor works on this folder. Received: "process');
    const other = join(root, 'taken');
    mkdirSync(join(other, '.framescope-labels'), { recursive: true });
    copyFileSync(join(folder, 'jumper-1.mp4'), join(other, 'a.mp4'));
    const lock = join(other, '.framescope-labels/editor.lock');
    writeFileSync(lock, String(process.ppid));
    await expect(serveLabelEditor(other)).rejects.toThrow(`process ${process.ppid}`);
    writeFileSync(lock, '999999999');
    const free = await serveLabelEditor(other);
    await free.close();
    expect(existsSync(lock)).toBe(false);
  });
});

test('folders without videos, and ports that are taken, are told in words', async () => {
  const empty = join(root, 'empty');
  mkdirSync(empty);
  await expect(serveLabelEditor(empty)).rejects.toThrow('this folder holds no videos');
  await expect(serveLabelEditor(join(root, 'emty'))).rejects.toThrow('this folder is not there');
  copyFileSync(sampleData('jump-rope').file('jumper-1.mp4'), join(empty, 'a.mp4'));
  const server = await serveLabelEditor(empty);
  const port = Number(new URL(server.url).port);
  const second = join(root, 'second');
  mkdirSync(second);
  copyFileSync(join(empty, 'a.mp4'), join(second, 'a.mp4'));
  await expect(serveLabelEditor(second, { port })).rejects.toThrow(`port ${port} cannot be used: another program listens there`);
  const other = await serveLabelEditor(second);
  expect(new URL(other.url).port).not.toBe(String(port));
  await other.close();
  await server.close();
  expect(readFileSync(join(empty, 'a.mp4')).length).toBeGreaterThan(0);
});
