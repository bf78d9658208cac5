import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UnsupportedMediaError } from '../../src/lib/errors.js';
import { openVideo } from '../../src/lib/video/video.js';
import { SHARED } from '../golden/root.js';

/** What opening a file gives: its facts and what decodes of it, or the words of its error. */
type Expected =
  | { readonly error: string }
  | {
      /** Width × height, rotation, codec, pixel format. */
      readonly picture: string;
      readonly claimed: number;
      readonly decoded: number;
      readonly rate: number;
      readonly isVariable?: boolean;
      readonly pixelAspect?: number;
      readonly hasAudio?: boolean;
      /** Patterns of the warnings, in order. */
      readonly warnings?: readonly RegExp[];
    };

const TABLE: Readonly<Record<string, Expected>> = {
  'audio_only.mp4': { error: 'audio_only.mp4 has no video stream, only sound. Received: "audio (aac)".' },
  'decord_video_180.mov': { picture: '568×320, 180°, h264, yuv420p', claimed: 3, decoded: 3, rate: 30 },
  'decord_video_90.mov': { picture: '320×568, 90°, h264, yuv420p', claimed: 3, decoded: 3, rate: 30 },
  'hiro_1_bitflips.mp4': {
    picture: '720×720, 0°, h264, yuv420p',
    claimed: 321,
    decoded: 320,
    rate: 29.97,
    hasAudio: true,
    // The last damage lies before key frame 192 and is told with the frame at hand in some thread of the decoder.
    warnings: [/^frame 0, or one shortly after it, is damaged; frames up to (191|215) may show it$/],
  },
  'hiro_1_cut500000.mp4': {
    error:
      'hiro_1_cut500000.mp4 is no video that can be read. Received: "moov atom not found; Invalid data found when processing input".',
  },
  'hiro_1_hevc.mp4': { picture: '320×320, 0°, hevc, yuv420p', claimed: 320, decoded: 320, rate: 29.97 },
  'hiro_1_vfr.mp4': { picture: '320×320, 0°, h264, yuv420p', claimed: 284, decoded: 284, rate: 26.598, isVariable: true },
  'imageio_newtonscradle.gif': { picture: '200×150, 0°, gif, bgra', claimed: 36, decoded: 36, rate: 45, isVariable: true },
  'mediabunny_annex-b.mp4': {
    picture: '1920×1080, 0°, h264, yuv420p',
    claimed: 745,
    decoded: 6,
    rate: 21.147,
    isVariable: true,
    warnings: [/^frame 4, or one shortly after it, is damaged/, /^frames from 6 on are missing: .* claims 745, 6 decode$/],
  },
  'mediabunny_sar_2x1.mp4': {
    picture: '640×360, 0°, h264, yuv420p',
    claimed: 150,
    decoded: 150,
    rate: 30,
    pixelAspect: 2,
  },
  'mp4parse_zero_empty_stsc.mp4': { error: 'the video stream of mp4parse_zero_empty_stsc.mp4 (h264) cannot be decoded' },
  // Counts the frames that a fixed rate would have; each of the 68 it holds is shown as long as it takes.
  'opencv_tree.avi': { picture: '320×240, 0°, cinepak, rgb24', claimed: 444, decoded: 68, rate: 2.297, isVariable: true },
  'small_AudioVideoInterleave.avi': { error: 'the video stream of small_AudioVideoInterleave.avi (mpeg4) cannot be decoded' },
  'text_renamed.mp4': {
    error:
      'text_renamed.mp4 is no video that can be read. Received: "moov atom not found; Invalid data found when processing input".',
  },
  'torchcodec_av1_video.mkv': { picture: '640×360, 0°, av1, yuv420p', claimed: 125, decoded: 125, rate: 25 },
  'torchcodec_h264_10bits.mp4': { picture: '200×200, 0°, h264, yuv420p10le', claimed: 30, decoded: 30, rate: 30 },
  'torchcodec_h265_video.mp4': { picture: '128×128, 0°, hevc, yuv420p', claimed: 10, decoded: 10, rate: 10 },
  'wpt_sfx-aac.mp4': { error: 'wpt_sfx-aac.mp4 has no video stream, only sound. Received: "audio (aac)".' },
  'wpt_vp8.webm': { picture: '320×240, 0°, vp8, yuv420p', claimed: 10, decoded: 10, rate: 10 },
  'wpt_vp9.mp4': { picture: '320×240, 0°, vp9, yuv420p', claimed: 10, decoded: 10, rate: 10 },
  'zero_length.mp4': { error: 'zero_length.mp4 is empty: 0 bytes' },
};

const folder = join(SHARED, 'data', 'odd');
const isThere = existsSync(folder);

describe.skipIf(!isThere)('odd files (skipped where ../shared is absent)', () => {
  test('each has a row', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(TABLE).sort());
  });

  test.each(Object.entries(TABLE))('%s', { timeout: 30_000 }, async (file, expected) => {
    const opening = openVideo(join(folder, file));
    if ('error' in expected) {
      await expect(opening).rejects.toThrow(UnsupportedMediaError);
      await expect(opening).rejects.toThrow(expected.error);
      return;
    }
    const video = await opening;
    const frames = await video.frames();
    expect({
      picture: `${video.width}×${video.height}, ${video.rotation}°, ${video.codec}, ${video.pixelFormat}`,
      claimed: video.frameCount,
      decoded: frames.length,
      rate: Number(video.frameRate.toFixed(3)),
      isVariable: video.isVariableFrameRate,
      pixelAspect: video.sampleAspectRatio,
      hasAudio: video.hasAudio,
      warnings: frames.warnings.map(({ message }) => message),
    }).toEqual({
      isVariable: false,
      pixelAspect: 1,
      hasAudio: false,
      ...expected,
      warnings: (expected.warnings ?? []).map((pattern) => expect.stringMatching(pattern)),
    });
    expect(video.decodedFrameCount).toBe(frames.length);
    expect(frames.claimedFrameCount).toBe(video.frameCount);
  });
});

describe.skipIf(!isThere)('a container that claims more frames than it holds', () => {
  test.each([
    ['swe_1', 793, 792],
    ['hiro_1', 321, 320],
    ['china_1', 934, 933],
    ['jp_2', 477, 477],
  ])('J19: %s claims %i and yields %i: counted, told, and no damage', { timeout: 60_000 }, async (name, claimed, decoded) => {
    const video = await openVideo(join(SHARED, 'data', 'jumprope', 'videos', `${name}.mp4`));
    const frames = await video.frames({ size: 16 });
    expect(frames).toMatchObject({ length: decoded, claimedFrameCount: claimed, warnings: [] });
    expect(frames.frame(decoded - 1).some((value) => value > 0)).toBe(true);
    if (claimed > decoded) expect(String(video)).toContain(`${decoded} frames (${claimed} claimed)`);
  });
});
