/** A board of the engine itself: how fast, what was not taken and why, what waits, whether all parts are well. */
import {Chart, colour} from './chart.js';
import {empty, fill, h, table} from './elements.js';
import {bytes, short, span, time, whole} from './format.js';
import {Readings} from './metrics.js';
import {json} from './server.js';

export const title = 'Engine';

const PERIOD_MS = 2000;
const SLOW_MS = 10000;
const RATES = [
  ['Metrics received', 'metrics_received'],
  ['Events emitted', 'metrics_emitted'],
  ['Query results', 'queries_results'],
  ['Points written to the store', 'history_points_written'],
];
/** What does not add up to received: family, how it is named, the label that tells the cause. */
const LOSSES = [
  ['metrics_rejected', 'rejected', 'cause', 'The sender’s fault, or a limit'],
  ['metrics_dropped', 'dropped', 'cause', 'The engine could not keep it'],
  ['metrics_absorbed', 'absorbed', 'cause', 'Used by the timeline, such as a counter’s first value'],
  ['udp_kernel_dropped', 'lost in the kernel', 'port', 'The engine was behind, or the buffer small'],
  ['journal_entries_discarded', 'discarded', 'cause', 'The journal was full, or the disk'],
  ['proc_events_lost', 'not read', '', 'A proc client reads too slowly'],
  ['live_events_lost', 'not read', '', 'A live stream’s client reads too slowly'],
];

/** Parts that are well, and tell of something that somebody should mend. */
const TOLD = ['queries', 'new series', 'sender clocks'];

/** The readings outlive the view, so that its charts are there when one comes back. */
const readings = new Readings();

export function show(container) {
  const board = new Board(container);
  return () => board.close();
}

class Board {
  constructor(container) {
    this.stop = new AbortController();
    this.state = h('div', {class: 'badges'});
    this.rates = RATES.map(([label]) => {
      const value = h('strong', {});
      const plot = h('div', {class: 'spark', role: 'img', 'aria-label': label + ' a second over the last minutes'});
      return {value, plot, element: h('div', {class: 'tile'}, h('span', {class: 'label'}, label), value, plot),
        chart: new Chart(plot, {height: 48, isSmall: true})};
    });
    this.ledger = h('div', {});
    this.losses = h('div', {});
    this.waiting = h('div', {});
    this.doors = h('div', {});
    this.refused = h('div', {});
    this.told = h('div', {'aria-label': 'Worth a look', role: 'status'});
    this.note = h('p', {class: 'note', role: 'status'});
    const section = (title, ...content) => h('section', {'aria-label': title}, h('h2', {}, title), ...content);
    container.append(
      h('div', {class: 'heading'}, h('h1', {}, 'Engine'), this.state),
      this.note,
      this.told,
      h('div', {class: 'tiles'}, this.rates.map(rate => rate.element)),
      h('div', {class: 'columns'},
        section('The ledger', this.ledger),
        section('Where it comes from', this.doors),
        section('Not taken, by cause', this.losses),
        section('What waits', this.waiting)),
      section('Refused of late', this.refused));
    this.onTheme = () => this.draw();
    addEventListener('leela-theme', this.onTheme);
    this.tick();
    this.look();
    this.timer = setInterval(() => document.hidden || this.tick(), PERIOD_MS);
    this.slow = setInterval(() => document.hidden || this.look(), SLOW_MS);
  }

  close() {
    this.stop.abort();
    clearInterval(this.timer);
    clearInterval(this.slow);
    removeEventListener('leela-theme', this.onTheme);
    this.rates.forEach(rate => rate.chart.close());
  }

  async tick() {
    try {
      await readings.read(this.stop.signal);
      this.note.textContent = '';
      this.draw();
    } catch (failure) {
      if (failure.name !== 'AbortError') {
        this.note.textContent = 'The counters could not be read: ' + failure.message;
      }
    }
  }

  async look() {
    const signal = this.stop.signal;
    const [parts, refused] = await Promise.all([
      json('readyz', [], {signal}).then(found => ({found}), failure => ({failure})),
      json('v1/refused', [], {signal}).then(found => found.refused, () => null),
    ]);
    if (!signal.aborted) {
      this.drawState(parts);
      this.drawRefused(refused);
    }
  }

  drawState({found, failure}) {
    if (failure) {
      fill(this.state, h('span', {class: 'badge bad'}, failure.message.replace(/^not ready/, 'Not ready')));
      return;
    }
    const parts = Object.entries(found).filter(([name]) => ['engine', 'journal', 'storage'].includes(name)
      || /chat|xmpp|directory/.test(name));
    const told = Object.entries(found).filter(([name]) => TOLD.includes(name));
    fill(this.told, told.map(([name, state]) => h('p', {class: 'note'}, name + ': ' + state)));
    const listening = Object.keys(found).length - parts.length - told.length;
    fill(this.state, parts.map(([name, state]) => h('span', {class: 'badge good'}, name + ' ' + state)),
      h('span', {class: 'badge good', title: Object.entries(found).map(([name, state]) => name + ' ' + state).join('\n')},
        listening + ' listeners'));
  }

  draw() {
    const r = readings;
    const now = r.newest?.time;
    if (!now) {
      return;
    }
    this.rates.forEach((rate, i) => {
      const [label, family] = RATES[i];
      const points = r.rates(family);
      const value = r.rate(family);
      rate.value.textContent = Number.isNaN(value) ? '…' : short(value) + ' /s';
      rate.chart.show([{name: label, points, colour: colour(i)}],
        [Math.max(now - 300, Math.min(r.list[0].time, now - 30)), now]);
    });
    this.drawLedger(r);
    this.drawLosses(r);
    this.drawWaiting(r);
    this.drawDoors(r);
  }

  /** Received is what was rejected, dropped, absorbed and emitted; what is left is on its way just now. */
  drawLedger(r) {
    const parts = ['rejected', 'dropped', 'absorbed', 'emitted'].map(name => [name, r.sum('metrics_' + name)]);
    const received = r.sum('metrics_received');
    const underWay = received - parts.reduce((sum, [, value]) => sum + value, 0);
    const row = (name, value, extra) => h('tr', {class: extra || null}, h('th', {scope: 'row'}, name), h('td', {class: 'number'}, whole(value)));
    fill(this.ledger, h('table', {class: 'sums'}, h('tbody', {},
      row('received', received, 'total'), parts.map(([name, value]) => row('− ' + name, value)),
      row('on its way', underWay, 'total' + (underWay === 0 ? ' good' : '')))),
    h('p', {class: 'note'}, underWay === 0 ? 'Every metric is accounted for.' : 'Read between two entries; it is 0 whenever the engine is at rest.'));
  }

  drawLosses(r) {
    const rows = LOSSES.flatMap(([family, word, label, help]) => r.members(family, label)
      .map(({name, value}) => [h('span', {title: help}, word), name || family.split('_')[0], whole(value)]));
    fill(this.losses, rows.length ? table('Not taken, by cause', ['what', 'cause', '>count'], rows)
      : h('p', {class: 'note'}, 'Nothing was rejected, dropped or lost.'));
  }

  drawWaiting(r) {
    const rows = [
      ['entries in the ring', whole(r.sum('ring_backlog'))],
      ['entries in the journal, not yet in the store', whole(r.sum('journal_entries_waiting'))],
      ['bytes of them', bytes(r.sum('journal_bytes_waiting'))],
      ['points held in memory', whole(r.sum('history_points_held'))],
      ['oldest of them', span(r.sum('history_oldest_age_seconds'))],
      ['the store', r.sum('history_store_unavailable') ? h('span', {class: 'bad'}, 'does not answer') : 'answers'],
      ['messages to people', whole(r.sum('chat_messages_waiting'))],
      ['times that a full ring made inputs wait', whole(r.sum('ring_full_waited'))],
    ];
    fill(this.waiting, h('table', {class: 'sums'}, h('tbody', {}, rows.map(([name, value]) =>
      h('tr', {}, h('th', {scope: 'row'}, name), h('td', {class: 'number'}, value))))));
  }

  drawDoors(r) {
    const first = r.list[Math.max(0, r.list.length - 6)];
    const rows = r.members('metrics_received', 'source').map(({name, value}) => {
      const seconds = r.newest.time - first.time;
      const rate = r.added('metrics_received', {source: name}, first) / seconds;
      return [name, seconds > 0 ? short(rate) : '…', whole(value)];
    });
    fill(this.doors, rows.length ? table('Where it comes from', ['source', '>a second', '>in all'], rows)
      : h('p', {class: 'note'}, 'Nothing has come in yet.'));
  }

  drawRefused(refused) {
    if (!refused || !refused.length) {
      fill(this.refused, refused ? empty('Nothing was refused', 'What senders get wrong is kept here, with who sent it and why.')
        : h('p', {class: 'note'}, 'What was refused could not be read.'));
      return;
    }
    fill(this.refused, table('Refused of late', ['time', 'sender', 'source', 'cause', 'reason', 'what came'],
      refused.slice(0, 20).map(one => [time(one.time), one.sender, one.source, one.cause, one.reason,
        h('code', {}, one.key || one.bytes)])));
  }
}
