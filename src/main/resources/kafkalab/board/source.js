// The events as the board sends them. They wait here until the page has a moment for them.

import {known} from './model/events.js';

/** So much of a frame is spent on events; the rest wait for the next frame. */
const BUDGET_MS = 8;

/** So far the page's time runs on after the last event, when no further one comes. */
const MOST_AHEAD_MS = 2500;

export class Source {
  constructor(store, url) {
    this.store = store;
    this.queue = [];
    this.lastId = -1;
    this.connected = false;
    this.offset = null;
    this.events = new EventSource(url);
    this.events.addEventListener('open', () => {
      this.connected = true;
    });
    this.events.addEventListener('error', () => {
      this.connected = false;
    });
    this.events.addEventListener('message', message => this.queue.push([message, performance.now()]));
  }

  get waiting() {
    return this.queue.length;
  }

  /** Hands over what has come, as much as fits into a frame. @return {number} how many events it was */
  drain() {
    const end = performance.now() + BUDGET_MS;
    let done = 0;
    while (done < this.queue.length && (done % 20 > 0 || performance.now() < end)) {
      const [message, arrived] = this.queue[done++];
      this.take(message, arrived);
    }
    this.queue.splice(0, done);
    return done;
  }

  take(message, arrived) {
    const event = parsed(message.data);
    if (event === null) return;
    // everything from its beginning: another board, or this one after the page missed too much; or it was cleared
    if (event.type === 'start' && (event.t === 0 || event.cleared === true)) this.startAfresh();
    const id = message.lastEventId === '' ? null : Number(message.lastEventId);
    if (id !== null && id <= this.lastId) return;
    if (id !== null) this.lastId = id;
    this.store.add(event);
    this.offset = Math.max(this.offset ?? -Infinity, event.t - arrived);
  }

  startAfresh() {
    this.store.clear();
    this.lastId = -1;
    this.offset = null;
  }

  /** The board's time, as far as it can be told from the events' arrival. */
  now() {
    if (this.offset === null) return this.store.last;
    return Math.min(this.store.last + MOST_AHEAD_MS, Math.max(this.store.last, performance.now() + this.offset));
  }
}

function parsed(data) {
  try {
    const event = JSON.parse(data);
    return known(event) === null ? null : event;
  } catch {
    return null;
  }
}
