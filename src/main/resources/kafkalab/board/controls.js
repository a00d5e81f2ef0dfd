// What a click asks the board to do: scenes, records, consumers, another protocol, more partitions.

import {button, element, setAttribute, setText} from './view/dom.js';

const TITLES = [['one', 'one', '1'], ['two', 'two', '2'], ['four', 'four', '4'], ['five', 'five', '5'],
  ['ctrl-c', 'Ctrl-C', '6'], ['kill', 'kill -9', '7'], ['slow', 'slow', '8'], ['partitions', 'more partitions', '9']];

export class Controls {
  /** @param asked called before each request; a failed one's reason goes to failed */
  constructor(scenes, strip, asked, failed) {
    this.asked = asked;
    this.failed = failed;
    this.token = document.querySelector('meta[name=token]')?.content ?? '';
    this.sceneButtons = TITLES.map(([id, title, key]) => [id, button(title, key, () => this.scene(id))]);
    scenes.append(...this.sceneButtons.map(([, made]) => made));
    this.scenes = scenes;
    this.strip = strip;
    this.build();
  }

  build() {
    this.rate = numberField(10, 0, 1000);
    this.lesson = element('select');
    this.protocol = element('select');
    this.count = numberField(1, 1, 60);
    this.strip.append(
        element('span', 'group', label('Records / s', this.rate),
            button('Produce', null, () => this.post('producer', {rate: Number(this.rate.value)})),
            button('Stop', null, () => this.post('producer', {rate: 0}))),
        element('span', 'group', label('Lesson', this.lesson),
            button('Add consumer', 'A', () => this.add())),
        element('span', 'group', label('Protocol', this.protocol),
            button('New group', null, () => this.post('protocol', {protocol: this.protocol.value}))),
        element('span', 'group', label('Partitions', this.count),
            button('Add', null, () => this.post('partitions/add', {count: Number(this.count.value)}))),
        button('Clear', null, () => this.post('clear', {})));
  }

  add() {
    return this.post('consumer/add', {lesson: this.lesson.value});
  }

  scene(id) {
    return this.post('scene', {id});
  }

  sceneOfKey(key) {
    const found = TITLES.find(([, , its]) => its === key);
    if (found) this.scene(found[0]);
    return found !== undefined;
  }

  member(action, member) {
    return this.post('consumer/' + action, {member});
  }

  async post(action, body) {
    this.asked();
    try {
      const answer = await fetch('do/' + action, {
        method: 'POST', headers: {'Content-Type': 'application/json', 'X-Board-Token': this.token},
        body: JSON.stringify(body),
      });
      if (answer.ok) return;
      const reason = await answer.json().catch(() => ({}));
      this.failed(typeof reason.error === 'string' ? reason.error : 'The board refuses: ' + answer.status);
    } catch {
      this.failed('The board does not answer.');
    }
  }

  /** What there is to choose from, as the recording's first event says it. */
  draw({start}, scene) {
    if (start !== this.start) {
      this.start = start;
      options(this.lesson, (start?.lessons ?? []).map(l => [l.name, l.name + (l.text ? ': ' + l.text : '')]));
      options(this.protocol, (start?.protocols ?? []).map(p => [p, p]));
      if (start?.protocol) this.protocol.value = start.protocol;
    }
    for (const [id, made] of this.sceneButtons) {
      setAttribute(made, 'aria-current', scene?.id === id ? 'step' : null);
      const known = start?.scenes.find(s => s.id === id);
      if (known) setAttribute(made, 'title', known.question);
    }
  }
}

function numberField(value, min, max) {
  const field = element('input');
  Object.assign(field, {type: 'number', value, min, max});
  return field;
}

function label(text, field) {
  return element('label', '', text + ' ', field);
}

function options(select, list) {
  select.replaceChildren(...list.map(([value, text]) => {
    const made = element('option');
    made.value = value;
    setText(made, text);
    return made;
  }));
}
