// Takes an event as it came, from the board or from any file, and gives one of known shape, or null.

const MOST_PARTITIONS = 1024;

const number = v => typeof v === 'number' && Number.isFinite(v) ? v : null;
const text = v => typeof v === 'string' ? v.slice(0, 500) : typeof v === 'number' ? String(v) : '';
const list = v => Array.isArray(v) ? v : [];
const partition = v => Number.isInteger(v) && v >= 0 && v < MOST_PARTITIONS;
const partitions = v => list(v).filter(partition);

/** An array, or an object with the changed partitions only, as pairs of partition and number. */
function perPartition(v) {
  if (v === null || typeof v !== 'object') return [];
  return Object.entries(v).map(([p, n]) => [Number(p), number(n)]).filter(([p]) => partition(p));
}

/** Partition, first and last offset. */
const range = ([p, from, to]) => partition(p) && number(from) !== null && number(to) !== null && from <= to;

function assignment(v) {
  if (v === null || typeof v !== 'object') return [];
  return Object.entries(v).map(([name, parts]) => [text(name), partitions(parts)]);
}

const MEMBER = m => ({
  name: text(m?.name), id: text(m?.id), host: text(m?.host), partitions: partitions(m?.partitions),
  target: Array.isArray(m?.target) ? partitions(m.target) : partitions(m?.partitions), state: text(m?.state),
  why: text(m?.why), deadlineMs: number(m?.deadlineMs), lesson: text(m?.lesson), pid: number(m?.pid),
  ours: m?.ours === true, source: m?.source === 'program' ? 'program' : 'admin',
});

const SHAPES = {
  start: e => ({
    topic: text(e.topic), group: text(e.group), partitions: Math.min(MOST_PARTITIONS, number(e.partitions) ?? 0),
    epochMs: number(e.epochMs), cluster: text(e.cluster), local: e.local === true,
    cleared: e.cleared === true, protocol: text(e.protocol),
    lessons: list(e.lessons).map(l => ({name: text(l?.name), short: text(l?.short), text: text(l?.text)})),
    protocols: list(e.protocols).map(text),
    scenes: list(e.scenes).map(s => ({id: text(s?.id), title: text(s?.title), question: text(s?.question)})),
  }),
  group: e => ({
    state: text(e.state), protocol: text(e.protocol), assignor: text(e.assignor), epoch: number(e.epoch),
    coordinator: number(e.coordinator),
  }),
  members: e => ({list: list(e.list).map(MEMBER).filter(m => m.name !== '')}),
  offsets: e => ({
    end: perPartition(e.end), committed: perPartition(e.committed), position: perPartition(e.position),
    lagMs: perPartition(e.lagMs),
  }),
  records: e => ({
    member: text(e.member), ranges: list(e.ranges).map(list).filter(range).map(([p, from, to]) => [p, from, to]),
    again: e.again === true,
  }),
  leaders: e => ({list: list(e.list).slice(0, MOST_PARTITIONS).map(number)}),
  owner: e => !partition(e.partition) ? null : ({
    partition: e.partition, from: text(e.from), to: text(e.to), withoutMs: number(e.withoutMs) ?? 0,
  }),
  rebalance: e => ({
    n: number(e.n) ?? 0, startT: number(e.startT) ?? e.t, endT: number(e.endT), cause: text(e.cause),
    before: assignment(e.before), after: assignment(e.after), without: perPartition(e.without),
  }),
  said: e => ({member: text(e.member), line: text(e.line)}),
  note: e => ({level: text(e.level), text: text(e.text), broker: typeof e.broker === 'boolean' ? e.broker : null}),
  rates: e => ({produced: number(e.produced) ?? 0, processed: number(e.processed) ?? 0, lag: number(e.lag), requests: number(e.requests)}),
  scene: e => ({
    id: text(e.id), phase: e.phase === 'end' ? 'end' : 'begin', question: text(e.question), sentence: text(e.sentence),
  }),
};

/** @return {?Object} the event with its known fields, each of its type; null if it is none */
export function known(event) {
  if (event === null || typeof event !== 'object' || !Object.hasOwn(SHAPES, String(event.type))) return null;
  const t = number(event.t);
  const fields = t === null ? null : SHAPES[event.type](event);
  return fields && {t, type: event.type, ...fields};
}
