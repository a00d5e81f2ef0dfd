// Two recordings side by side, or one beside itself, each moved so that the same event happens at the same moment.

import {button, element, setAttribute, setText} from './view/dom.js';
import {anchors} from './model/store.js';

export class Compare {
  /** @param app has the store that is shown, opens a second one, and draws what it is told */
  constructor(app) {
    this.app = app;
    this.second = null;
    this.on = false;
    this.left = element('select');
    this.right = element('select');
    for (const select of [this.left, this.right]) select.addEventListener('change', () => this.apply());
    this.left.setAttribute('aria-label', 'Left: at the same moment as');
    this.right.setAttribute('aria-label', 'Right: at the same moment as');
    this.root = element('div', 'compare', element('span', '', 'Left at '), this.left, element('span', '', ' = right at '), this.right,
        button('Open the right one', null, () => app.chooseFile(store => this.start(store))),
        button('Back to one', null, () => this.stop()));
    this.root.hidden = true;
  }

  toggle() {
    if (this.on) this.stop();
    else this.start(this.second ?? this.app.store);
  }

  start(second) {
    this.second = second;
    this.on = true;
    this.root.hidden = false;
    const left = anchors(this.app.store);
    const right = anchors(second);
    fill(this.left, left);
    fill(this.right, right);
    this.choose(left, right);
    this.apply();
    this.app.show([this.app.store, second], true);
  }

  /** To begin with: the first that is gone, or the newest rebalance that both have; beside itself, its last two. */
  choose(left, right) {
    const rebalances = left.filter(a => a.id.startsWith('rebalance')).map(a => a.id);
    const both = left.map(a => a.id).filter(id => right.some(b => b.id === id));
    if (this.second === this.app.store) {
      this.left.value = rebalances.at(-2) ?? this.left.value;
      this.right.value = rebalances.at(-1) ?? this.right.value;
    } else if (both.length > 0) {
      this.left.value = both.find(id => id.startsWith('member gone')) ?? both.findLast(id => id.startsWith('rebalance')) ?? both[0];
      this.right.value = this.left.value;
    }
  }

  /** The moments of both, moved by their anchors: 0 is the event that they share. */
  get anchorTimes() {
    const time = (select, store) => anchors(store).find(a => a.id === select.value)?.t ?? store.first;
    return [time(this.left, this.app.store), time(this.right, this.second)];
  }

  apply() {
    setAttribute(this.left, 'title', this.app.store.title);
    setAttribute(this.right, 'title', this.second.title);
    this.app.align(this.anchorTimes);
  }

  stop() {
    const {player} = this.app;
    player.t += this.anchorTimes[0];
    this.on = false;
    this.root.hidden = true;
    this.app.show([this.app.store], false);
  }
}

function fill(select, list) {
  const choice = list.length > 0 ? list : [{id: '', text: 'its beginning'}];
  select.replaceChildren(...choice.map(({id, text}) => {
    const made = element('option');
    made.value = id;
    setText(made, text);
    return made;
  }));
}
