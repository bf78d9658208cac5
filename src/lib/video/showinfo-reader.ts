/** Frames that decode, but not as they were encoded. */
export interface DecodeWarning {
  /** First damaged frame, counted in the whole video. */
  readonly frame: number;
  /** The next frame that depends on none before it; frames from `frame` to before it may show the damage. */
  readonly until: number;
  /** A sentence that names the frame. */
  readonly message: string;
}

/** Reads what ffmpeg's `showinfo` filter and its decoders write: one presentation time a frame, and what was damaged. */
export class ShowinfoReader {
  /** Seconds at which each decoded frame is shown; undefined where the container says nothing. */
  readonly seconds: (number | undefined)[];

  /** Frames that depend on none before them. */
  readonly keys: number[];

  /** The last message of level error, without addresses. */
  lastError: string | undefined;

  private tick = 0;
  private readonly damages: { readonly frame: number; readonly sign: Sign }[] = [];

  /** Counts on from frames that are known. */
  constructor({ seconds, keys }: { readonly seconds: readonly (number | undefined)[]; readonly keys: readonly number[] }) {
    this.seconds = [...seconds];
    this.keys = [...keys];
  }

  push(line: string): void {
    if (line.startsWith('[Parsed_showinfo')) {
      this.readFrame(line);
      return;
    }
    const sign = SIGNS.find(({ pattern }) => pattern.test(line));
    if (sign) this.damages.push({ frame: this.seconds.length, sign });
    const error = /\[(?:error|fatal)\] (.*)$/.exec(line);
    if (error) this.lastError = error[1].replace(/^file:.*?: (?=[A-Z])/, '').trim();
  }

  get isDamaged(): boolean {
    return this.damages.length > 0;
  }

  /** Seconds from the first frame to the last; 0 where the container says nothing. */
  get span(): number {
    return (this.seconds.at(-1) ?? 0) - (this.seconds[0] ?? 0);
  }

  /** Damage up to the next key frame is one warning. */
  warnings(): DecodeWarning[] {
    const spans: { frame: number; until: number; readonly sign: Sign }[] = [];
    for (const { frame, sign } of this.damages) {
      if (frame >= this.seconds.length) continue; // nothing follows: the container claims more than it holds
      const until = this.keys.find((key) => key > frame + sign.runsAhead) ?? this.seconds.length;
      const last = spans.at(-1);
      if (last && frame < last.until) last.until = Math.max(until, last.until);
      else spans.push({ frame, until, sign });
    }
    return spans.map(({ frame, until, sign }) => {
      const shown = until > frame + 1 ? `; frames up to ${until - 1} may show it` : '';
      return { frame, until, message: `${sign.means(frame)}${shown}` };
    });
  }

  /** Called twice a frame, so it looks before it matches. */
  private readFrame(line: string): void {
    if (line.includes('time_base:')) {
      const clock = /config in time_base: (\d+)\/(\d+)/.exec(line);
      if (clock) this.tick = Number(clock[1]) / Number(clock[2]);
    }
    const at = line.indexOf(' pts:');
    if (at < 0) return;
    const frame = /pts: *(-?\d+|NOPTS)/.exec(line.slice(at, at + 40));
    if (!frame) return;
    if (line.includes('iskey:1')) this.keys.push(this.seconds.length);
    this.seconds.push(frame[1] === 'NOPTS' ? undefined : Number(frame[1]) * this.tick);
  }
}

/** A message by which ffmpeg tells of damage, before it gives the frame concerned. */
interface Sign {
  readonly pattern: RegExp;
  /** By how many frames the message may come early: decoders work on several frames at a time. */
  readonly runsAhead: number;
  readonly means: (frame: number) => string;
}

/** The decoder's repairs are read too, since builds before 4.3 do not mark the frames, and newer ones not always the first. */
const SIGNS: readonly Sign[] = [
  { pattern: /corrupt decoded frame/, runsAhead: 0, means: (frame) => `frame ${frame} is damaged` },
  {
    pattern: /Error while decoding stream|Error submitting packet to decoder/,
    runsAhead: 0,
    means: (frame) => `a frame before frame ${frame} is lost`,
  },
  { pattern: /concealing \d+ DC/, runsAhead: 16, means: (frame) => `frame ${frame}, or one shortly after it, is damaged` },
];
