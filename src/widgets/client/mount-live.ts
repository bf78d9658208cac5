import { bindLive } from './live-binding.js';
import { mount, type WidgetExport, whenReady } from './mount.js';
import { leaveRunKeys } from './run-keys.js';

/**
 * Brings figures of a kind to life in a notebook: in step with the kernel where there is one, and with the notebook's own keys left
 * to it. A published page has neither.
 */
export function mountLive(kind: string, widget: WidgetExport): void {
  whenReady(() =>
    mount(kind, widget, (figure) => {
      leaveRunKeys();
      bindLive(figure);
    }),
  );
}
