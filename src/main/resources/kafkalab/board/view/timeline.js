// Who read which partition when: a row for each partition, in its readers' colours, hatched where it had none, and the
// rebalances above them.

import {element, repeat, setAttribute, setStyle, setText, svg} from './dom.js';
import {PALETTE} from '../model/colours.js';
import {plotsPanel} from './plots.js';
import {duration} from '../model/words.js';

const WIDTH = 1000;

/** The rows move on by so much; for those who ask for less motion, less often. */
const STEP_MS = 100;
const CALM_MS = 2000;
/** Up to so many rows have their partition's number beside them; of more, the first and the last. */
const MOST_LABELS = 4;

const SPANS = [[60_000, '1 min'], [180_000, '3 min'], [600_000, '10 min']];

export function timelinePanel() {
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const chart = svg('svg', {preserveAspectRatio: 'none', class: 'chart', 'aria-hidden': 'true'});
  const paths = [...PALETTE.map(fill => svg('path', {fill})), svg('path', {class: 'gone', fill: 'url(#hatch)'})];
  const bands = svg('path', {class: 'bands'});
  chart.append(bands, ...paths);
  const labels = element('div', 'row-labels');
  const numbers = element('div', 'numbers');
  const plots = plotsPanel();
  plots.requests.className = 'count requests';
  const choice = element('span', 'choice');
  choice.setAttribute('role', 'group');
  choice.setAttribute('aria-label', 'Time shown');
  const panel = {span: SPANS[0][0], redraw: () => {}};
  const title = element('h2', '', 'Who read what, and when', plots.requests, choice);
  panel.root = element('section', 'panel timeline', title, numbers, element('div', 'rows', labels, chart), plots.root);
  for (const [span, text] of SPANS) {
    const made = element('button', '', text);
    made.type = 'button';
    made.addEventListener('click', () => {
      panel.span = span;
      panel.redraw();
    });
    choice.append(made);
  }
  panel.draw = (state, t) => {
    const step = calm.matches ? CALM_MS : STEP_MS;
    const right = Math.ceil(t / step) * step;
    [...choice.children].forEach((made, i) => setAttribute(made, 'aria-pressed', String(SPANS[i][0] === panel.span)));
    const view = {left: right - panel.span, right, x: at => round((at - right + panel.span) / panel.span * WIDTH)};
    drawChart(chart, paths, bands, state, view);
    drawLabels(labels, state.lanes);
    drawNumbers(numbers, state, view);
    plots.draw(state, view);
  };
  return panel;
}

function drawChart(chart, paths, bands, state, view) {
  const rows = Math.max(1, state.lanes.length);
  const height = rows <= 8 ? 14 : rows <= 20 ? 7 : 3;
  setAttribute(chart, 'viewBox', '0 0 ' + WIDTH + ' ' + rows * height);
  const drawn = paths.map(() => '');
  state.lanes.forEach((lane, p) => {
    for (const span of lane.spans) {
      if (span.to !== null && span.to < view.left) continue;
      const from = Math.max(0, view.x(span.from));
      const to = Math.min(WIDTH, span.to === null ? WIDTH : view.x(span.to));
      const colour = span.gone || span.owner === null ? PALETTE.length : state.colours.get(span.owner) ?? PALETTE.length;
      drawn[colour] += 'M' + from + ' ' + (p * height + 0.5) + 'H' + Math.max(to, from) + 'v' + (height - 1) + 'H' + from + 'Z';
    }
  });
  paths.forEach((path, i) => setAttribute(path, 'd', drawn[i]));
  setAttribute(bands, 'd', shown(state, view).map(r => band(r, view, rows * height)).join(''));
}

function drawLabels(labels, lanes) {
  const shown = lanes.length <= MOST_LABELS ? lanes.map((_, p) => p) : [0, lanes.length - 1];
  repeat(labels, shown, () => ({root: element('span', '')}), (row, p) => setText(row.root, p));
  setAttribute(labels, 'class', lanes.length <= MOST_LABELS ? 'row-labels' : 'row-labels ends');
}

function band(r, view, height) {
  const from = Math.max(0, view.x(r.startT));
  const to = Math.max(from + 3, r.endT === null ? WIDTH : view.x(r.endT));
  return 'M' + from + ' 0H' + to + 'V' + height + 'H' + from + 'Z';
}

function shown(state, view) {
  return state.rebalances.filter(r => (r.endT ?? view.right) >= view.left && r.startT <= view.right);
}

function drawNumbers(numbers, state, view) {
  const make = () => ({root: element('span', 'rebalance-number')});
  repeat(numbers, shown(state, view), make, (row, r) => {
    setText(row.root, r.n);
    setAttribute(row.root, 'title', r.cause + ', ' + duration((r.endT ?? view.right) - r.startT));
    setStyle(row.root, 'left', Math.max(0, Math.min(97, view.x(r.startT) / WIDTH * 100)) + '%');
  });
}

function round(n) {
  return Math.round(n * 10) / 10;
}
