// The sentences of the page.

const GROUP = {
  STABLE: 'every member has its partitions and reads',
  PREPARING_REBALANCE: 'a rebalance has begun: all members must join again',
  COMPLETING_REBALANCE: 'all have joined: the new assignment is being handed out',
  ASSIGNING: 'the broker works out who gets which partition',
  RECONCILING: 'members give up and take over partitions, each at its own pace',
  EMPTY: 'no member; the committed offsets are kept',
  DEAD: 'the group no longer exists',
  NONE: 'there is no such group yet',
  NOT_READY: 'the coordinator is not ready yet',
};

export function groupMeaning(state) {
  return GROUP[state] ?? 'the state is not known';
}

export function protocolWords(group) {
  if (group.protocol === 'consumer') return 'consumer protocol (the broker assigns)';
  if (group.protocol === 'share') return 'share group';
  if (group.protocol !== 'classic') return group.protocol;
  return /cooperative/.test(group.assignor) ? 'classic protocol, cooperative'
      : group.assignor ? 'classic protocol, eager' : 'classic protocol';
}

/** 310 ms, 2.4 s, 72 s. */
export function duration(ms) {
  if (ms === null || ms === undefined) return '?';
  if (ms < 1000) return Math.round(ms) + ' ms';
  return (ms < 10000 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000))) + ' s';
}

const NUMBERS = new Intl.NumberFormat('en');

/** 12,345. */
export function grouped(n) {
  return n < 1000 ? String(n) : NUMBERS.format(n);
}

/** A lag: seconds with a tenth, as it changes all the time. */
export function seconds(ms) {
  return (ms < 100_000 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000))) + ' s';
}

/** A countdown: whole seconds, rounded up, so that it ends at 0. */
export function remaining(ms) {
  return Math.max(0, Math.ceil(ms / 1000)) + ' s';
}

/** A moment of the recording: 0:07, 12:31. */
export function clock(t) {
  const s = Math.max(0, Math.floor(t / 1000));
  return Math.floor(s / 60) + ':' + String(s % 60).padStart(2, '0');
}

export function plural(n, one, many) {
  return n + ' ' + (n === 1 ? one : many);
}

export function partitionWords(list) {
  if (list.length === 0) return 'no partition';
  return (list.length === 1 ? 'partition ' : 'partitions ') + ranges(list);
}

/** [0, 1, 2, 5] is 0-2, 5. */
export function ranges(list) {
  const sorted = [...list].sort((a, b) => a - b);
  const parts = [];
  for (let i = 0; i < sorted.length;) {
    let j = i;
    while (j + 1 < sorted.length && sorted[j + 1] === sorted[j] + 1) j++;
    parts.push(j - i < 2 ? sorted.slice(i, j + 1).join(', ') : sorted[i] + '-' + sorted[j]);
    i = j + 1;
  }
  return parts.join(', ');
}

/** What a member does, in words; a countdown follows from the event's time. */
export function memberWords(member, t) {
  const left = member.deadlineMs === null ? null : member.deadlineMs - t;
  const part = partitionWords(member.partitions);
  switch (member.state) {
    case 'joining': return 'is joining the group';
    case 'reconciling': return reconciling(member);
    case 'consuming': return 'reads ' + part;
    case 'idle': return 'is idle: all partitions are taken';
    case 'paused': return 'is paused: ' + pollWords(left);
    case 'slow': return 'is slow: ' + pollWords(left);
    case 'gone': return goneWords(member, left);
    default: return member.state;
  }
}

function reconciling(member) {
  const given = member.partitions.filter(p => !member.target.includes(p));
  const taken = member.target.filter(p => !member.partitions.includes(p));
  const parts = [];
  if (given.length > 0) parts.push('gives up ' + ranges(given));
  if (taken.length > 0) parts.push('will get ' + ranges(taken));
  return parts.length > 0 ? parts.join(', ') : 'takes its new assignment';
}

function pollWords(left) {
  if (left === null) return 'it does not poll';
  return left > 0 ? 'it must poll within' : 'it did not poll in time';
}

function goneWords(member, left) {
  const why = member.why || 'gone';
  if (left === null || why === 'left') return 'is gone: ' + why;
  return left > 0 ? 'is gone: ' + why + '; the group waits for it' : 'is gone: ' + why + '; timed out';
}

/** One line about a rebalance's length. */
export function rebalanceLength(r) {
  return r.endT === null ? 'not ended yet' : 'took\u00a0' + duration(r.endT - r.startT).replace(' ', '\u00a0');
}
