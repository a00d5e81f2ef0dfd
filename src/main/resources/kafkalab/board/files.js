// A recording as a file: JSON, an event a line. What is opened is taken as data, whatever it holds.

import {Store} from './model/store.js';

const FORMAT = 'kafka-lab-board';

/** So many events are taken at once; then the page may draw. */
const SLICE = 2000;

export function asText(store) {
  const lines = store.recording().map(event => JSON.stringify(event));
  return '{"format":"' + FORMAT + '","version":1,"events":[\n' + lines.join(',\n') + '\n]}\n';
}

export function save(store) {
  offer(asText(store), 'application/json', nameOf(store) + '.json');
}

/** Lets the browser save a text as a file. */
export function offer(text, type, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], {type}));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function nameOf(store) {
  const group = store.newest.start?.group ?? 'group';
  return ('board-' + group).replace(/[^A-Za-z0-9._-]/g, '_');
}

/** @return a store with the file's events; throws an error that says in a line what is wrong with it */
export async function open(file) {
  return fromText(await file.text(), file.name);
}

export async function fromText(text, title) {
  const events = eventsIn(text, title);
  const store = new Store(title);
  let taken = 0;
  for (let i = 0; i < events.length; i++) {
    if (store.add(events[i])) taken++;
    if (i % SLICE === SLICE - 1) await new Promise(resolve => setTimeout(resolve));
  }
  if (taken === 0) throw new Error(title + ': it holds no event of a board');
  return store;
}

function eventsIn(text, title) {
  const json = /^\s*</.test(text) ? embedded(text) : text;
  const whole = tryJson(json);
  if (whole !== undefined && whole !== null && Array.isArray(whole.events)) {
    if (whole.format !== FORMAT) throw new Error(title + ' is not a recording of the board');
    if (whole.version !== 1) throw new Error(title + ': a recording of version ' + whole.version + '; this page knows version 1');
    return whole.events;
  }
  return json.split('\n').map(tryJson).filter(event => event !== undefined);
}

/** A saved page holds its recording as JSON. */
function embedded(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  return page.getElementById('recording')?.textContent ?? '';
}

function tryJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
