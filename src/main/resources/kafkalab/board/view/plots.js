// Records produced and processed in a second, and the lag, over the time that the rows above them show.

import {element, setAttribute, setText, svg} from './dom.js';
import {grouped} from '../model/words.js';

const WIDTH = 1000;
const HEIGHT = 100;

export function plotsPanel() {
  const rates = plot('rates', ['produced', 'processed']);
  const lag = plot('lag', ['lag']);
  const requests = element('span', 'requests');
  const root = element('div', 'plots', rates.root, lag.root);
  return {
    root, requests,
    draw: (state, view) => {
      setText(requests, asked(state.rates.at(-1)));
      const points = inView(state.rates, view.left);
      rates.draw(points, view, value => grouped(value) + '/s');
      lag.draw(points, view, value => grouped(value) + ' records');
    },
  };
}

function asked(rates) {
  return rates === undefined || rates.requests === null ? '' : rates.requests + ' Admin requests / s';
}

function plot(name, series) {
  const chart = svg('svg', {viewBox: '0 0 1000 100', preserveAspectRatio: 'none', class: 'plot', 'aria-hidden': 'true'});
  const top = element('span', 'top');
  const texts = series.map(what => element('b', ''));
  const labels = series.map((what, i) => element('span', 'series ' + what, what + ' ', texts[i]));
  const lines = series.map(what => svg('path', {class: 'line ' + what}));
  chart.append(...lines);
  const root = element('div', 'plot-row ' + name, element('span', 'series-list', ...labels), chart, top);
  return {
    root,
    draw: (points, view, words) => {
      const most = niceTop(Math.max(0, ...points.flatMap(p => series.map(what => p[what] ?? 0))));
      setText(top, grouped(most));
      series.forEach((what, i) => {
        setAttribute(lines[i], 'd', path(points, what, view, most));
        const last = points.at(-1)?.[what];
        setText(texts[i], last === undefined || last === null ? '-' : words(Math.round(last)));
      });
    },
  };
}

function inView(rates, left) {
  const first = rates.findIndex(r => r.t >= left);
  return first < 0 ? [] : rates.slice(Math.max(0, first - 1));
}

function path(points, what, view, most) {
  let d = '';
  for (const point of points) {
    if (point[what] === null) continue;
    d += (d === '' ? 'M' : 'L') + view.x(point.t) + ' ' + Math.round((1 - point[what] / most) * (HEIGHT - 8) * 10 + 40) / 10;
  }
  return d;
}

function niceTop(value) {
  for (let ten = 10; ; ten *= 10) {
    for (const top of [ten, 2 * ten, 5 * ten]) {
      if (top >= value) return top;
    }
  }
}
