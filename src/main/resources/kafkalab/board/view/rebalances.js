// The rebalances in words: the cause, how long it took, what each partition's readers were and for how long it had none.

import {element, repeat, setAttribute, setStyle, setText} from './dom.js';
import {clock, duration, plural, ranges, rebalanceLength} from '../model/words.js';
import {PALETTE} from '../model/colours.js';
import {stayed} from '../model/state.js';

export function rebalancesPanel() {
  const list = element('ol', 'rebalance-list');
  const count = element('span', 'count');
  list.tabIndex = 0;
  list.setAttribute('aria-label', 'Rebalances, the newest first');
  const root = element('section', 'panel rebalances', element('h2', '', 'Rebalances', count), list);
  return {
    root,
    draw: state => {
      const newest = [...state.rebalances].reverse();
      setText(count, newest.length === 0 ? 'none so far' : newest[0].n + ' so far');
      repeat(list, newest, newRow, (row, r) => update(row, r, state));
    },
  };
}

function newRow() {
  const row = {
    root: element('li', 'rebalance'), number: element('span', 'rebalance-number'), cause: element('span', 'cause'),
    length: element('span', 'length'), gaps: element('span', 'gaps'), before: element('span', 'change'),
    after: element('span', 'change'),
  };
  const words = element('div', 'words', row.cause, ' ', row.length, row.gaps, row.before, row.after);
  row.root.append(row.number, words);
  return row;
}

function update(row, r, state) {
  setText(row.number, r.n);
  setText(row.cause, r.cause);
  setText(row.length, 'at ' + clock(r.startT) + ', ' + rebalanceLength(r));
  setText(row.gaps, r.endT === null ? '' : gaps(r, state.lanes.length));
  assignment(row.before, 'before', r.before, state.colours);
  assignment(row.after, 'after', r.endT === null ? [] : r.after, state.colours);
  setAttribute(row.root, 'class', r.endT === null ? 'rebalance open' : 'rebalance');
}

/** Partitions that had no reader for the same time, to a tenth of a second, are named together. */
function gaps(r, partitions) {
  const still = [];
  for (let p = 0; p < partitions; p++) if (stayed(r, p)) still.push(p);
  const groups = new Map();
  for (const [p, ms] of r.without) {
    if (ms === null || ms <= 0) continue;
    const about = Math.round(ms / 100);
    groups.set(about, [...(groups.get(about) ?? []), [p, ms]]);
  }
  const parts = [...groups.values()].map(g => ranges(g.map(([p]) => p)) + ': ' + duration(Math.max(...g.map(([, ms]) => ms))));
  const gone = parts.length > 0 ? 'without a reader: ' + parts.join('; ') : '';
  const lit = still.length > 0 ? plural(still.length, 'partition', 'partitions') + ' did not move (' + ranges(still) + ')' : '';
  return [gone, lit].filter(s => s !== '').join('. ');
}

/** A member and its partitions a piece, which is not broken over two lines. */
function assignment(node, word, pairs, colours) {
  const pieces = pairs.length === 0 ? [['', '-']]
      : pairs.map(([name, list]) => [name, name + ': ' + (list.length === 0 ? 'none' : ranges(list))]);
  repeat(node, [['', word], ...pieces], () => ({root: element('span', 'piece')}), (row, [name, text]) => {
    setText(row.root, text);
    setStyle(row.root, 'border-color', colours.has(name) ? PALETTE[colours.get(name)] : 'transparent');
  });
}
