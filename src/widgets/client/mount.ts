import { PageModel, parseState } from './page-model.js';
import { installTheme } from './theme.js';
import type { FigureWidget, Model } from './widget.js';

/** A mounted figure carries its model, so that a page's own scripts can link figures. */
interface MountedFigure extends HTMLElement {
  framescope?: Model<object>;
}

/** Brings every figure of a kind on the page to life that is not alive yet; the poster gives way to it. */
export function mount<State extends object>(kind: string, widget: FigureWidget<State>): void {
  for (const figure of document.querySelectorAll<MountedFigure>(`figure.framescope-figure[data-figure="${kind}"]`)) {
    if (figure.framescope) continue;
    installTheme();
    const el = document.createElement('div');
    try {
      const model = new PageModel(parseState<State>(figure.dataset.state ?? '{}'));
      figure.framescope = model as unknown as Model<object>;
      widget.initialize?.({ model });
      figure.prepend(el);
      widget.render({ model, el });
      figure.dataset.mounted = '';
    } catch (error) {
      // The poster stays: half a figure is worse than none.
      el.remove();
      console.error(`framescope: ${kind} could not be shown`, error);
    }
  }
}

/** Runs when the document is read; at once when it already is. */
export function whenReady(run: () => void): void {
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', run, { once: true });
  else run();
}
