import { serveLabelEditor } from '../label/server.js';
import { parsed, wholeNumber } from './arguments.js';
import { type Command, UsageError } from './command.js';
import { openBrowser } from './open-browser.js';

/** `framescope label`: the label editor without Jupyter. */
export const label: Command = {
  summary: 'Labels the videos of a folder in the browser',
  usage: `framescope label FOLDER [--port N] [--no-browser] [--format json|npy|csv]

Opens the label editor in the browser: play, tap a key at each event, correct, go to the next video. Every tap is on disk before the
page shows it as kept; the label file of a video follows within a second. A file that was there before is kept beside it as a .bak.

FOLDER holds videos, or videos/ and annotations/. Only this machine can open the page, by the address that is printed.

      --port N       where to listen; default the first free one from 4747 on
      --no-browser   prints the address only
      --format KIND  of label files for videos that have none yet: json (default; holds classes, ranges, who set a label),
                     npy (frames only) or csv

Ctrl-C ends it.

  framescope label data/jump-rope`,
  async run(args: readonly string[]): Promise<number> {
    const { values, positionals } = parsed('label', args, {
      port: { type: 'string' },
      'no-browser': { type: 'boolean', default: false },
      format: { type: 'string', default: 'json' },
    });
    const [folder, ...rest] = positionals;
    if (folder === undefined || rest.length > 0) throw new UsageError('framescope label takes one folder of videos.');
    const ending = ENDINGS[values.format];
    if (!ending) throw new UsageError(`--format must be json, npy or csv, not '${values.format}'`);
    const port = wholeNumber('--port', values.port, 1);
    if (port !== undefined && port > 65_535) throw new UsageError(`--port must be at most 65535, not '${port}'`);
    return serve(folder, { port, ending }, !values['no-browser']);
  },
};

const ENDINGS: Readonly<Record<string, '.json' | '.npy' | '.csv'>> = { json: '.json', npy: '.npy', csv: '.csv' };

async function serve(
  folder: string,
  options: { readonly port?: number; readonly ending: '.json' | '.npy' | '.csv' },
  isShown: boolean,
): Promise<number> {
  const server = await serveLabelEditor(folder, options);
  for (const name of server.recovered)
    process.stderr.write(`${name}: labels that an ended process had not written yet are written\n`);
  process.stdout.write(`The label editor is open at\n\n  ${server.url}\n\nCtrl-C ends it; labels are saved as you go.\n`);
  if (isShown) openBrowser(server.url);
  await interrupted();
  await server.close();
  process.stderr.write('\nAll labels are saved.\n');
  return 0;
}

/** Resolves at Ctrl-C or when the system asks to end; a second time ends at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    let isAsked = false;
    const ask = (): void => {
      if (isAsked) process.exit(130);
      isAsked = true;
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  });
}
