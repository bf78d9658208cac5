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
  readonly seconds: (number | undefined)[] = [];

  /** The last message of level error, without addresses. */
  lastError: string | undefined;

  private tick = 0;
  private readonly keys: number[] = [];
  private readonly damaged: { readonly frame: number; readonly isLost: boolean }[] = [];

  push(line: string): void {
    if (line.startsWith('[Parsed_showinfo')) this.readFrame(line);
    else if (line.includes('corrupt decoded frame')) this.damaged.push({ frame: this.seconds.length, isLost: false });
    else if (LOST_FRAME.test(line)) this.damaged.push({ frame: this.seconds.length, isLost: true });
    const error = /\[(?:error|fatal)\] (.*)$/.exec(line);
    if (error) this.lastError = error[1].replace(/^file:.*?: (?=[A-Z])/, '').trim();
  }

  /** Damage up to the next key frame is one warning. */
  warnings(): DecodeWarning[] {
    const warnings: DecodeWarning[] = [];
    for (const { frame, isLost } of this.damaged) {
      if (frame < (warnings.at(-1)?.until ?? 0)) continue;
      if (frame >= this.seconds.length) continue; // nothing follows: the container claims more than it holds
      const until = this.keys.find((key) => key > frame) ?? this.seconds.length;
      const what = isLost ? `a frame before frame ${frame} is lost` : `frame ${frame} is damaged`;
      warnings.push({ frame, until, message: `${what}${until > frame + 1 ? `; frames up to ${until - 1} may show it` : ''}` });
    }
    return warnings;
  }

  private readFrame(line: string): void {
    const clock = /config in time_base: (\d+)\/(\d+)/.exec(line);
    if (clock) this.tick = Number(clock[1]) / Number(clock[2]);
    const frame = /\bn: *(\d+) pts: *(-?\d+|NOPTS)/.exec(line);
    if (!frame) return;
    if (/iskey:1/.test(line)) this.keys.push(this.seconds.length);
    this.seconds.push(frame[2] === 'NOPTS' ? undefined : Number(frame[2]) * this.tick);
  }
}

/** Written for a packet that gave no frame; the wording changed in FFmpeg 7. */
const LOST_FRAME = /Error while decoding stream|Error submitting packet to decoder/;
