import { setTimeout } from 'node:timers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExecutorRequest } from '../wire.js';
import { Cell, currentCell, runBeside, runInCell } from './cell.js';
import { createCellExecutor } from './cell-executor.js';
import { receiveComm } from './comms.js';
import { endGroup } from './end-group.js';
import { evaluateExpressions } from './expressions.js';
import { installHost } from './host.js';
import { settleInput } from './input.js';
import { interruptedError } from './interrupted.js';
import { beginTurn, interruptible, isInterrupt, startSentinel } from './interruptible.js';
import { rememberIntrinsics, undisturbed } from './intrinsics.js';
import { hideBookkeeping } from './plain-inspection.js';
import { captureStandardStreams } from './standard-streams.js';
import { errorContent, translateStacks } from './traceback.js';
import { flushEvents, writeEvent } from './writer.js';

type Request<T> = Extract<ExecutorRequest, { type: T }>;

/** A cell that still waits this long after its signal was aborted is given up. */
const GRACE_MS = 1000;
/** A cell that was waiting for the start has come by then. */
const WAITING_CELL_MS = 50;
/** Between two steps of what is done while nobody waits. */
const IDLE_MS = 500;

startSentinel();
captureStandardStreams();
translateStacks();
hideBookkeeping();
installHost();
rememberIntrinsics();
const executor = createCellExecutor(process.cwd());
let running: Cell | undefined;

process.on('exit', flushEvents);
process.on('disconnect', () => {
  process.on('exit', endGroup);
  process.exit();
});
process.on('unhandledRejection', (reason) => currentCell()?.fail(errorContent(reason)));
process.on('uncaughtException', (error) => currentCell()?.fail(errorContent(error)));
process.on('message', (request: ExecutorRequest) => {
  if (request.type === 'execute') void execute(request);
  else if (request.type === 'interrupt') interrupt(request.id);
  else if (request.type === 'query') writeEvent({ type: 'answer', id: request.id, content: executor.answer(request) });
  else if (request.type === 'input_reply') settleInput(request);
  else if (request.type === 'comm') handleComm(request);
  else process.exit();
});
writeEvent({ type: 'ready' });
prepareWhenIdle(WAITING_CELL_MS);

/** Prepares what comes next, a step at a time, while nobody waits for a cell. */
function prepareWhenIdle(wait: number): void {
  setTimeout(() => {
    const isDone = !running && executor.prepare(currentCell() !== undefined);
    if (!isDone) prepareWhenIdle(IDLE_MS);
  }, wait).unref();
}

async function execute({ code, turn, userExpressions, ...init }: Request<'execute'>): Promise<void> {
  const cell = new Cell(init);
  beginTurn(turn);
  running = cell;
  await runInCell(cell, async () => {
    await executor.execute(cell, code);
    await undisturbed(() => Promise.race([cell.output.settled(), cell.disowned]));
    await nextTurn(); // unhandled rejections are told by now
  });
  const results = userExpressions && !cell.failure ? await evaluateExpressions(executor, cell, userExpressions) : undefined;
  running = undefined;
  writeEvent({ type: 'done', id: cell.id, error: cell.failure, userExpressions: results });
}

/** What a comm's message causes belongs to it, as to a cell. */
function handleComm(request: Request<'comm'>): void {
  const cell = new Cell({ id: request.id, label: 'comm', executionCount: 0, silent: true });
  runBeside(cell, () => {
    try {
      interruptible(request.turn, () => receiveComm(request));
    } catch (error) {
      cell.fail(isInterrupt(error) ? interruptedError("The comm's listener was interrupted.") : errorContent(error));
    }
  });
  writeEvent({ type: 'answer', id: request.id });
}

function interrupt(id: string): void {
  const cell = running;
  if (cell?.id !== id) return;
  writeEvent({ type: 'interrupting', id });
  cell.interrupt();
  setTimeout(() => {
    if (running !== cell) return;
    cell.disown(interruptedError(`${cell.label} was interrupted while it waited.`));
    executor.abandon();
  }, GRACE_MS);
}
