import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OutputMessage } from '../../src/kernel/session.js';
import { type Executed, isAlive, Notebook, outputsOf, resultText, streamText, until } from './notebook.js';

const notebook = new Notebook();
beforeAll(() => notebook.start());
afterAll(() => notebook.close());

/** Runs a cell and interrupts it once it has printed so many lines. */
async function interruptedAfterLines(code: string, lines: number): Promise<Executed> {
  const messages: OutputMessage[] = [];
  const running = notebook.session.execute(code, { onMessage: (message) => messages.push(message) });
  await until(() => streamText({ outputs: messages }, 'stdout').split('\n').length > lines, 60_000);
  await notebook.session.interrupt();
  return { reply: await running, messages, outputs: outputsOf(messages) };
}

describe('an interrupt of a long call of the library', () => {
  test('stops fit within one batch, and leaves the model usable', async () => {
    const prepared = await notebook.run(`
      import { evaluate, fit, sampleData, speedCounter, WindowDataset } from 'framescope';
      const dataset = await WindowDataset.open(sampleData('jump-rope'), { window: 4, size: 128, color: 'gray' });
      const model = speedCounter({ window: 4, size: 128, channels: 1 });
      const report = { after: 0, isAborted: false };`);
    expect(prepared.reply.status, prepared.reply.traceback?.join('\n')).toBe('ok');
    const { reply } = await interruptedAfterLines(
      `import { signal } from 'framescope/kernel';
       signal.addEventListener('abort', () => { report.isAborted = true; });
       await fit(model, dataset, { batchSize: 2, onProgress: ({ done }) => {
         if (report.isAborted) report.after++;
         console.log('batch', done);
       } })`,
      2,
    );
    expect(reply).toMatchObject({ status: 'error', ename: 'AbortedError' });
    expect(reply.evalue).toMatch(/interrupted/);
    expect(resultText(await notebook.run('report.isAborted && report.after <= 1'))).toBe('true');
    const again = await notebook.run(
      `const more = await fit(model, dataset, { epochs: 1, stepsPerEpoch: 1, batchSize: 2 }); Number.isFinite(more.metric('loss')[0])`,
    );
    expect(resultText(again), again.reply.traceback?.join('\n')).toBe('true');
  });

  test.skipIf(process.platform !== 'linux')('ends the ffmpeg that decodes, and keeps the state', async () => {
    const prepared = await notebook.run(`
      import { openVideo } from 'framescope';
      const clip = await openVideo(sampleData('jump-rope').videos[0].file);`);
    expect(prepared.reply.status, prepared.reply.traceback?.join('\n')).toBe('ok');
    const executor = Number(resultText(await notebook.run('process.pid')));
    const running = notebook.run(`for (;;) await clip.frames({ size: 'original', color: 'rgb' })`);
    let decoders: number[] = [];
    await until(() => {
      decoders = decodersOf(executor);
      return decoders.length > 0;
    }, 30_000);
    await notebook.session.interrupt();
    const { reply } = await running;
    expect(reply).toMatchObject({ status: 'error', ename: 'AbortedError' });
    await until(() => ![...decoders, ...decodersOf(executor)].some(isAlive));
    expect(resultText(await notebook.run('(await clip.frames({ end: 5 })).length'))).toBe('5');
  });
});

/** Processes of ffmpeg that an executor has started. */
function decodersOf(parent: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(ppid) === parent && /ffmpeg/.test(readlinkSync(`/proc/${name}/exe`)) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
