import { type CommModel, LIVE_EVENT, registry } from './registry.js';

/**
 * The front end's half of every live figure, an anywidget module without a view: the output of the cell shows the figure, this
 * lays the model out for it.
 */
export default {
  initialize({ model }: { model: CommModel }): () => void {
    const key = String(model.get('_figure'));
    const { live } = registry();
    const tell = (): boolean => document.dispatchEvent(new CustomEvent(LIVE_EVENT, { detail: key }));
    live.set(key, model);
    tell();
    return () => {
      if (live.get(key) !== model) return;
      live.delete(key);
      tell();
    };
  },
};
