// Puts the page together: where the events come from, the boards, the player, the controls and the keys.

import {button, setAttribute, setText, svg} from './view/dom.js';
import {Board, sentenceOf} from './view/board.js';
import {Compare} from './compare.js';
import {Controls} from './controls.js';
import {Player} from './player.js';
import {Source} from './source.js';
import {Store} from './model/store.js';
import {fillHelp} from './help.js';
import {fromText, open, save} from './files.js';
import {listenToKeys} from './keys.js';
import {savePage} from './standalone.js';
import {startTheme} from './theme.js';

/** A sentence of more letters is set smaller. */
const LONG = 80;

/** So long a remark about something that went wrong stays. */
const REMARK_MS = 15_000;

const find = id => document.getElementById(id);

class App {
  constructor(embedded) {
    this.live = new Store('live');
    this.store = this.live;
    this.boards = [];
    this.remark = null;
    this.controls = new Controls(find('scenes'), find('controls'), () => this.backToLive(), text => this.say(text));
    this.source = embedded ? null : new Source(this.live, 'events');
    this.player = new Player(find('player'), this.source, times => this.draw(times));
    this.compare = new Compare(this);
    find('top').after(this.compare.root);
    this.toggleTheme = startTheme(find('theme'));
    fillHelp(find('help'));
    this.buttons();
    document.body.append(hatch());
    if (embedded) this.use(fromText(embedded.textContent, 'recording'));
    else this.show([this.live], false);
  }

  buttons() {
    find('show-controls').addEventListener('click', () => this.toggleControls());
    find('compare').addEventListener('click', () => this.compare.toggle());
    find('show-help').addEventListener('click', () => find('help').showModal());
    find('player').append(button('Save', 'W', () => this.save()), button('Save page', 'P', () => this.savePage()),
        button('Open', 'O', () => this.chooseFile()));
    find('file').addEventListener('change', event => {
      const [file] = event.target.files;
      if (file) this.opened(open(file));
      event.target.value = '';
    });
    document.addEventListener('dragover', event => event.preventDefault());
    document.addEventListener('drop', event => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file) this.use(open(file));
    });
  }

  save() {
    save(this.store);
  }

  savePage() {
    savePage(this.store).catch(() => this.say('The page itself cannot be saved here: the board does not answer. Save the recording.'));
  }

  /** @param then what to do with the recording; by default it is shown in place of the present one */
  chooseFile(then = null) {
    this.afterOpening = then;
    find('file').click();
  }

  async opened(opening) {
    const then = this.afterOpening;
    this.afterOpening = null;
    if (!then) return this.use(opening);
    try {
      then(await opening);
    } catch (e) {
      this.say(e.message);
    }
  }

  async use(opening) {
    try {
      this.store = await opening;
      this.remark = null;
      if (this.compare.on) this.compare.stop();
      else this.show([this.store], false);
      this.player.seek(this.store.first);
    } catch (e) {
      this.say(e.message);
    }
  }

  backToLive() {
    if (this.source === null) return;
    if (this.store !== this.live || this.compare.on) {
      this.store = this.live;
      if (this.compare.on) this.compare.stop();
      else this.show([this.live], false);
      this.compare.second = null;
    }
    this.player.goLive();
  }

  show(stores, pair) {
    const act = this.source !== null && !pair && stores[0] === this.live ? (action, name) => this.controls.member(action, name) : null;
    this.boards = stores.map(store => new Board(store, act, pair));
    find('boards').replaceChildren(...this.boards.map(board => board.root));
    setAttribute(document.body, 'class', pair ? 'pair' : '');
    setAttribute(find('compare'), 'aria-pressed', String(pair));
    this.align(pair ? this.compare.anchorTimes : [0]);
    if (!pair && this.player.canBeLive) this.player.goLive();
    else this.player.seek(pair ? 0 : this.player.t);
  }

  align(times) {
    if (this.boards.length !== times.length) return;
    this.player.show(this.boards.map((board, i) => ({store: board.store, anchor: times[i]})));
  }

  draw(times) {
    const states = this.boards.map((board, i) => board.draw(times[i]));
    requestAnimationFrame(() => this.boards.forEach(board => board.drawRest()));
    const [state] = states;
    this.controls.draw(this.live.newest, state.scene);
    const canChange = this.source !== null && (this.live.newest.start?.local ?? false);
    setAttribute(find('scenes'), 'hidden', !canChange);
    setAttribute(find('show-controls'), 'hidden', !canChange);
    const sentence = this.boards.length > 1 ? '' : sentenceOf(state) || hint(state, canChange);
    setText(find('sentence'), sentence);
    setAttribute(find('sentence'), 'class', sentence.length > LONG ? 'long' : '');
    this.drawProblem(state, times[0]);
  }

  drawProblem(state, t) {
    const note = state.note;
    let text = this.remark && performance.now() - this.remark.at < REMARK_MS ? this.remark.text : '';
    if (!text && this.source !== null && this.store === this.live && this.live.last > 0
        && !this.source.connected) {
      text = 'The board does not answer. This is what it said last.';
    }
    if (!text && note && (!state.broker || t - note.t < REMARK_MS)) text = note.text;
    setAttribute(find('problem'), 'class', text === note?.text && note.level === 'info' ? 'info' : '');
    setText(find('problem'), text);
    setAttribute(find('problem'), 'hidden', text === '');
  }

  say(text) {
    this.remark = {text, at: performance.now()};
    this.player.drawn = '';
  }

  toggleControls() {
    const strip = find('controls');
    strip.hidden = !strip.hidden;
    setAttribute(find('show-controls'), 'aria-expanded', String(!strip.hidden));
    document.body.toggleAttribute('data-controls', !strip.hidden);
  }
}

function hint(state, canChange) {
  if (state.start === null) return 'Waiting for the board ...';
  return canChange ? 'Choose a scene above.' : '';
}

/** The pattern of what nobody reads and of what is read again. */
function hatch() {
  const lines = svg('path', {d: 'M0 12L12 0M-3 3L3 -3M9 15L15 9', class: 'hatch-line'});
  const pattern = svg('pattern', {id: 'hatch', width: 12, height: 12, patternUnits: 'userSpaceOnUse'}, lines);
  return svg('svg', {width: 0, height: 0, class: 'patterns', 'aria-hidden': 'true'}, svg('defs', {}, pattern));
}

const app = new App(find('recording'));
listenToKeys(app);
