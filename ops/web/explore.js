/** Charts of keys: found while typing, zoomed by dragging, followed live. */
import * as address from './address.js';
import {Chart, at, colour} from './chart.js';
import {choice, empty, fill, h, keepFocus} from './elements.js';
import {printable, seconds, steady, time, zone} from './format.js';
import {isGlob, search} from './search.js';
import {follow, json, mayPass} from './server.js';

export const title = 'Explore';

const RANGES = ['15m', '1h', '6h', '24h', '7d', '30d'];
const FUNCTIONS = ['mean', 'min', 'max', 'sum', 'count', 'first', 'last', 'p50', 'p90', 'p99'];
const MOST_SERIES = 24;
const POINTS = 600;
const RENEW_MS = 30000;
const AGAIN_MS = 2000;
const HEIGHT = 340;

let shown = null;

export function show(container, parameters) {
  shown = new Explorer(container, parameters);
  return () => {
    shown.close();
    shown = null;
  };
}

export function update(parameters) {
  shown.take(parameters);
  return true;
}

/** A glob or key as a regular expression that matches it and nothing else. */
export function pattern(key) {
  let text = '';
  for (const c of key) {
    if (c === '*') {
      text += '.*';
    } else if (c === '?') {
      text += '.';
    } else if (/[\w.\-/=:,]/.test(c) || c > '\u007f') {
      text += c === '.' ? '\\.' : c;
    } else {
      text += '\\x' + c.charCodeAt(0).toString(16).padStart(2, '0');
    }
  }
  return text;
}

class Explorer {
  constructor(container, parameters) {
    this.container = container;
    this.series = [];
    this.hidden = new Set();
    this.charts = [];
    this.search = search({
      placeholder: 'Find keys: web load, *.cpu-user',
      text: parameters.get('find') || '',
      onPick: key => this.toggle(key),
      isPicked: key => this.keys.includes(key),
      onText: find => this.change({find}, true),
    });
    this.controls = h('div', {class: 'controls'});
    this.note = h('p', {class: 'note', role: 'status'});
    this.chips = h('ul', {class: 'chips', 'aria-label': 'What else is drawn'});
    this.area = h('div', {class: 'area', tabIndex: -1, onkeydown: event => this.key(event)});
    this.legend = h('div', {});
    container.append(h('h1', {class: 'hidden'}, 'Explore'), this.search.element, this.controls, this.chips, this.area, this.note, this.legend);
    this.onTheme = () => this.draw();
    addEventListener('leela-theme', this.onTheme);
    this.take(parameters);
    if (parameters.get('find') && !this.keys.length) {
      this.search.input.focus();
    }
  }

  close() {
    removeEventListener('leela-theme', this.onTheme);
    this.stopAsking();
    this.charts.forEach(chart => chart.close());
  }

  stopAsking() {
    this.asked?.abort();
    this.following?.abort();
    clearInterval(this.clock);
    clearInterval(this.renewal);
    clearTimeout(this.again);
    this.following = null;
    this.trouble = '';
  }

  // ---- what is asked for

  take(parameters) {
    this.keys = parameters.getAll('key');
    this.find = parameters.get('find') || '';
    this.range = RANGES.includes(parameters.get('range')) || !Number.isNaN(seconds(parameters.get('range') || ''))
      ? parameters.get('range') : '1h';
    const [from, to] = [Number(parameters.get('from')), Number(parameters.get('to'))];
    this.fixed = from > 0 && to > from ? [from, to] : null;
    this.fn = FUNCTIONS.includes(parameters.get('fn')) ? parameters.get('fn') : 'mean';
    this.isLive = parameters.get('live') === '1' && !this.fixed;
    this.isSplit = parameters.get('split') === '1';
    this.drawControls();
    this.load();
  }

  change(changes, isQuiet = false) {
    Object.assign(this, changes);
    const pairs = [
      ...this.keys.map(key => ['key', key]),
      ['find', this.keys.length ? '' : this.find],
      ...(this.fixed ? [['from', this.fixed[0]], ['to', this.fixed[1]]] : [['range', this.range]]),
      ['fn', this.fn === 'mean' ? '' : this.fn],
      ['live', this.isLive ? '1' : ''],
      ['split', this.isSplit ? '1' : ''],
    ];
    address.go('explore', pairs, isQuiet);
    if (!isQuiet) {
      this.drawControls();
      this.load();
    }
  }

  toggle(key) {
    this.change({keys: this.keys.includes(key) ? this.keys.filter(other => other !== key) : [...this.keys, key]});
  }

  bounds() {
    const now = Date.now() / 1000;
    return this.fixed || [now - seconds(this.range), now];
  }

  zoom(from, to) {
    const least = 2;
    const middle = (from + to) / 2;
    const half = Math.max(least, to - from) / 2;
    this.change({fixed: [Math.round(middle - half), Math.round(middle + half)], isLive: false});
  }

  /** By a factor around the middle, or by a part of the width to the side. */
  move(factor, shift) {
    const [from, to] = this.bounds();
    const half = (to - from) / 2 * factor;
    const middle = (from + to) / 2 + (to - from) * shift;
    this.zoom(middle - half, middle + half);
  }

  // ---- the points

  async load() {
    this.stopAsking();
    if (!this.keys.length) {
      this.series = [];
      this.draw();
      return;
    }
    this.area.classList.add('busy');
    const isThere = await this.ask();
    if (isThere && this.isLive) {
      this.startLive();
    } else if (isThere && !this.fixed) {
      this.renewal = setInterval(() => this.ask(), RENEW_MS);
    }
  }

  async ask() {
    const mine = this.asked = new AbortController();
    const [from, to] = this.bounds();
    const finish = this.fixed ? [['finish', String(to)]] : [];
    const points = Math.max(60, Math.min(POINTS, Math.round((this.area.clientWidth || 800) / 2)));
    try {
      const found = await json('v1/query', [...this.keys.map(key => ['key', key]), ['start', String(Math.floor(from))],
        ...finish, ['max_points', String(points)], ['fn', this.fn]], {signal: mine.signal});
      this.accept(found);
      return true;
    } catch (failure) {
      if (failure.name === 'AbortError') {
        return false;
      }
      if (mayPass(failure)) {
        this.wait(failure.message);
        return false;
      }
      this.series = [];
      this.fault = failure.status === 404 ? 'No key of the store is called so: ' + this.keys.join(', ') : failure.message;
      this.draw();
      return false;
    } finally {
      if (mine === this.asked) {
        this.area.classList.remove('busy');
      }
    }
  }

  /** What is seen stays until the engine is back, and says that it is of before. */
  wait(reason) {
    this.stopAsking();
    this.trouble = reason + ' What is shown is of ' + time(this.answeredAt || Date.now() / 1000) + ' and before; asking again.';
    this.say(this.trouble);
    this.area.classList.add('old');
    this.showLive(this.isLive ? 'Live: away' : 'Live', false);
    this.again = setTimeout(() => this.load(), AGAIN_MS);
  }

  showLive(text, isOn) {
    const button = this.controls.querySelector('.live');
    button.textContent = text;
    button.classList.toggle('on', isOn);
  }

  accept(found) {
    const names = Object.keys(found);
    this.fault = '';
    this.trouble = '';
    this.answeredAt = Date.now() / 1000;
    this.area.classList.remove('old');
    this.left = names.length - MOST_SERIES;
    this.series = names.slice(0, MOST_SERIES).map((name, i) => ({name, points: found[name].series, number: i}));
    this.draw();
  }

  startLive() {
    const mine = this.following = new AbortController();
    const regex = '^(' + this.keys.map(pattern).join('|') + ')$';
    const onEvent = (event, data) => {
      if (event === 'started') {
        this.showLive('Live', true);
      } else if (event === 'result') {
        this.append(data);
      } else if (event === 'lost') {
        this.say(data.lost + ' results were not read in time');
      }
    };
    this.clock = setInterval(() => this.redraw(), 1000);
    this.renewal = setInterval(() => this.ask(), 10 * RENEW_MS);
    follow('v1/stream', [['query', `SELECT id FROM ${regex};`]], mine.signal, onEvent)
      .then(() => ({message: 'The engine has ended the stream.'}), failure => failure)
      .then(failure => {
        if (mine.signal.aborted) {
          return;
        }
        if (mayPass(failure)) {
          this.wait(failure.message);
        } else {
          this.stopAsking();
          this.trouble = failure.message;
          this.say(this.trouble);
        }
      });
  }

  append({name, value, timestamp}) {
    let one = this.series.find(series => series.name === name);
    if (!one && this.series.length < MOST_SERIES) {
      one = {name, points: [], number: this.series.length};
      this.series.push(one);
    }
    this.answeredAt = Date.now() / 1000;
    const last = one?.points[one.points.length - 1];
    if (one && typeof value === 'number' && (!last || timestamp > last[0])) {
      one.points.push([timestamp, value]);
      this.frame ??= requestAnimationFrame(() => {
        this.frame = null;
        this.redraw();
      });
    }
  }

  // ---- what is seen

  drawControls() {
    keepFocus(this.controls, this.area, () => this.fillControls());
  }

  /** What has no row below the chart by which it could be taken away. */
  drawChips() {
    fill(this.chips, this.keys.filter(key => isGlob(key) || !this.series.some(one => one.name === key)).map(key =>
      h('li', {}, h('code', {}, key), h('button', {type: 'button', class: 'quiet', 'data-focus': 'remove ' + key,
        'aria-label': 'Remove ' + key, title: 'Remove', onclick: () => this.toggle(key)}, '×'))));
  }

  fillControls() {
    fill(this.controls,
      choice('Range', 'range', RANGES.map(range => [range, range]), this.fixed ? '' : this.range,
        range => this.change({range, fixed: null})),
      this.fixed ? h('span', {class: 'fixed'}, time(this.fixed[0]) + ' – ' + time(this.fixed[1]),
        h('button', {type: 'button', class: 'quiet', 'data-focus': 'back', onclick: () => this.change({fixed: null})}, 'Back to ' + this.range)) : null,
      h('span', {class: 'spread'}),
      h('button', {type: 'button', class: 'quiet', 'data-focus': 'out', 'aria-label': 'Zoom out', title: 'Zoom out (−)', onclick: () => this.move(2, 0)}, '−'),
      h('label', {class: 'inline'}, h('span', {}, 'Each point is the'),
        h('select', {name: 'fn', 'data-focus': 'fn', onchange: event => this.change({fn: event.target.value})},
          FUNCTIONS.map(fn => h('option', {value: fn, selected: fn === this.fn}, fn)))),
      h('button', {type: 'button', class: 'toggle', 'data-focus': 'split', 'aria-pressed': String(this.isSplit),
        onclick: () => this.change({isSplit: !this.isSplit})}, 'Separate'),
      h('button', {type: 'button', class: 'toggle live', 'data-focus': 'live', 'aria-pressed': String(this.isLive), disabled: Boolean(this.fixed),
        onclick: () => this.change({isLive: !this.isLive})}, 'Live'));
  }

  say(text) {
    this.note.textContent = printable(text);
  }

  visible() {
    return this.series.filter(one => !this.hidden.has(one.name))
      .map(one => ({name: one.name, points: one.points, colour: colour(one.number)}));
  }

  draw() {
    keepFocus(this.container, this.area, () => {
      this.drawChips();
      this.drawAll();
    });
  }

  drawAll() {
    this.charts.forEach(chart => chart.close());
    this.charts = [];
    const hasPoints = this.series.some(one => one.points.length);
    if (!hasPoints && !this.isLive) {
      fill(this.area, this.nothing());
      fill(this.legend, this.series.length ? this.rows() : '');
      this.say('');
      return;
    }
    const options = {
      onZoom: (from, to) => this.zoom(from, to),
      onCursor: moment => this.read(moment),
      sync: 'explore',
    };
    const frame = (label, name) => {
      const plot = h('div', {class: 'plot', tabIndex: 0, role: 'img', 'data-focus': 'plot ' + (name || ''), 'aria-label': label
        + '. Arrow keys move in time, + and − zoom, 0 goes back.'});
      plot.addEventListener('pointerdown', () => plot.focus({preventScroll: true}));
      return [h('figure', {}, name ? h('figcaption', {}, name) : null, plot), plot];
    };
    if (this.isSplit) {
      const frames = this.visible().map(one => frame('Chart of ' + one.name, one.name));
      fill(this.area, h('div', {class: 'apart'}, frames.map(([figure]) => figure)));
      this.charts = frames.map(([, plot]) => new Chart(plot, {...options, height: 180}));
    } else {
      const [figure, plot] = frame('Chart of ' + this.series.length + ' series');
      fill(this.area, figure);
      this.charts = [new Chart(plot, {...options, height: innerWidth < 600 ? 240 : HEIGHT})];
    }
    fill(this.legend, this.rows());
    this.redraw();
  }

  redraw() {
    const visible = this.visible();
    if (this.isSplit ? visible.length !== this.charts.length : !this.charts.length) {
      this.draw();
      return;
    }
    const range = this.bounds();
    this.charts.forEach((chart, i) => chart.show(this.isSplit ? [visible[i]] : visible, range));
    this.read(null);
    if (this.series.length) {
      this.say(this.trouble || (this.left > 0 ? `${this.left} more series match and are not shown. ` : '') + 'Times in ' + zone
        + '. Drag to zoom.');
    }
  }

  key(event) {
    if (event.target !== this.area && !event.target.classList.contains('plot') || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const action = {'+': [0.5, 0], '=': [0.5, 0], '-': [2, 0], ArrowLeft: [1, -0.25], ArrowRight: [1, 0.25]}[event.key];
    if (action) {
      event.preventDefault();
      this.move(...action);
    } else if (event.key === '0') {
      this.change({fixed: null});
    }
  }

  nothing() {
    if (this.fault) {
      return empty('Nothing to draw', this.fault);
    }
    if (this.keys.length) {
      return empty('No points in this range', 'The keys are known, but nothing came in then.',
        h('p', {}, h('button', {type: 'button', class: 'primary', onclick: () => this.change({range: '24h', fixed: null})}, 'Look at the last 24 hours')));
    }
    return empty('Which series?', 'Type a part of a key above. Enter takes the first, the arrow keys choose, and the first line of the list takes all.',
      h('p', {}, 'The address of this page then holds the whole view: copy it to share what you see.'));
  }

  // ---- the legend

  rows() {
    const head = ['Series', 'Value', 'Min', 'Mean', 'Max'];
    this.cells = new Map();
    return h('div', {class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Series shown'}, h('table', {class: 'legend'},
      h('thead', {}, h('tr', {}, head.map((text, i) => h('th', {scope: 'col', class: i ? 'number' : null}, text)),
        h('th', {}, h('span', {class: 'hidden'}, 'Remove')))),
      h('tbody', {}, this.series.map(one => this.row(one)))));
  }

  row(one) {
    const swatch = h('span', {class: 'swatch'});
    swatch.style.background = colour(one.number);
    const numbers = ['value', 'least', 'mean', 'most'].map(() => h('td', {class: 'number'}));
    this.cells.set(one.name, numbers);
    const isHidden = this.hidden.has(one.name);
    return h('tr', {class: isHidden ? 'off' : null},
      h('th', {scope: 'row'}, h('button', {type: 'button', class: 'name', 'data-focus': 'name ' + one.name, 'aria-pressed': String(!isHidden), title: 'Show or hide',
        onclick: () => {
          isHidden ? this.hidden.delete(one.name) : this.hidden.add(one.name);
          this.draw();
        }}, swatch, one.name)),
      numbers,
      h('td', {}, this.keys.includes(one.name) && !this.isOfGlob(one.name) ? h('button', {type: 'button', class: 'quiet', 'data-focus': 'remove ' + one.name,
        'aria-label': 'Remove ' + one.name,
        onclick: () => this.toggle(one.name)}, '×') : ''));
  }

  /** Whether a glob draws this, so that it stays whatever is done to the key. */
  isOfGlob(name) {
    return this.keys.some(key => isGlob(key) && new RegExp('^' + pattern(key) + '$', 's').test(name));
  }

  /** Numbers of the whole range, and the value where the cursor is; the newest where it is nowhere. */
  read(moment) {
    const [from] = this.bounds();
    for (const one of this.series) {
      const cells = this.cells?.get(one.name);
      if (!cells) {
        continue;
      }
      const values = one.points.filter(point => point[0] >= from - 60 && point[1] !== null).map(point => point[1]);
      const now = moment === null ? one.points[one.points.length - 1] : at(one.points, moment);
      const texts = [
        now ? now[1] : NaN,
        values.length ? values.reduce((least, value) => Math.min(least, value)) : NaN,
        values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : NaN,
        values.length ? values.reduce((most, value) => Math.max(most, value)) : NaN,
      ];
      texts.forEach((value, i) => {
        cells[i].textContent = steady(value);
      });
    }
    if (moment !== null && !this.trouble) {
      this.say(time(moment) + ' ' + zone);
    }
  }
}
