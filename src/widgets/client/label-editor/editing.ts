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
  readonly #listeners = new Set<() => void>();
  readonly #stop: () => void;
  #frame = 0;
  #selected: number | undefined;
  message = '';
  /** Whether the message is a refusal. */
  isRefused = false;
  /** Milliseconds from seeing to tapping. */
  reactionDelay = 0;
  /** The model's event that was gone to as the least certain. */
  #uncertain: number | undefined;
  /** The class that new events and ranges get; empty for none. */
  className = '';
  /** First frame of a range that has been begun. */
  rangeStart: number | undefined;
  #other: OtherLabels | undefined;

  constructor(frames: FrameSource, store: LabelStore) {
    this.frames = frames;
    this.store = store;
    this.player = new FramePlayer({
      frames,
      position: () => this.#frame,
      onFrame: (frame) => this.#show(frame),
      onStateChange: () => this.tell(),
      onFailure: (message) => this.say(message, true),
    });
    this.#stop = store.onChange(() => this.#afterChange());
  }

  get frame(): number {
    return this.#frame;
  }

  get events(): readonly EventLabel[] {
    return this.store.labels.events;
  }

  /** The event that keys mean: the one selected, else the one on the frame shown. */
  get selected(): EventLabel | undefined {
    return eventAt(this.store.labels, this.#selected ?? this.#frame);
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
    this.#show(clamp(frame, 0, this.frames.frameCount - 1));
  }

  step(frames: number): void {
    this.goTo(this.#frame + frames);
  }

  /** An event on the frame shown, or while playing on the one shown a reaction delay ago. */
  tap(): void {
    const { isPlaying, fps } = this.player;
    const frame = tappedFrame({ shown: this.#frame, isPlaying, fps, reactionDelay: this.reactionDelay });
    if (!isPlaying && !this.frames.has(frame)) {
      this.say('This frame is not shown yet', true);
      return;
    }
    const time = this.frames.time(frame);
    const event: EventLabel = {
      frame,
      ...(time === undefined ? {} : { time }),
      source: 'person',
      ...(this.className === '' ? {} : { class: this.className }),
    };
    const isConfirming = eventAt(this.store.labels, frame)?.source === 'model';
    if (!this.change({ type: 'add', event }, isConfirming ? `confirmed at frame ${frame}` : `event at frame ${frame}`)) return;
    this.select(frame);
  }

  remove(): void {
    this.#withSelected((frame) => {
      if (!this.change({ type: 'remove', frame }, `event at frame ${frame} deleted`)) return;
      this.select(undefined);
      this.#goOn(frame);
    });
  }

  /** Moves the selected event by some frames. */
  nudge(frames: number): void {
    this.#withSelected((frame) => this.move(frame, frame + frames));
  }

  move(from: number, to: number): void {
    if (to < 0 || to >= this.frames.frameCount) {
      this.say('There is no frame beyond this one', true);
      return;
    }
    const time = this.frames.time(to);
    if (!this.change({ type: 'move', from, to, ...(time === undefined ? {} : { time }) }, `event moved to frame ${to}`)) return;
    if (!this.player.isPlaying) this.#show(to);
    if (this.#uncertain === from) this.#uncertain = to;
    this.select(to);
  }

  /** A person agrees with the selected event of a model; what was just moved is agreed with already. */
  confirm(): void {
    const event = this.selected;
    if (!event || (event.source !== 'model' && event.frame !== this.#uncertain)) {
      this.say('No event of a model is selected: press u', true);
      return;
    }
    const { frame, source } = event;
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
    const from = this.#selected ?? this.#frame;
    const target =
      direction > 0 ? this.events.find(({ frame }) => frame > from) : this.events.findLast(({ frame }) => frame < from);
    if (!target) {
      this.say(direction > 0 ? 'No event comes after this one' : 'No event comes before this one', true);
      return;
    }
    this.#visit(target.frame);
  }

  /** Goes to the model's least certain event; called again, to the next. */
  toUncertain(): void {
    const frame = nextUncertain(this.events, this.#selected ?? this.#frame);
    if (frame === undefined) {
      this.say('No event of a model is left to be looked at', true);
      return;
    }
    this.#visit(frame);
    this.#uncertain = frame;
  }

  select(frame: number | undefined): void {
    this.#selected = frame;
    this.tell();
  }

  /** Gives the class to the selected event, and to all that come. */
  chooseClass(name: string): void {
    this.className = name;
    const event = this.player.isPlaying ? undefined : this.selected;
    if (event && (event.class ?? '') !== name) {
      this.change(
        { type: 'classify', frame: event.frame, ...(name === '' ? {} : { class: name }) },
        name ? `class ${name}` : 'no class',
      );
    } else this.tell();
  }

  /** Begins a range on the frame shown, or ends the one begun there. */
  toggleRange(): void {
    if (this.rangeStart === undefined) {
      this.rangeStart = this.#frame;
      this.say(`a range begins at frame ${this.#frame}: press r where it ends`);
      return;
    }
    const [start, end] = [Math.min(this.rangeStart, this.#frame), Math.max(this.rangeStart, this.#frame)];
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

  /** Does something to the labels, and says it; false where it is refused. */
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

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  tell(): void {
    for (const listener of this.#listeners) listener();
  }

  dispose(): void {
    this.player.pause();
    this.#stop();
    this.#listeners.clear();
    this.frames.dispose();
  }

  #withSelected(act: (frame: number) => void): void {
    if (this.selected) act(this.selected.frame);
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
    if (actions.length === 0) {
      this.say(`Nothing to ${type}`, true);
      return;
    }
    const before = this.store.labels;
    if (!this.change({ type }, word)) return;
    const frame = changedFrame(before, this.store.labels);
    if (frame === undefined) return;
    this.#selected = undefined;
    if (!this.player.isPlaying) this.#show(frame);
    this.say(`${word} at frame ${frame} · ${plural(this.events.length, 'event')}`);
  }

  #visit(frame: number): void {
    this.player.pause();
    this.#selected = frame;
    this.#show(frame);
    const event = eventAt(this.store.labels, frame);
    const place = this.events.findIndex((other) => other.frame === frame) + 1;
    const by =
      event?.source === 'model'
        ? `, by a model${event.confidence === undefined ? '' : `, ${Math.round(event.confidence * 100)} % sure`}`
        : '';
    const time = event?.time === undefined ? '' : `, ${formatPosition(event.time)}`;
    this.say(`event ${place} of ${this.events.length}, frame ${frame}${time}${event?.class ? `, ${event.class}` : ''}${by}`);
  }

  #show(frame: number): void {
    this.#frame = frame;
    this.tell();
  }

  #afterChange(): void {
    if (this.#selected !== undefined && !eventAt(this.store.labels, this.#selected)) this.#selected = undefined;
    this.tell();
  }
}
