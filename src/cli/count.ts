import { statSync } from 'node:fs';
import { videoFolder } from '../lib/data/video-folder.js';
import { AbortedError, FramescopeError } from '../lib/errors.js';
import { type CountedEventsData, countEvents } from '../lib/evaluation/count-events.js';
import type { VideoModel } from '../lib/models/model.js';
import { openVideo } from '../lib/video/video.js';
import { parsed } from './arguments.js';
import { type Command, UsageError } from './command.js';
import { counterModel } from './counter-model.js';
import { interruptible } from './interruptible.js';
import { ProgressLine } from './progress-line.js';

/** `framescope count`: counts the events of videos. */
export const count: Command = {
  summary: 'Counts the events in videos',
  usage: `framescope count VIDEO… [--model FILE] [--json]

Counts foot contacts in jump-rope videos, or whatever the counter was trained on. A folder stands for the videos in it.

      --model FILE  a counter that \`framescope train\` or saveModel wrote; default: the one that comes along
      --json        one JSON document: { file, name, count, confidence, events: [{ frame, time, confidence }], method, threshold },
                    a list of these for a folder or several videos; confidence from 0 to 1, time in seconds

  framescope count jump.mp4 --json`,
  async run(args: readonly string[]): Promise<number> {
    const { values, positionals } = parsed('count', args, {
      model: { type: 'string' },
      json: { type: 'boolean', default: false },
    });
    if (positionals.length === 0) throw new UsageError('framescope count needs a video.');
    const { files, isList } = filesOf(positionals);
    const { counted, failures } = await interruptible('Stopping', async (signal) => {
      return countAll(await counterModel(values.model), files, isList, signal);
    });
    if (values.json) {
      if (isList || counted.length === 1) process.stdout.write(`${JSON.stringify(isList ? counted : counted[0])}\n`);
    } else {
      for (const { name, count, confidence } of counted) {
        process.stdout.write(`${name}: ${count} events, confidence ${confidence.toFixed(2)}\n`);
      }
    }
    return failures > 0 ? 1 : 0;
  },
};

/** A count with the file it belongs to. */
type CountedFile = { readonly file: string } & CountedEventsData;

/** Files as they are given, folders as the videos in them. */
function filesOf(paths: readonly string[]): { files: string[]; isList: boolean } {
  const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const files = paths.flatMap((path) => (isFolder(path) ? videoFolder(path).videos.map(({ file }) => file) : [path]));
  return { files, isList: paths.length > 1 || isFolder(paths[0]) };
}

/** Counts one video after the other. In a list, one that cannot be counted is told and the others go on. */
async function countAll(
  model: VideoModel,
  files: readonly string[],
  isList: boolean,
  signal: AbortSignal,
): Promise<{ counted: CountedFile[]; failures: number }> {
  const line = new ProgressLine(process.stderr);
  const counted: CountedFile[] = [];
  for (const file of files) {
    try {
      const video = await openVideo(file, { signal });
      counted.push({ file, ...(await countEvents(model, video, { signal, onProgress: line.show })).toJSON() });
      line.clear();
    } catch (error) {
      line.clear();
      if (!isList || error instanceof AbortedError || !(error instanceof FramescopeError)) throw error;
      process.stderr.write(`${error.message}\n`);
    }
  }
  return { counted, failures: files.length - counted.length };
}
