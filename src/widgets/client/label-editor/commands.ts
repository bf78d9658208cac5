import type { Editing } from './editing.js';
import type { LabelStrip } from './label-strip.js';

/** Something a person can do, by key and by button. */
export interface Command {
  /** The key as people call it. */
  readonly shown: string;
  readonly what: string;
  readonly run: () => void;
}

/** All commands, in the order of the help, by their keys: as `KeyboardEvent.key` names them, lower case, `ctrl+` and `shift+` before. */
export type Commands = ReadonlyMap<string, Command>;

/** What commands do that lies outside the editing of one video. */
export interface CommandPlaces {
  readonly strip: LabelStrip;
  readonly help: () => void;
  readonly cancel: () => void;
  /** Saves and goes to the next video, where there are several. */
  readonly next?: () => void;
}

/** What can be done in the editor. */
export function commandsOf(editing: Editing, { strip, help, cancel, next }: CommandPlaces): Commands {
  const commands = new Map<string, Command>();
  const key = (keys: string, shown: string, what: string, run: () => void): void => {
    const command = { shown, what, run };
    for (const name of keys.split('  ')) commands.set(name, command);
  };
  key('s  enter', 'S', 'an event happens now', () => editing.tap());
  key(' ', 'Space', 'play, pause', () => editing.player.toggle());
  key('arrowleft', '←', 'one frame back', () => editing.step(-1));
  key('arrowright', '→', 'one frame on', () => editing.step(1));
  key('shift+arrowleft', 'Shift ←', 'ten frames back', () => editing.step(-10));
  key('shift+arrowright', 'Shift →', 'ten frames on', () => editing.step(10));
  key('home', 'Home', 'first frame', () => editing.goTo(0));
  key('end', 'End', 'last frame', () => editing.goTo(editing.frames.frameCount - 1));
  key('backspace  delete', 'Backspace', 'delete the event', () => editing.remove());
  key('ctrl+z', 'Ctrl Z', 'undo', () => editing.undo());
  key('ctrl+y  ctrl+shift+z', 'Ctrl Y', 'redo', () => editing.redo());
  key('[', '[', 'previous event', () => editing.toEvent(-1));
  key(']', ']', 'next event', () => editing.toEvent(1));
  key(',', ',', 'event one frame earlier', () => editing.nudge(-1));
  key('.', '.', 'event one frame later', () => editing.nudge(1));
  key('u', 'U', "the model's least certain event", () => editing.toUncertain());
  key('c', 'C', "the model's event is right; on to the next", () => editing.confirm());
  key('r', 'R', 'a range begins, ends', () => editing.toggleRange());
  key('+  =', '+', 'show less of the strip, larger', () => strip.zoom(1));
  key('-', '−', 'show more of the strip', () => strip.zoom(-1));
  if (next) key('q', 'Q', 'save, next video', next);
  key('escape', 'Esc', 'give up what was begun', cancel);
  key('?', '?', 'all keys', help);
  return commands;
}

/** Listens for keys; those that a control with the focus needs stay its own. Gives a function that ends this. */
export function listenForKeys(target: HTMLElement | Document, commands: Commands): () => void {
  const listener = (event: Event): void => {
    const { ctrlKey, metaKey, shiftKey, altKey, key, target: element } = event as KeyboardEvent;
    if (altKey || event.defaultPrevented) return;
    const isCtrl = ctrlKey || metaKey;
    const name = `${isCtrl ? 'ctrl+' : ''}${shiftKey && (key.length > 1 || isCtrl) ? 'shift+' : ''}${key.toLowerCase()}`;
    const command = commands.get(name);
    if (!command || isOwnKey(element as HTMLElement, key)) return;
    event.preventDefault();
    event.stopPropagation();
    command.run();
  };
  target.addEventListener('keydown', listener);
  return () => target.removeEventListener('keydown', listener);
}

function isOwnKey(element: HTMLElement, key: string): boolean {
  if (element.closest?.('dialog')) return true;
  if (element.matches?.('input:not([type=range]), textarea, select')) return key !== 'Escape';
  return (key === ' ' || key === 'Enter') && element.matches?.('button, a, summary, label');
}
