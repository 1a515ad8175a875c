/** The engine's own counters, read again and again, and what they mean over the last minutes. */
import {text} from './server.js';

/** Senders tell something every so often, the engine itself every five seconds. */
const STILL_SECONDS = 6;
const LINE = /^(\w+)(?:\{([^}]*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** OpenMetrics text as a map: family to a list of `{labels, value}`. */
export function parse(body) {
  const families = new Map();
  for (const line of body.split('\n')) {
    const match = line.startsWith('#') ? null : LINE.exec(line);
    if (match) {
      const labels = Object.fromEntries([...(match[2] || '').matchAll(LABEL)].map(([, name, value]) => [name, value]));
      const family = match[1].replace(/^leela_/, '').replace(/_total$/, '');
      families.set(family, [...(families.get(family) || []), {labels, value: Number(match[3])}]);
    }
  }
  return families;
}

/** Readings of the last minutes. */
export class Readings {
  constructor(most = 150) {
    this.most = most;
    this.list = [];
  }

  /** Asks the engine once. */
  async read(signal) {
    const families = parse(await text('metrics', {signal}));
    this.list.push({time: Date.now() / 1000, families});
    if (this.list.length > this.most) {
      this.list.shift();
    }
  }

  get newest() {
    return this.list[this.list.length - 1];
  }

  /** The sum of a family now, or of those members whose labels hold these. */
  sum(family, labels = {}, reading = this.newest) {
    return (reading?.families.get(family) || [])
      .filter(member => Object.entries(labels).every(([name, value]) => member.labels[name] === value))
      .reduce((sum, member) => sum + member.value, 0);
  }

  has(family) {
    return Boolean(this.newest?.families.has(family));
  }

  /** The members of a family, largest first, without those that are 0. */
  members(family, label) {
    return (this.newest?.families.get(family) || [])
      .map(member => ({name: member.labels[label] || '', value: member.value}))
      .filter(member => member.value !== 0)
      .sort((one, other) => other.value - one.value);
  }

  /** Points of the rate a second. */
  rates(family) {
    return this.list.slice(1).map((reading, i) => {
      const before = this.list[i];
      const seconds = reading.time - before.time;
      const [now, then] = [this.sum(family, {}, reading), this.sum(family, {}, before)];
      return [reading.time, (now < then ? now : now - then) / seconds];
    });
  }

  /** How much a family has grown since a reading; an engine that began anew counts from 0. */
  added(family, labels, from) {
    const values = this.list.slice(this.list.indexOf(from)).map(reading => this.sum(family, labels, reading));
    return values.slice(1).reduce((sum, value, i) => sum + (value < values[i] ? value : value - values[i]), 0);
  }

  /** Points of a level. */
  levels(family) {
    return this.list.map(reading => [reading.time, this.sum(family, {}, reading)]);
  }

  /** The rate over the last readings; not known before there is something, or there has been nothing for a while. */
  rate(family, count = 5) {
    const from = this.list[Math.max(0, this.list.length - 1 - count)];
    if (!from || from === this.newest) {
      return NaN;
    }
    const seconds = this.newest.time - from.time;
    const added = this.added(family, {}, from);
    return added === 0 && seconds < STILL_SECONDS ? NaN : added / seconds;
  }
}
