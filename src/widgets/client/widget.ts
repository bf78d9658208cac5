/** A figure's state in the browser: the part of an AFM (anywidget) model that figures use. */
export interface Model<State extends object> {
  get<Key extends keyof State & string>(key: Key): State[Key];
  set<Key extends keyof State & string>(key: Key, value: State[Key]): void;
  on(event: `change:${keyof State & string}`, callback: () => void): void;
  /** Hears the messages that the kernel sends with `figure.send`. */
  on(event: 'msg:custom', callback: (message: unknown, buffers: readonly DataView[]) => void): void;
  /** Hears that the kernel's half has come: messages reach it from now on. Framescope's own, not in AFM. */
  on(event: 'live', callback: () => void): void;
  off(event: `change:${keyof State & string}` | 'live', callback: () => void): void;
  off(event: 'msg:custom', callback: (message: unknown, buffers: readonly DataView[]) => void): void;
  /** Tells the kernel, where one listens, what was set. */
  save_changes(): void;
  /** Sends the kernel a message, where one listens. */
  send(message: unknown, callbacks?: unknown, buffers?: readonly (ArrayBuffer | ArrayBufferView)[]): void;
}

/** What `render` is called with. */
export interface RenderContext<State extends object> {
  readonly model: Model<State>;
  readonly el: HTMLElement;
}

/** The browser half of a figure, an AFM (anywidget) module: `export default { initialize, render }`. */
export interface FigureWidget<State extends object> {
  /** Called once before `render`; may give a function that undoes it. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a module without anything to undo is the normal case
  initialize?(context: { readonly model: Model<State> }): void | (() => void);
  /** Fills `el`; may give a function that undoes it. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a module without anything to undo is the normal case
  render(context: RenderContext<State>): void | (() => void);
}
