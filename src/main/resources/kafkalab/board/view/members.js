// The members of the group: what each of them does, in words, and how long the group will wait for it.

import {button, element, repeatNamed, setAttribute, setStyle, setText} from './dom.js';
import {INK, PALETTE} from '../model/colours.js';
import {memberWords, plural, remaining} from '../model/words.js';

const ACTIONS = [['stop', 'Ctrl-C'], ['kill', 'kill -9'], ['slow', 'slow'], ['pause', 'pause'], ['resume', 'resume']];

/** @param act called with the name of an action and of a member; null where nothing can be changed */
export function membersPanel(act) {
  const list = element('ul', 'member-list');
  const count = element('span', 'count');
  list.tabIndex = 0;
  list.setAttribute('aria-label', 'Members');
  const title = element('span', '', 'Members');
  const said = element('p', 'said');
  const root = element('section', 'panel members', element('h2', '', title, count), list, said);
  return {
    root,
    draw: (state, t) => {
      const present = state.members.filter(m => m.state !== 'gone').length;
      setText(title, state.start ? 'Members of ' + state.start.group : 'Members');
      setText(count, state.members.length === 0 ? 'none' : plural(present, 'consumer', 'consumers'));
      repeatNamed(list, state.members, () => newRow(act), (row, member) => update(row, member, state, t));
      setText(said, lastLine(state));
    },
  };
}

function newRow(act) {
  const row = {
    root: element('li', 'member'), name: element('span', 'name'), words: element('span', 'words'),
    countdown: element('span', 'countdown'), word: element('span', 'word'), actions: element('span', 'actions'),
  };
  if (act) {
    for (const [action, label] of ACTIONS) {
      const made = button(label, null, () => act(action, row.member.name));
      made.dataset.action = action;
      row.actions.append(made);
    }
  }
  row.root.append(row.name, row.words, row.countdown, row.word, row.actions);
  return row;
}

function update(row, member, state, t) {
  row.member = member;
  const colour = state.colours.get(member.name);
  const gone = member.state === 'gone';
  setStyle(row.root, '--owner', gone || colour === undefined ? 'var(--nobody)' : PALETTE[colour]);
  setStyle(row.root, '--owner-ink', gone || colour === undefined ? 'var(--text)' : INK[colour]);
  setAttribute(row.root, 'class', 'member ' + (/^[a-z]+$/.test(member.state) ? member.state : ''));
  setText(row.name, member.name);
  setText(row.words, memberWords(member, t));
  const left = member.deadlineMs === null ? 0 : member.deadlineMs - t;
  setText(row.countdown, left > 0 ? remaining(left) : '');
  setText(row.word, member.source === 'program' ? 'own output' : 'Admin API');
  setAttribute(row.root, 'title', [member.lesson, member.pid && 'pid ' + member.pid, member.host, member.id].filter(Boolean).join(', '));
  const can = member.ours && !gone;
  setAttribute(row.actions, 'hidden', !can);
  for (const made of row.actions.children) {
    const wrong = made.dataset.action === 'pause' ? member.state === 'paused'
        : made.dataset.action === 'resume' && member.state !== 'paused' && member.state !== 'slow';
    setAttribute(made, 'hidden', wrong);
    setAttribute(made, 'aria-label', made.dataset.action + ' ' + member.name);
  }
}

/** The line of a callback that a program has printed last. */
function lastLine(state) {
  let last = null;
  for (const said of state.said.values()) if (last === null || said.t >= last.t) last = said;
  return last === null ? '' : last.member + ': ' + last.line;
}
