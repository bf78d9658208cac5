/** A packet as ffprobe tells of it: the stored form of one frame. */
export interface ProbedPacket {
  readonly stream_index: number;
  /** When it is shown, in ticks of the stream's clock; missing in AVI files. */
  readonly pts?: number;
  /** When it is decoded, in the same ticks. */
  readonly dts?: number;
  /** Holds a D where the packet is not to be shown. */
  readonly flags?: string;
}

/** How the frames of a stream follow each other. */
export interface FrameSpacing {
  /** Packets that are to be shown. */
  readonly count: number;
  /** Ticks from the first to the last. */
  readonly span: number;
  /** Whether the distance of some two neighbours differs from the usual one by more than a tenth and by more than a tick. */
  readonly isUneven: boolean;
}

/** Measures the spacing of a stream's packets. A tick is allowed, since containers round times to theirs. */
export function frameSpacing(packets: readonly ProbedPacket[], stream: number): FrameSpacing {
  const shown = packets.filter(({ stream_index, flags = '' }) => stream_index === stream && !flags.includes('D'));
  const times = shown.flatMap(({ pts, dts }) => pts ?? dts ?? []).sort((a, b) => a - b);
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  const usual = gaps.toSorted((a, b) => a - b)[gaps.length >> 1];
  return {
    count: shown.length,
    span: times.length > 0 ? times[times.length - 1] - times[0] : 0,
    isUneven: gaps.some((gap) => Math.abs(gap - usual) > Math.max(1, usual / 10)),
  };
}
