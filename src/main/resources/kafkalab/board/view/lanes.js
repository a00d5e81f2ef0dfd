// A lane for each partition: the records, how far they are read, by whom, and what happened to its reader last.

import {element, repeat, setAttribute, setStyle, setText, svg} from './dom.js';
import {holder, lagOf, stayed} from '../model/state.js';
import {INK, PALETTE} from '../model/colours.js';
import {duration, grouped, seconds} from '../model/words.js';

const WIDTH = 1000;
const HEIGHT = 40;

/** Up to so many lanes have two lines each. */
const FEW = 4;

/** Up to so many records are drawn one by one. */
const MOST_CELLS = 60;

/** So long a record that was just taken stands out. */
const TAKEN_MS = 300;

/** So many rows are new in one frame, the rest in the next ones, so that none takes long. */
const NEW_ROWS = 8;

/** @param compact a line for each lane, also where there are few */
export function lanesPanel(compact) {
  const list = element('ul', 'lanes');
  list.tabIndex = 0;
  list.setAttribute('aria-label', 'Partitions');
  const name = element('span', '', 'Partitions');
  const scale = element('span', 'scale');
  const root = element('section', 'panel partitions', element('h2', '', name, scale, legend()), list);
  let latest;
  function drawLanes() {
    const {state, t} = latest;
    const n = Math.min(state.lanes.length, (list.rows?.length ?? 0) + NEW_ROWS);
    draw(root, list, state, t, compact, n);
    if (n < state.lanes.length) requestAnimationFrame(drawLanes);
  }
  return {root, draw(state, t) {
    latest = {state, t};
    setText(name, state.start ? 'Partitions of ' + state.start.topic : 'Partitions');
    setText(scale, 'the last ' + grouped(windowSize(state.lanes)) + ' records');
    drawLanes();
  }};
}

function legend() {
  const made = element('span', 'legend');
  for (const what of ['committed', 'processed', 'waiting', 'again']) {
    const word = what === 'again' ? 'read again' : what === 'processed' ? 'read' : what;
    const mark = svg('svg', {viewBox: '0 0 20 20', class: 'mark', 'aria-hidden': 'true'},
        svg('path', {d: 'M2 2h16v16H2Z', class: what === 'again' ? 'processed' : what}));
    if (what === 'again') mark.append(againPath('M2 2h16v16H2Z'));
    made.append(mark, word);
  }
  return made;
}

function againPath(d) {
  return svg('path', {d, class: 'again', fill: 'url(#hatch)'});
}

function draw(root, list, state, t, compact, rows) {
  const size = windowSize(state.lanes);
  const n = state.lanes.length;
  const short = compact || n > FEW;
  setAttribute(root, 'data-size', n > 12 ? 'many' : short ? 'some' : 'few');
  const rebalance = state.rebalances.at(-1);
  repeat(list, state.lanes.slice(0, rows), newRow, (row, lane, p) => update(row, lane, p, {state, t, size, rebalance, short}));
}

/** One scale for all lanes, so that they can be compared: a round number that shows the longest lag. */
function windowSize(lanes) {
  const longest = Math.max(0, ...lanes.map(lane => Math.max(lagOf(lane) ?? 0, (lane.end ?? 0) - (lane.position ?? lane.end ?? 0))));
  for (let ten = 10; ; ten *= 10) {
    for (const size of [2 * ten, 5 * ten, 10 * ten]) {
      if (size >= longest * 1.15) return size;
    }
  }
}

function newRow() {
  const row = {
    root: element('li', 'lane'), number: element('span', 'number'), owner: element('span', 'owner'),
    lag: element('b', ''), lagTime: element('span', 'lag-time'), figures: element('span', 'figures'),
    story: element('span', 'story'), below: element('span', 'below'), paths: {},
    track: svg('svg', {viewBox: '0 0 1000 40', preserveAspectRatio: 'none', class: 'track', 'aria-hidden': 'true'}),
  };
  for (const what of ['committed', 'processed', 'waiting', 'fresh', 'again', 'at']) {
    row.paths[what] = what === 'again' ? againPath('') : svg('path', {class: what});
    row.track.append(row.paths[what]);
  }
  row.root.append(row.number, row.owner, row.track, element('span', 'lag', row.lag, row.lagTime), row.below);
  row.below.append(row.story, row.figures);
  return row;
}

function update(row, lane, p, view) {
  const {state, t, rebalance, short} = view;
  setText(row.number, p);
  const colour = state.colours.get(lane.owner);
  const read = lane.owner !== null && !lane.gone;
  setStyle(row.root, '--owner', read && colour !== undefined ? PALETTE[colour] : 'var(--nobody)');
  setStyle(row.root, '--owner-ink', read && colour !== undefined ? INK[colour] : 'var(--text)');
  setText(row.owner, lane.owner === null ? 'nobody' : lane.owner);
  const owner = state.members.find(m => m.name === lane.owner);
  const stalled = read && (owner?.state === 'paused' || owner?.state === 'slow');
  const kept = read && rebalance !== undefined
      && (rebalance.endT === null ? holder(rebalance.before, p) === lane.owner && !(lane.handover?.t >= rebalance.startT)
          : stayed(rebalance, p));
  setAttribute(row.root, 'class',
      'lane' + (read ? '' : ' unread') + (kept ? ' kept' : '') + (stalled ? ' stalled' : '')
      + (lane.leader === null ? ' leaderless' : '') + (lane.gone ? ' of-gone' : ''));
  drawTrack(row.paths, lane, view.size, t);
  const lag = lagOf(lane);
  setText(row.lag, lag === null ? '?' : grouped(lag));
  setText(row.lagTime, lag === 0 ? 'no lag' : lane.lagMs === null ? 'behind' : seconds(lane.lagMs) + ' behind');
  setText(row.figures, short ? '' : figures(lane));
  setText(row.story, story(lane, {read, kept, stalled, owner, rebalance, t, short}));
}

function figures(lane) {
  const known = n => n === null ? '-' : grouped(n);
  return 'committed ' + known(lane.committed) + ', position ' + known(lane.position) + ', end ' + known(lane.end);
}

function story(lane, {read, kept, stalled, owner, rebalance, t, short}) {
  if (lane.leader === null) return 'no leader: nobody can read or write it';
  if (!read) {
    const since = lane.unreadSince === null ? '' : ' for ' + duration(Math.floor((t - lane.unreadSince) / 100) * 100);
    return (short ? 'nobody' : 'nobody reads it') + since + (lane.gone && !short ? ': ' + lane.owner + ' is gone' : '');
  }
  const again = lane.againCount === 0 ? '' : grouped(lane.againCount) + ' read again';
  if (stalled) return owner.name + ' is ' + owner.state;
  if (kept) return rebalance.endT === null ? 'still read during the rebalance' : 'did not move';
  const h = lane.handover;
  if (h === null || rebalance === undefined || h.t < rebalance.startT) return again;
  if (h.from === '') return again || 'first read by ' + h.to;
  if (h.from === h.to) return again || 'no reader for ' + duration(h.withoutMs);
  const gap = h.withoutMs > 0 ? ' after ' + duration(h.withoutMs) : ', no gap';
  if (short) return again || '\u2190 ' + h.from + gap;
  return h.from + ' \u2192 ' + (h.to || 'nobody') + gap + (again && ', ' + again);
}

function drawTrack(paths, lane, size, t) {
  const end = lane.end ?? Math.max(lane.committed ?? 0, lane.position ?? 0);
  const start = end - size;
  const bar = (from, to) => cells(Math.max(from, start, 0) - start, Math.min(to, end) - start, size);
  const committed = lane.committed ?? 0;
  const position = Math.max(lane.position ?? committed, committed);
  const back = lane.position !== null && lane.position < committed ? lane.position : committed;
  setAttribute(paths.committed, 'd', bar(start, committed));
  setAttribute(paths.processed, 'd', bar(committed, position));
  setAttribute(paths.waiting, 'd', bar(position, end));
  const fresh = lane.taken !== null && t - lane.taken.t < TAKEN_MS;
  setAttribute(paths.fresh, 'd', fresh ? bar(lane.taken.from, lane.taken.to + 1) : '');
  setAttribute(paths.again, 'd', lane.again.map(r => bar(r.from, r.to + 1)).join(''));
  const x = (Math.max(back, start) - start) / size * WIDTH;
  setAttribute(paths.at, 'd', 'M' + round(x) + ' 0V' + HEIGHT);
}

/** Records as boxes where they are few, as one bar where they are many. */
function cells(from, to, size) {
  if (to <= from) return '';
  const width = WIDTH / size;
  if (size > MOST_CELLS) return box(from * width, (to - from) * width);
  let d = '';
  for (let i = from; i < to; i++) d += box(i * width + width * 0.08, width * 0.84);
  return d;
}

function box(x, width) {
  return 'M' + round(x) + ' 4h' + round(width) + 'v' + (HEIGHT - 8) + 'h' + -round(width) + 'Z';
}

function round(n) {
  return Math.round(n * 100) / 100;
}
