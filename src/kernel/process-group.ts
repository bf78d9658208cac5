import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Signals every process of a group but its leader. */
export function signalOthersInGroup(leader: number, signal: NodeJS.Signals): void {
  for (const pid of groupMembers(leader)) {
    if (pid === leader) continue;
    try {
      process.kill(pid, signal);
    } catch {} // it has ended meanwhile
  }
}

/** The processes whose group this is; none where the system has no groups. */
function groupMembers(group: number): number[] {
  return (process.platform === 'linux' ? fromProc() : fromPs()).filter(([, of]) => of === group).map(([pid]) => pid);
}

type Member = readonly [pid: number, group: number];

function fromProc(): Member[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before may hold anything
        return [[Number(name), Number(group)] as const];
      } catch {
        return []; // it has ended meanwhile
      }
    });
}

function fromPs(): Member[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,pgid='], { encoding: 'utf8' });
  return (stdout ?? '').split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s+(\d+)\s*$/.exec(line);
    return found ? [[Number(found[1]), Number(found[2])] as const] : [];
  });
}
