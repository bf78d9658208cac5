/** A figure's state in the browser: the part of an AFM (anywidget) model that figures use. */
export interface Model<State extends object> {
  get<Key extends keyof State & string>(key: Key): State[Key];
  set<Key extends keyof State & string>(key: Key, value: State[Key]): void;
  on(event: `change:${keyof State & string}`, callback: () => void): void;
  off(event: `change:${keyof State & string}`, callback: () => void): void;
  save_changes(): void;
}

/** What `render` is called with. */
export interface RenderContext<State extends object> {
  readonly model: Model<State>;
  readonly el: HTMLElement;
}

/** The browser half of a figure, an AFM module: it runs in JupyterLab over a comm and in a page over its embedded state. */
export interface FigureWidget<State extends object> {
  initialize?(context: { readonly model: Model<State> }): void;
  /** Fills `el`, and gives a function that undoes it. */
  render(context: RenderContext<State>): () => void;
}
