// The moment that is shown: live, or any moment of the recording, at any of three speeds.

import {button, element, setAttribute, setText, svg} from './view/dom.js';
import {clock} from './model/words.js';

const SPEEDS = [1, 0.5, 0.25];

/** The page is drawn again after this time at the earliest: nothing in it changes more often to the eye. */
const FRAME_MS = 100;

export class Player {
  /** @param source where live events come from; null for a recording alone */
  constructor(root, source, draw) {
    this.source = source;
    this.drawBoards = draw;
    this.sides = [];
    this.live = source !== null;
    this.playing = false;
    this.speed = 1;
    this.t = 0;
    this.drawnAt = -Infinity;
    this.drawn = '';
    this.build(root);
    requestAnimationFrame(ms => this.frame(ms));
  }

  build(root) {
    this.play = button('Play', 'Space', () => this.toggle());
    this.slider = element('input', 'slider');
    Object.assign(this.slider, {type: 'range', min: 0, max: 1, step: 50});
    this.slider.setAttribute('aria-label', 'Moment of the recording');
    this.slider.addEventListener('input', () => this.seek(Number(this.slider.value)));
    this.ticks = svg('path', {class: 'ticks'});
    const ticks = svg('svg', {viewBox: '0 0 1000 10', preserveAspectRatio: 'none', class: 'tick-row', 'aria-hidden': 'true'}, this.ticks);
    this.time = element('span', 'time');
    this.mark = element('span', 'mark-words');
    this.speeds = SPEEDS.map(speed => button(speed + 'x', null, () => this.setSpeed(speed)));
    this.liveButton = button('Live', 'L', () => this.goLive());
    root.append(button('Back', '\u2190', () => this.step(-1)), this.play, button('Next', '\u2192', () => this.step(1)),
        element('span', 'track-of-time', ticks, this.slider, this.mark), this.time, ...this.speeds, this.liveButton);
  }

  /** @param sides [{store, anchor}]: the moment t is anchor + t in each of them */
  show(sides) {
    this.sides = sides;
    this.drawn = '';
  }

  get first() {
    return Math.min(...this.sides.map(s => s.store.first - s.anchor));
  }

  get last() {
    return Math.max(...this.sides.map(s => s.store.last - s.anchor));
  }

  frame(ms) {
    const came = this.source === null ? 0 : this.source.drain();
    if (ms - this.drawnAt >= FRAME_MS * 0.8) {
      this.advance(ms - this.drawnAt);
      this.drawnAt = ms;
      this.redraw(came);
    }
    const next = () => requestAnimationFrame(moment => this.frame(moment));
    if (this.source?.waiting > 0) next();
    else setTimeout(next, FRAME_MS * 0.8);
  }

  advance(passed) {
    if (this.live) {
      this.t = this.source.now();
    } else if (this.playing) {
      this.t += Math.min(passed, 1000) * this.speed;
      if (this.t >= this.last) this.stopAtEnd();
    }
  }

  stopAtEnd() {
    this.t = this.last;
    this.playing = false;
    if (this.canBeLive && this.source.connected) this.goLive();
  }

  get canBeLive() {
    return this.source !== null && this.sides.length === 1 && this.sides[0].store === this.source.store;
  }

  redraw() {
    if (this.sides.length === 0) return;
    const key = [Math.floor(this.t / FRAME_MS), this.live, this.playing, this.speed, this.first, this.last,
      ...this.sides.map(s => s.store.version + ' ' + s.store.events.length + ' ' + s.anchor)].join();
    if (key === this.drawn) return;
    this.drawn = key;
    this.drawBoards(this.sides.map(s => s.anchor + this.t));
    this.drawBar();
  }

  drawBar() {
    const {first, last} = this;
    setAttribute(this.slider, 'min', String(Math.floor(first)));
    setAttribute(this.slider, 'max', String(Math.ceil(Math.max(last, first + 1))));
    this.slider.value = String(this.t);
    this.slider.setAttribute('aria-valuetext', clock(this.t));
    setText(this.time, this.live ? 'live ' + clock(this.t) : (this.t < 0 ? '-' + clock(-this.t) : clock(this.t)) + ' / ' + clock(last));
    setText(this.play.firstChild, this.playing || this.live ? 'Pause' : 'Play');
    this.speeds.forEach((made, i) => setAttribute(made, 'aria-pressed', String(SPEEDS[i] === this.speed)));
    setAttribute(this.liveButton, 'aria-pressed', String(this.live));
    setAttribute(this.liveButton, 'disabled', !this.canBeLive);
    const x = t => Math.round((t - first) / Math.max(1, last - first) * 10000) / 10;
    setAttribute(this.ticks, 'd', this.sides.flatMap(s => s.store.marks.filter(m => m.kind === 'rebalance' && m.event.endT === null)
        .map(m => 'M' + x(m.event.startT - s.anchor) + ' 0v10')).join(''));
    if (this.live || this.playing) setText(this.mark, '');
  }

  seek(t) {
    this.live = false;
    this.playing = false;
    this.t = Math.max(this.first, Math.min(this.last, t));
    setText(this.mark, '');
  }

  toggle() {
    if (this.live || this.playing) {
      this.seek(this.t);
    } else {
      if (this.t >= this.last) this.t = this.first;
      this.playing = true;
    }
  }

  setSpeed(speed) {
    this.speed = speed;
    if (this.live) {
      this.seek(Math.max(this.first, this.t - 10_000));
      this.playing = true;
    }
  }

  goLive() {
    if (!this.canBeLive) return;
    this.live = true;
    this.playing = false;
    this.speed = 1;
  }

  /** To the next moment at which something happens, in whichever recording it comes first. */
  step(direction) {
    const found = this.sides.map(s => ({s, mark: s.store.step(s.anchor + this.t, direction)}))
        .filter(({mark}) => mark !== null).map(({s, mark}) => ({t: mark.t - s.anchor, text: mark.text}));
    if (found.length === 0) return;
    found.sort((a, b) => (a.t - b.t) * direction);
    this.seek(found[0].t);
    setText(this.mark, found[0].text);
  }
}
