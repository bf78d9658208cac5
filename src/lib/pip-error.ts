/** What went wrong in a run of pip, from what it wrote: its last error, and the network's where that is behind it. */
export function pipError(text: string): string {
  const lines = text.trim().split('\n');
  const error = (lines.filter((line) => line.startsWith('ERROR')).at(-1) ?? lines.at(-1) ?? '').replace(/^ERROR: /, '');
  const network =
    /connection broken by .*?(\[Errno [^'")]+|certificate verify failed|timed out|Tunnel connection failed[^'")]*)/.exec(text);
  return `${error.slice(0, 300)}${network ? ` (${network[1].trim()})` : ''}`;
}
