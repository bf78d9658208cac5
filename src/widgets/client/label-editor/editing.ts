import { changedFrame } from '../../../lib/data/labels/changed-frame.js';
import { eventAt } from '../../../lib/data/labels/label-edits.js';
import type { LabelAction } from '../../../lib/data/labels/label-session.js';
import { nextUncertain } from '../../../lib/data/labels/least-certain.js';
import { tappedFrame } from '../../../lib/data/labels/tapped-frame.js';
import type { EventLabel, VideoLabels } from '../../../lib/data/labels/video-labels.js';
import { clamp } from '../../drawing/clamp.js';
import { formatPosition, plural } from '../../drawing/format.js';
import { FramePlayer } from './frame-player.js';
import type { FrameSource } from './frame-source.js';
import type { LabelStore } from './label-store.js';

/** A second annotator's labels, laid over one's own. */
export interface OtherLabels {
  readonly name: string;
  readonly labels: VideoLabels;
}

/**
 * A person at work on one video: the frame shown, the event selected, and all that can be done by key or button. Those who show it
 * listen to `onChange`; what has happened is said in `message`.
 */
export class Editing {
  readonly frames: FrameSource;
  readonly store: LabelStore;
  readonly player: FramePlayer;
  readonly #listeners: (() => void)[] = [];
  readonly #stop: () => void;
  #selected: number | undefined;
  /** The model's event that was gone to as the least certain. */
  #uncertain: number | undefined;
  #other: OtherLabels | undefined;
  /** The frame shown; `show` changes it. */
  frame = 0;
  message = '';
  /** Whether the message is a refusal. */
  isRefused = false;
  /** Milliseconds from seeing to tapping. */
  reactionDelay = 0;
  /** The class that new events and ranges get; empty for none. */
  className = '';
  /** First frame of a range that has been begun. */
  rangeStart: number | undefined;

  constructor(frames: FrameSource, store: LabelStore) {
    this.frames = frames;
    this.store = store;
    this.player = new FramePlayer(this);
    this.#stop = store.onChange(() => this.tell());
  }

  get labels(): VideoLabels {
    return this.store.labels;
  }

  get events(): readonly EventLabel[] {
    return this.labels.events;
  }

  /** The event that keys mean: the one selected, else the one on the frame shown. */
  get selected(): EventLabel | undefined {
    return eventAt(this.labels, this.#place);
  }

  get other(): OtherLabels | undefined {
    return this.#other;
  }

  set other(other: OtherLabels | undefined) {
    this.#other = other;
    this.tell();
  }

  /** Goes to a frame; playing ends. */
  goTo(frame: number): void {
    this.player.pause();
    this.#selected = undefined;
    this.show(clamp(frame, 0, this.frames.frameCount - 1));
  }

  step(frames: number): void {
    this.goTo(this.frame + frames);
  }

  /** An event on the frame shown, or while playing on the one shown a reaction delay ago. */
  tap(): void {
    const { isPlaying, fps } = this.player;
    const frame = tappedFrame({ shown: this.frame, isPlaying, fps, reactionDelay: this.reactionDelay });
    if (!isPlaying && !this.frames.has(frame)) return void this.say('This frame is not shown yet', true);
    const event: EventLabel = { frame, time: this.frames.time(frame), source: 'person', class: this.className || undefined };
    const isConfirming = eventAt(this.labels, frame)?.source === 'model';
    if (this.change({ type: 'add', event }, `${isConfirming ? 'confirmed' : 'event'} at frame ${frame}`)) this.select(frame);
  }

  remove(): void {
    this.#withSelected(({ frame }) => {
      if (!this.change({ type: 'remove', frame }, `event at frame ${frame} deleted`)) return;
      this.select(undefined);
      this.#goOn(frame);
    });
  }

  /** Moves the selected event by some frames. */
  nudge(frames: number): void {
    this.#withSelected(({ frame }) => this.move(frame, frame + frames));
  }

  move(from: number, to: number): void {
    if (to < 0 || to >= this.frames.frameCount) return void this.say('There is no frame beyond this one', true);
    if (!this.change({ type: 'move', from, to, time: this.frames.time(to) }, `event moved to frame ${to}`)) return;
    if (!this.player.isPlaying) this.show(to);
    if (this.#uncertain === from) this.#uncertain = to;
    this.select(to);
  }

  /** A person agrees with the selected event of a model; what was just moved is agreed with already. */
  confirm(): void {
    const { frame = -1, source } = this.selected ?? {};
    if (source !== 'model' && frame !== this.#uncertain) return void this.say('No event of a model is selected: press u', true);
    if (source === 'person' || this.change({ type: 'confirm', frame }, `event at frame ${frame} confirmed`)) this.#goOn(frame);
  }

  undo(): void {
    this.#turn('undo', this.store.session.past, 'undone');
  }

  redo(): void {
    this.#turn('redo', this.store.session.future, 'done again');
  }

  /** Goes to the next or the previous event. */
  toEvent(direction: 1 | -1): void {
    const from = this.#place;
    const target =
      direction > 0 ? this.events.find(({ frame }) => frame > from) : this.events.findLast(({ frame }) => frame < from);
    if (target) this.#visit(target.frame);
    else this.say(`No event comes ${direction > 0 ? 'after' : 'before'} this one`, true);
  }

  /** Goes to the model's least certain event; called again, to the next. */
  toUncertain(): void {
    const frame = nextUncertain(this.events, this.#place);
    if (frame === undefined) this.say('No event of a model is left to be looked at', true);
    else {
      this.#visit(frame);
      this.#uncertain = frame;
    }
  }

  select(frame: number | undefined): void {
    this.#selected = frame;
    this.tell();
  }

  /** Gives the class to the selected event, and to all that come. */
  chooseClass(name: string): void {
    this.className = name;
    const event = this.player.isPlaying ? undefined : this.selected;
    if (!event || (event.class ?? '') === name) return void this.tell();
    this.change({ type: 'classify', frame: event.frame, class: name || undefined }, name ? `class ${name}` : 'no class');
  }

  /** Begins a range on the frame shown, or ends the one begun there. */
  toggleRange(): void {
    const { frame, rangeStart } = this;
    if (rangeStart === undefined) {
      this.rangeStart = frame;
      return void this.say(`a range begins at frame ${frame}: press r where it ends`);
    }
    const [start, end] = [Math.min(rangeStart, frame), Math.max(rangeStart, frame)];
    const range = { class: this.className || 'range', start, end, source: 'person' } as const;
    if (this.change({ type: 'addRange', range }, `${range.class}: frames ${start} to ${end}`)) this.rangeStart = undefined;
    this.tell();
  }

  /** Gives up what was begun. */
  cancel(): void {
    this.rangeStart = undefined;
    this.#selected = undefined;
    this.say('');
  }

  /** Changes the labels and says so; false where that was refused. */
  change(action: LabelAction, message: string): boolean {
    try {
      this.store.dispatch(action);
    } catch (error) {
      this.say((error as Error).message, true);
      return false;
    }
    this.say(`${message} · ${plural(this.events.length, 'event')}`);
    return true;
  }

  say(message: string, isRefused: boolean = false): void {
    this.message = message;
    this.isRefused = isRefused;
    this.tell();
  }

  show(frame: number): void {
    this.frame = frame;
    this.tell();
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  tell(): void {
    // What is no longer there is not selected.
    if (this.#selected !== undefined && !this.selected) this.#selected = undefined;
    for (const listener of this.#listeners) listener();
  }

  dispose(): void {
    this.player.pause();
    this.#stop();
    this.#listeners.length = 0;
    this.frames.dispose();
  }

  get #place(): number {
    return this.#selected ?? this.frame;
  }

  #withSelected(run: (event: EventLabel) => void): void {
    const { selected } = this;
    if (selected) run(selected);
    else this.say('No event is selected: go to one with [ and ]', true);
  }

  /** Who goes through a model's events by their certainty comes to the next one, once this one is decided. */
  #goOn(frame: number): void {
    if (this.#uncertain !== frame) return;
    const done = this.message;
    this.toUncertain();
    this.say(`${done}. ${this.message}`);
  }

  /** Undoes or does again, and goes to where that was, so that it is seen. */
  #turn(type: 'undo' | 'redo', actions: readonly unknown[], word: string): void {
    if (actions.length === 0) return void this.say(`Nothing to ${type}`, true);
    const before = this.labels;
    if (!this.change({ type }, word)) return;
    const frame = changedFrame(before, this.labels);
    if (frame === undefined) return;
    this.#selected = undefined;
    if (!this.player.isPlaying) this.show(frame);
    this.say(`${word} at frame ${frame} · ${plural(this.events.length, 'event')}`);
  }

  #visit(frame: number): void {
    this.player.pause();
    this.#selected = frame;
    this.show(frame);
    const place = this.events.findIndex((event) => event.frame === frame);
    const { time, source, confidence, class: name } = this.events[place];
    const words = [`event ${place + 1} of ${this.events.length}`, `frame ${frame}`];
    if (time !== undefined) words.push(formatPosition(time));
    if (name) words.push(name);
    if (source === 'model') words.push('by a model');
    if (source === 'model' && confidence !== undefined) words.push(`${Math.round(confidence * 100)} % sure`);
    this.say(words.join(', '));
  }
}
