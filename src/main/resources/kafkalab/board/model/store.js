// Holds the events of one recording, the last ten minutes of it, and tells the state at any moment of them.

import {asEvents, copy, fold, initial, KEPT_MS} from './state.js';
import {known} from './events.js';
import {clock} from './words.js';

/** A state is kept about every so many events, so that going back does not fold all of them. */
const STRIDE = 1500;

/** Old events are dropped in such pieces, not one at a time. */
const SLACK_MS = 30_000;

export class Store {
  constructor(title) {
    this.title = title;
    this.version = 0;
    this.clear();
  }

  clear() {
    this.base = initial();
    this.events = [];
    this.states = [];
    this.marks = [];
    this.newest = initial();
    this.version++;
  }

  get first() {
    return this.events.length > 0 ? this.events[0].t : 0;
  }

  get last() {
    return this.events.length > 0 ? this.events.at(-1).t : 0;
  }

  /** @return {boolean} whether it was an event that can be drawn */
  add(raw) {
    const event = known(raw);
    if (event === null) return false;
    if (event.t < this.last) event.t = this.last;
    const words = markWords(this.newest, event);
    this.events.push(event);
    fold(this.newest, event);
    if (words) this.marks.push({t: event.t, kind: event.type, text: words, event});
    if (this.events.length % STRIDE === 0) this.states.push({count: this.events.length, state: copy(this.newest)});
    if (this.last - this.first > KEPT_MS + SLACK_MS) this.forget(this.last - KEPT_MS);
    return true;
  }

  /** Drops what is older than t: folds it into the state at the beginning. */
  forget(t) {
    let drop = 0;
    while (this.events[drop].t < t) fold(this.base, this.events[drop++]);
    this.events = this.events.slice(drop);
    this.states = this.states.filter(s => s.count > drop).map(s => ({count: s.count - drop, state: s.state}));
    this.marks = this.marks.filter(m => m.t >= t);
    this.version++;
  }

  /** The nearest kept state before so many events, and how many it has. */
  nearest(count) {
    const kept = this.states.findLast(s => s.count <= count);
    return kept ? {count: kept.count, state: copy(kept.state)} : {count: 0, state: copy(this.base)};
  }

  countUpTo(t) {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.events[middle].t <= t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The next moment at which something worth a look happens; the one before with direction -1. */
  step(t, direction) {
    if (direction > 0) return this.marks.find(m => m.t > t) ?? null;
    return this.marks.findLast(m => m.t < t) ?? null;
  }

  /** All events, so that they give the same again: a state at the beginning stands as events, too. */
  recording() {
    const before = this.base.start === null ? [] : asEvents(this.base);
    return [...before, ...this.events.map(written)];
  }
}

/** Reads a store from one moment to the next; two readers of one store do not disturb each other. */
export class Reader {
  constructor(store) {
    this.store = store;
    this.cursor = null;
  }

  /** The state after all events up to t. It is the caller's to read, until the next call. */
  at(t) {
    const {store} = this;
    if (t >= store.last) return store.newest;
    const count = store.countUpTo(t);
    if (this.isFar(count)) this.cursor = {...store.nearest(count), version: store.version};
    while (this.cursor.count < count) fold(this.cursor.state, store.events[this.cursor.count++]);
    return this.cursor.state;
  }

  isFar(count) {
    const {cursor} = this;
    return cursor === null || cursor.version !== this.store.version || cursor.count > count
        || count - cursor.count > 2 * STRIDE;
  }
}

/** An event as the board sends it: pairs are objects again. */
function written(event) {
  const plain = {...event};
  for (const field of ['end', 'committed', 'position', 'lagMs', 'before', 'after', 'without']) {
    if (Array.isArray(plain[field])) {
      if (plain[field].length > 0) plain[field] = Object.fromEntries(plain[field]);
      else delete plain[field];
    }
  }
  if (event.type === 'records' && !event.again) delete plain.again;
  return plain;
}

/** What an event is called in the list of moments, or null if it is no moment to stop at. */
function markWords(before, event) {
  switch (event.type) {
    case 'start': return before.start === null ? null : 'group ' + event.group;
    case 'rebalance': return 'rebalance ' + event.n + (event.endT === null ? ' begins: ' : ' ends: ') + event.cause;
    case 'group': return event.state === before.group.state ? null : 'group: ' + event.state;
    case 'scene': return event.phase === 'begin' ? 'scene: ' + event.question : event.sentence;
    case 'note': return event.text;
    case 'members': return memberWords(before.members, event.list);
    default: return null;
  }
}

function memberWords(before, list) {
  const was = new Map(before.map(m => [m.name, m]));
  const is = new Set(list.map(m => m.name));
  const changes = list.filter(m => was.get(m.name)?.state !== m.state).map(m => m.name + ': ' + m.state)
      .concat(before.filter(m => !is.has(m.name)).map(m => m.name + ': no longer a member'));
  return changes.length > 0 ? changes.join(', ') : null;
}

/** The moments at which two recordings can be laid beside each other: the n-th of each kind. */
export function anchors(store) {
  const found = [];
  const counts = new Map();
  const rebalances = new Set();
  const add = (kind, t, words) => {
    const n = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, n);
    found.push({id: kind + ' ' + n, t, text: kind + ' ' + n + ' (' + words + ')'});
  };
  for (const {kind, t, text, event} of store.marks) {
    if (kind === 'start') rebalances.clear();
    if (kind === 'rebalance' && !rebalances.has(event.n)) {
      rebalances.add(event.n);
      add('rebalance', event.startT, event.cause);
    }
    if (kind === 'scene' && event.phase === 'begin') add('scene ' + event.id, t, clock(t));
    if (kind === 'members' && /: gone/.test(text)) add('member gone', t, clock(t));
  }
  return found;
}
