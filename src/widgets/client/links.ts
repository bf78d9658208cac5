import type { PageModel } from './page-model.js';
import { figuresOf, type MountedFigure, registry } from './registry.js';

/** Links a figure with all others that its element, or theirs, names in `data-links`: `[[name, key, name there], …]`. */
export function linkFigure(figure: MountedFigure): void {
  for (const [name, key, otherName] of linksOf(figure)) {
    for (const other of figuresOf(key)) connect(figure, name, other, otherName);
  }
  for (const reference of registry().figures) {
    const other = reference.deref();
    if (!other) continue;
    for (const [name, key, otherName] of linksOf(other)) {
      if (key === figure.dataset.key) connect(other, name, figure, otherName);
    }
  }
}

function linksOf({ dataset }: MountedFigure): readonly (readonly [string, string, string])[] {
  return JSON.parse(dataset.links ?? '[]');
}

/** Both directions, once, whoever names the link. The figures know each other weakly: one that is gone is forgotten. */
function connect(first: MountedFigure, name: string, second: MountedFigure, otherName: string): void {
  const [a, b] = [first.framescope, second.framescope];
  if (!a || !b || a === b) return;
  const id = `${name}>${otherName}`;
  if (a.partners.get(b)?.has(id)) return;
  note(a, b, id);
  note(b, a, `${otherName}>${name}`);
  let isBusy = false;
  const follow = (from: PageModel<object>, fromName: string, to: PageModel<object>, toName: string): void => {
    const target = new WeakRef(to);
    const source = new WeakRef(from);
    from.watch(fromName, () => {
      const [model, value] = [target.deref(), source.deref()?.get(fromName as never)];
      if (!model) return false;
      if (isBusy) return true;
      isBusy = true;
      try {
        model.set(toName as never, value as never);
        model.save_changes();
      } finally {
        isBusy = false;
      }
      return true;
    });
  };
  follow(a, name, b, otherName);
  follow(b, otherName, a, name);
}

function note(model: PageModel<object>, other: PageModel<object>, id: string): void {
  model.partners.set(other, (model.partners.get(other) ?? new Set()).add(id));
}
