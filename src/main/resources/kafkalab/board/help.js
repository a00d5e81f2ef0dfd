// The keys and the signs, on one sheet.

import {button, element} from './view/dom.js';

const KEYS = [
  ['1 2 4 5', 'scenes: one, two, four, five consumers'], ['6 7 8 9', 'scenes: Ctrl-C, kill -9, a slow one, partitions added'],
  ['Space', 'play or pause'], ['\u2190 \u2192', 'to the event before, to the next one'], [', .', 'five seconds back, five seconds on'],
  ['S', 'the next slower speed: 1x, 0.5x, 0.25x'], ['L', 'back to live'], ['W', 'save the recording as a file (JSON)'],
  ['P', 'save the page with the recording in it (HTML): opens with a double click'], ['O', 'open a saved file'],
  ['B', 'two side by side'], ['C', 'show or hide the controls'], ['A', 'add a consumer of the chosen lesson'],
  ['D', 'dark or light'], ['?', 'this sheet'], ['Esc', 'close it'],
];

export function fillHelp(dialog) {
  const title = element('h2', '', 'Keys');
  title.id = 'help-title';
  const list = element('dl', 'keys');
  for (const [keys, words] of KEYS) {
    const names = keys.split(' ').flatMap(key => [element('kbd', '', key), ' ']);
    list.append(element('dt', '', ...names), element('dd', '', words));
  }
  dialog.append(title, list, button('Close', 'Esc', () => dialog.close()));
}
