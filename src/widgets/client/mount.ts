import { linkFigure } from './links.js';
import { PageModel, parseState } from './page-model.js';
import { type MountedFigure, REMOVE_EVENT, registry } from './registry.js';
import { installTheme } from './theme.js';
import type { FigureWidget } from './widget.js';

/** A module's default export: the widget, or a function that gives one. */
export type WidgetExport = FigureWidget<never> | (() => FigureWidget<never> | Promise<FigureWidget<never>>);

/** What is done for every figure that has come to life. */
export type OnWake = (figure: MountedFigure) => void;

/** Brings every figure of a kind in the document to life that is not alive yet; the poster gives way to it. */
export function mount(kind: string, widget: WidgetExport, onWake?: OnWake): void {
  registry().mounts.set(kind, () => mount(kind, widget, onWake));
  for (const figure of document.querySelectorAll<MountedFigure>(`figure.framescope-figure[data-figure="${kind}"]`)) {
    if (figure.framescope) continue;
    try {
      const model = new PageModel(parseState<object>(figure.dataset.state ?? '{}'));
      figure.framescope = model;
      installTheme();
      if (typeof widget === 'function')
        Promise.resolve(widget())
          .then((made) => wake(figure, model, made, onWake))
          .catch(failed(figure));
      else wake(figure, model, widget, onWake);
    } catch (error) {
      failed(figure)(error);
    }
  }
}

/** Runs when the document is read; at once when it already is. */
export function whenReady(run: () => void): void {
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', run, { once: true });
  else run();
}

function wake(figure: MountedFigure, model: PageModel<object>, widget: FigureWidget<never>, onWake?: OnWake): void {
  const context = { model: model as never };
  const end = undoing(widget.initialize?.(context), failed(figure));
  let undo = draw();
  const ended = (): void => {
    undo();
    end();
  };
  figure.addEventListener(REMOVE_EVENT, ended, { once: true });
  registry().figures.add(new WeakRef(figure));
  onWake?.(figure);
  linkFigure(figure);
  // What the figure does not listen to is seen when it is drawn anew; several changes at once are one drawing.
  let isPlanned = false;
  model.onUnheard = () => {
    if (isPlanned) return;
    isPlanned = true;
    queueMicrotask(() => {
      isPlanned = false;
      try {
        undo();
        undo = draw();
      } catch (error) {
        undo = () => {};
        failed(figure)(error);
      }
    });
  };

  function draw(): () => void {
    const el = document.createElement('div');
    figure.prepend(el);
    const forget = model.mark();
    try {
      const undoRender = undoing(widget.render({ ...context, el }), (error) => {
        el.remove();
        failed(figure)(error);
      });
      figure.dataset.mounted = '';
      return () => {
        try {
          undoRender();
        } finally {
          forget();
          el.remove();
        }
      };
    } catch (error) {
      el.remove();
      throw error;
    }
  }
}

/** What undoes a function of a module, where it gives that, be it later; `fail` hears what a function fails with later. */
function undoing(given: unknown, fail: (error: unknown) => void): () => void {
  if (!(given instanceof Promise)) return typeof given === 'function' ? () => given() : () => {};
  given.catch(fail);
  return () => void given.then((undo) => undo?.()).catch(() => {});
}

function failed(figure: MountedFigure): (error: unknown) => void {
  return (error) => {
    // The poster stays: half a figure is worse than none.
    delete figure.dataset.mounted;
    console.error(`framescope: ${figure.dataset.figure} could not be shown`, error);
  };
}
