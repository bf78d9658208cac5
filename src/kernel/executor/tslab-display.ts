import { currentCell } from './cell.js';
import { tslabRequire } from './package-root.js';

/** What `tslab.display` hands over. */
interface DisplayData {
  readonly data: Record<string, unknown>;
  readonly metadata: object;
  readonly transient: { readonly display_id?: string };
}

/** Makes `tslab.display`, which stock tslab offers to cells, show in the cell that calls it. */
export function acceptTslabDisplay(): void {
  const jupyter = tslabRequire('./dist/jupyter.js') as { lastWriteDisplayData: (data: DisplayData, update: boolean) => void };
  jupyter.lastWriteDisplayData = ({ data, metadata, transient }, update) => {
    const cell = currentCell();
    const output = update ? 'update_display_data' : 'display_data';
    cell?.output.send({ type: 'output', id: cell.id, output, content: { data, metadata, transient } });
  };
}
