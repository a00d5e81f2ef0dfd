// One board: the group of one recording, drawn at a moment of it. Two of them can stand side by side.

import {element, setAttribute, setText} from './dom.js';
import {lanesPanel} from './lanes.js';
import {membersPanel} from './members.js';
import {timelinePanel} from './timeline.js';
import {rebalancesPanel} from './rebalances.js';
import {Reader} from '../model/store.js';
import {groupMeaning, protocolWords} from '../model/words.js';

export class Board {
  /** @param compact whether another one stands beside it */
  constructor(store, act, compact) {
    this.store = store;
    this.reader = new Reader(store);
    this.lanes = lanesPanel(compact);
    this.members = membersPanel(act);
    this.timeline = timelinePanel();
    this.rebalances = rebalancesPanel();
    this.title = element('span', 'title');
    this.state = element('span', 'state');
    this.meaning = element('span', 'meaning');
    this.facts = element('span', 'facts');
    this.sentence = element('p', 'own-sentence');
    const head = element('div', 'head', this.title, this.state, this.meaning, this.facts);
    this.root = element('article', 'board', head, this.sentence, this.lanes.root, this.members.root, this.timeline.root,
        this.rebalances.root);
    this.timeline.redraw = () => this.drawRest();
  }

  /** The lanes; the rest comes with the next frame, so that neither takes long. */
  draw(t) {
    this.t = t;
    const state = this.reader.at(t);
    this.drawHead(state);
    this.lanes.draw(state, t);
    return state;
  }

  drawRest() {
    const t = this.t ?? 0;
    const state = this.reader.at(t);
    this.members.draw(state, t);
    this.timeline.draw(state, t);
    this.rebalances.draw(state);
  }

  drawHead(state) {
    const {group, start} = state;
    setText(this.title, this.store.title);
    setText(this.state, group.state || '?');
    setAttribute(this.state, 'class', 'state ' + (/^[A-Z_]+$/.test(group.state) ? group.state.toLowerCase() : ''));
    setText(this.meaning, groupMeaning(group.state));
    const facts = [];
    if (group.protocol) facts.push(protocolWords(group));
    if (group.assignor) facts.push(group.assignor);
    if (group.epoch !== null) facts.push((group.protocol === 'consumer' ? 'epoch ' : 'generation ') + group.epoch);
    if (start && !start.local) facts.push('read only');
    setText(this.facts, facts.join('  \u00b7  '));
    setText(this.sentence, sentenceOf(state));
  }
}

/** The question before, the sentence after. */
export function sentenceOf(state) {
  const scene = state.scene;
  if (scene === null) return '';
  return scene.phase === 'end' && scene.sentence !== '' ? scene.sentence : scene.question;
}
