/** What there is to see first: how fast metrics come in, who sends, and where to go from here. */
import * as address from './address.js';
import {Chart, colour} from './chart.js';
import {empty, fill, h} from './elements.js';
import {short, span, whole} from './format.js';
import {Readings} from './metrics.js';
import {search} from './search.js';
import {json} from './server.js';

export const title = 'Overview';

const PERIOD_MS = 2000;
const HOSTS_MS = 15000;
const MOST_HOSTS = 60;
const MOST_NEWEST = 18;
/** Groups without a load that are shown by their first key. */
const MOST_FIRST = 12;
/** The tags that name a host, as senders call them: Influx and OpenTSDB, Prometheus. */
const HOST_TAGS = ['host', 'instance'];
const OF_HOST = new RegExp(`;(${HOST_TAGS.join('|')})=`);
/** The load of a host, as collectd and others call it. */
const LOAD = /^[^.]+\.load(\.(load\.)?shortterm)?$/;

export function show(container) {
  const view = new Overview(container);
  return () => view.close();
}

class Overview {
  constructor(container) {
    this.readings = new Readings();
    this.stop = new AbortController();
    this.charts = [];
    const find = search({
      placeholder: 'Find keys: web load, *.cpu-user',
      onPick: key => {
        location.hash = address.link('explore', [['key', key]]);
      },
    });
    this.tiles = h('div', {class: 'tiles'});
    this.plot = h('div', {class: 'plot', role: 'img', 'aria-label': 'Events a second over the last hour'});
    this.rateNote = h('p', {class: 'note'});
    this.hosts = h('div', {class: 'hosts'});
    this.newest = h('ul', {class: 'newest'});
    container.append(
      h('h1', {}, 'What comes in'),
      find.element,
      this.tiles,
      h('section', {'aria-label': 'Events a second'}, h('h2', {}, 'Events a second, last hour'), this.plot, this.rateNote),
      h('section', {'aria-label': 'Hosts and groups'}, h('h2', {}, 'Hosts and groups'), this.hosts),
      h('section', {'aria-label': 'Newest series'}, h('h2', {}, 'Newest series'), this.newest));
    this.onTheme = () => this.rates?.draw();
    addEventListener('leela-theme', this.onTheme);
    this.tick();
    this.look();
    this.timer = setInterval(() => document.hidden || this.tick(), PERIOD_MS);
    this.slow = setInterval(() => document.hidden || this.look(), HOSTS_MS);
  }

  close() {
    this.stop.abort();
    clearInterval(this.timer);
    clearInterval(this.slow);
    removeEventListener('leela-theme', this.onTheme);
    this.charts.forEach(chart => chart.close());
    this.rates?.close();
  }

  /** Ends quietly when the view is left meanwhile; what goes wrong is told by the frame. */
  async quietly(step) {
    try {
      await step();
    } catch (failure) {
      if (failure.name !== 'AbortError') {
        this.rateNote.textContent = failure.message;
      }
    }
  }

  tick() {
    return this.quietly(async () => {
      await this.readings.read(this.stop.signal);
      this.drawTiles();
    });
  }

  drawTiles() {
    const r = this.readings;
    const rate = r.rate('metrics_received');
    const lost = r.sum('metrics_rejected') + r.sum('metrics_dropped') + r.sum('udp_kernel_dropped');
    const tile = (label, value, help, link) => h('a', {class: 'tile', href: link},
      h('span', {class: 'label'}, label), h('strong', {}, value), h('span', {class: 'help'}, help));
    fill(this.tiles,
      tile('Metrics a second', Number.isNaN(rate) ? '…' : short(rate), whole(r.sum('metrics_received')) + ' since the start', '#/engine'),
      tile('Live series', whole(r.sum('series_live')), 'room for ' + short(r.sum('series_limit')), '#/explore'),
      tile('Rejected or lost', whole(lost), lost ? 'see by whom, and why' : 'every metric was taken', '#/engine'),
      tile('Queries and alerts', whole(r.sum('queries_running')), whole(r.sum('queries_results')) + ' results given', '#/query'));
  }

  async look() {
    await this.quietly(() => this.lookAtRates());
    await this.quietly(() => this.lookAtHosts());
    await this.quietly(() => this.lookAtNewest());
  }

  /** Keys that match a glob, and their points of the last hour; asking for what is not there would be a fault. */
  async lastHour(glob, points, isWanted = () => true) {
    const signal = this.stop.signal;
    const found = await json('v1/keys', [['glob', glob], ['limit', '500']], {signal});
    const keys = found.keys.filter(isWanted).slice(0, MOST_HOSTS);
    return keys.length ? json('v1/query', [...keys.map(key => ['key', key]), ['start', '-1h'], ['max_points', String(points)]], {signal}) : {};
  }

  async lookAtRates() {
    const found = await this.lastHour('leela.*.timeline.events/s', 360);
    const series = Object.entries(found).map(([name, {series: points}], i) => ({name, points, colour: colour(i)}));
    const now = Date.now() / 1000;
    if (!series.length) {
      this.rateNote.textContent = 'The engine writes its own rates every five seconds; the first are about to come.';
      return;
    }
    this.rates ??= new Chart(this.plot, {height: 180, onZoom: (from, to) => {
      location.hash = address.link('explore', [...series.map(one => ['key', one.name]), ['from', Math.round(from)], ['to', Math.round(to)]]);
    }});
    this.rates.show(series, [now - 3600, now]);
    fill(this.rateNote, h('a', {href: address.link('explore', [['key', 'leela.*'], ['range', '1h'], ['split', '1']])},
      'All that the engine tells of itself'));
  }

  async lookAtHosts() {
    const signal = this.stop.signal;
    const values = tag => json('tags/autoComplete/values', [['tag', tag], ['limit', '500']], {signal});
    const [nodes, tagged, loads, ...named] = await Promise.all([
      json('metrics/find', [['query', '*']], {signal}),
      json('v1/keys', [['glob', '*.*;*'], ['limit', '500']], {signal}),
      this.lastHour('*.load*', 60, key => LOAD.test(key)),
      ...HOST_TAGS.map(values),
    ]);
    const byHost = new Map(Object.entries(loads).map(([key, {series}]) => [key.split('.')[0], {key, points: series}]));
    const firsts = new Map();
    named.forEach((hosts, i) => hosts.forEach(host => firsts.has(host) || firsts.set(host, {tag: HOST_TAGS[i]})));
    tagged.keys.filter(key => !OF_HOST.test(key)).forEach(key => {
      const name = key.split('.')[0];
      firsts.has(name) || firsts.set(name, {key});
    });
    const all = [...new Set([...nodes.map(node => node.text), ...firsts.keys()])].filter(name => name !== 'leela').sort();
    this.charts.forEach(chart => chart.close());
    this.charts = [];
    if (!all.length) {
      fill(this.hosts, nothingYet());
      return;
    }
    await this.addFirstKeys(all.filter(name => !byHost.has(name)).slice(0, MOST_FIRST), firsts, byHost);
    const now = Date.now() / 1000;
    const cards = all.slice(0, MOST_HOSTS).map(name => this.card(name, byHost.get(name), now));
    fill(this.hosts, cards.map(card => card.element),
      all.length > MOST_HOSTS ? h('p', {class: 'note'}, `and ${all.length - MOST_HOSTS} more: find them above`) : null);
    cards.filter(card => card.plot).forEach(card => {
      const chart = new Chart(card.plot, {height: 44, isSmall: true});
      chart.show([{name: card.name, points: card.points, colour: colour(0)}], [now - 3600, now]);
      this.charts.push(chart);
    });
  }

  /** What has no load has other keys: the first of each, and its last hour. */
  async addFirstKeys(names, firsts, byHost) {
    const found = await Promise.all(names.map(name => this.firstKey(name, firsts.get(name))));
    const keys = found.filter(key => key);
    if (!keys.length) {
      return;
    }
    const points = await json('v1/query', [...keys.map(key => ['key', escaped(key)]), ['start', '-1h'], ['max_points', '60']],
      {signal: this.stop.signal});
    names.filter((name, i) => points[found[i]]).forEach(name => {
      const key = found[names.indexOf(name)];
      byHost.set(name, {key, label: rest(key, name, firsts.get(name)?.tag), points: points[key].series});
    });
  }

  /** Of those that a tag names, of one that is known, or of those below the name; a key without a point is all of its group. */
  async firstKey(name, {tag, key} = {}) {
    const first = async asked => (await json('v1/keys', [...asked, ['limit', '1']], {signal: this.stop.signal})).keys[0];
    return key ?? (tag ? first([['glob', '*'], ['tag', tag + '=' + name]])
      : await first([['glob', escaped(name) + '.*']]) ?? first([['glob', escaped(name)]]));
  }

  async lookAtNewest() {
    const {keys} = await json('v1/keys/newest', [], {signal: this.stop.signal});
    const shown = keys.filter(key => !key.startsWith('leela.')).slice(0, MOST_NEWEST);
    fill(this.newest, shown.map(key => h('li', {}, h('a', {class: 'key', href: address.link('explore', [['key', key], ['range', '15m'], ['live', '1']])}, key))),
      shown.length ? null : h('li', {class: 'note'}, 'None since the engine’s start but its own.'));
  }

  card(name, load, now) {
    const newest = load?.points[load.points.length - 1];
    const plot = newest ? h('div', {class: 'spark', 'aria-hidden': 'true'}) : null;
    const label = load?.label ?? 'load';
    const href = load && (load.label === undefined || load.key === name) ? address.link('explore', [['key', load.key], ['range', '1h'], ['live', '1']])
      : address.link('explore', [['find', load?.key.startsWith(name) ?? true ? name + (load?.key[name.length] ?? '.') : name]]);
    const element = h('a', {class: 'host', href},
      h('strong', {}, name), plot,
      h('span', {class: 'help'}, newest ? (label ? label + ' ' : '') + short(newest[1]) + (now - newest[0] > 300 ? ', ' + span(now - newest[0]) + ' ago' : '')
        : 'see its keys'));
    return {element, plot, name, points: load?.points};
  }
}

/** A key as a glob that stands for it alone. */
function escaped(key) {
  return key.replace(/[*?[\]\\]/g, '\\$&');
}

/** A key without what its group says, which is a tag's value or its beginning. */
function rest(key, name, tag) {
  return tag ? key.replace(`;${tag}=${name}`, '') : key.slice(name.length + 1);
}

function nothingYet() {
  return empty('Nothing has come in yet', 'Send a first metric from a shell on this machine:',
    h('pre', {}, 'echo "gauge 6|foobar 1.5 $(date +%s).0;" | ops/leela send'),
    'or point collectd’s network plugin to port 25826. It shows up here within seconds.');
}
