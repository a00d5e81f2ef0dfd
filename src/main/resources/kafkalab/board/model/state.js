// What the group was like at a moment: the events up to it, folded. No clock and no page: the same events
// always give the same state.

import {giveColours} from './colours.js';

/** As far back as the page remembers. */
export const KEPT_MS = 600_000;

/** Marks of records read again that a lane keeps; older ones have left its window. */
const MOST_AGAIN = 50;

export function initial() {
  return {
    t: 0, start: null, group: {state: 'NONE', protocol: '', assignor: '', epoch: null, coordinator: null},
    members: [], lanes: [], rebalances: [], rates: [], said: new Map(), colours: new Map(), scene: null, note: null,
    broker: true,
  };
}

function newLane() {
  return {
    end: null, committed: null, position: null, lagMs: null, leader: undefined, owner: null, gone: false,
    unreadSince: null, lastReader: null, spans: [], handover: null, again: [], againCount: 0, taken: null,
  };
}

/** A copy that further events do not change. What is in the arrays is replaced, never changed. */
export function copy(state) {
  return {
    ...state, lanes: state.lanes.map(lane => ({...lane, spans: [...lane.spans], again: [...lane.again]})),
    rebalances: [...state.rebalances], rates: [...state.rates], said: new Map(state.said),
    colours: new Map(state.colours),
  };
}

export function fold(state, event) {
  state.t = event.t;
  FOLDS[event.type](state, event);
  return state;
}

const FOLDS = {
  start(state, e) {
    if (state.start !== null && state.start.group !== e.group) startAnotherGroup(state, e.partitions, e.t);
    state.start = e;
    growTo(state, e.partitions);
  },
  group(state, e) {
    state.group = e;
  },
  members(state, e) {
    giveColours(state.colours, e.list);
    state.members = e.list;
    for (const m of e.list) growTo(state, 1 + Math.max(-1, ...m.partitions));
    state.lanes.forEach((lane, p) => setReader(lane, readerOf(lane, p, e.list), e.t));
  },
  offsets(state, e) {
    for (const what of ['end', 'committed', 'position', 'lagMs']) {
      for (const [p, n] of e[what]) {
        growTo(state, p + 1);
        state.lanes[p][what] = n;
      }
    }
  },
  records(state, e) {
    for (const [p, from, to] of e.ranges) {
      growTo(state, p + 1);
      take(state.lanes[p], {t: e.t, from, to}, e.again);
    }
  },
  leaders(state, e) {
    growTo(state, e.list.length);
    e.list.forEach((leader, p) => {
      state.lanes[p].leader = leader;
    });
  },
  owner(state, e) {
    growTo(state, e.partition + 1);
    state.lanes[e.partition].handover = e;
  },
  rebalance(state, e) {
    const at = state.rebalances.findIndex(r => r.n === e.n);
    if (at < 0) state.rebalances.push(e);
    else state.rebalances[at] = e;
  },
  said(state, e) {
    state.said.set(e.member, e);
  },
  note(state, e) {
    state.note = e;
    if (e.broker !== null) state.broker = e.broker;
  },
  rates(state, e) {
    state.rates.push(e);
    forget(state, e.t - KEPT_MS);
  },
  scene(state, e) {
    state.scene = e;
  },
};

/** The board watches another group from here on. The rows of the time before stay. */
function startAnotherGroup(state, partitions, t) {
  const fresh = initial();
  const spans = state.lanes.map(lane => lane.spans.map(span => span.to === null ? {...span, to: t} : span));
  Object.assign(state, fresh, {t, rates: state.rates, colours: state.colours, scene: state.scene, broker: state.broker});
  growTo(state, partitions);
  state.lanes.forEach((lane, p) => {
    lane.spans = spans[p] ?? [];
  });
}

function take(lane, records, again) {
  lane.taken = records;
  lane.position = Math.max(lane.position ?? 0, records.to + 1);
  if (lane.end !== null) lane.end = Math.max(lane.end, records.to + 1);
  if (!again) return;
  lane.again.push(records);
  lane.againCount += records.to - records.from + 1;
  if (lane.again.length > MOST_AGAIN) lane.again.shift();
}

function growTo(state, partitions) {
  while (state.lanes.length < partitions) state.lanes.push(newLane());
}

/** Who reads a partition. A member that is gone may still have it: then nobody reads it. */
function readerOf(lane, p, members) {
  const holders = members.filter(m => m.partitions.includes(p));
  return holders.find(m => m.state !== 'gone' && m.name === lane.owner) ?? holders.find(m => m.state !== 'gone')
      ?? holders[0] ?? null;
}

function setReader(lane, member, t) {
  const owner = member?.name ?? null;
  const gone = member?.state === 'gone';
  if (owner === lane.owner && gone === lane.gone) return;
  const read = lane.owner !== null && !lane.gone;
  const reads = owner !== null && !gone;
  if (read && !reads) {
    lane.unreadSince = t;
    lane.lastReader = lane.owner;
  }
  const last = lane.spans.at(-1);
  if (reads && (read || lane.lastReader !== null)) {
    const told = lane.handover?.to === owner && lane.handover.t >= (last?.from ?? 0);
    if (!told) { // nobody has measured it: as far as can be seen
      const from = read ? lane.owner : lane.lastReader;
      lane.handover = {t, from, to: owner, withoutMs: read ? 0 : t - lane.unreadSince};
    }
    lane.againCount = 0;
  }
  if (reads) lane.unreadSince = null;
  if (last) lane.spans[lane.spans.length - 1] = {...last, to: t};
  lane.spans.push({from: t, to: null, owner, gone});
  lane.owner = owner;
  lane.gone = gone;
}

function forget(state, before) {
  state.rates = state.rates.filter(r => r.t >= before);
  state.rebalances = state.rebalances.filter(r => r.endT === null || r.endT >= before);
  for (const lane of state.lanes) {
    if (lane.spans.length > 0 && lane.spans[0].to !== null && lane.spans[0].to < before) {
      lane.spans = lane.spans.filter(s => s.to === null || s.to >= before);
    }
  }
}

/** Whom an assignment gives a partition. */
export function holder(assignment, p) {
  return assignment.find(([, partitions]) => partitions.includes(p))?.[0] ?? null;
}

/** A rebalance that did not touch a partition: the same reader before and after, and no moment without one. */
export function stayed(rebalance, p) {
  return holder(rebalance.before, p) !== null && holder(rebalance.before, p) === holder(rebalance.after, p)
      && !rebalance.without.some(([q, ms]) => q === p && ms > 0);
}

export function lagOf(lane) {
  if (lane.end === 0) return 0;
  const from = lane.committed ?? lane.position;
  return lane.end === null || from === null ? null : Math.max(0, lane.end - from);
}

/** The events that give this state again, for the beginning of a recording that starts in the middle. */
export function asEvents(state) {
  const t = state.t;
  const pairs = what => Object.fromEntries(state.lanes.map((lane, p) => [p, lane[what]]).filter(([, n]) => n !== null));
  const events = [];
  if (state.start) events.push({...state.start, t});
  events.push({...state.group, t, type: 'group'}, {t, type: 'members', list: state.members});
  events.push({t, type: 'offsets', end: pairs('end'), committed: pairs('committed'), position: pairs('position'),
    lagMs: pairs('lagMs')});
  if (state.lanes.some(lane => lane.leader !== undefined)) {
    events.push({t, type: 'leaders', list: state.lanes.map(lane => lane.leader ?? null)});
  }
  if (state.note && !state.broker) events.push({...state.note, t});
  if (state.scene) events.push({...state.scene, t});
  return events;
}
