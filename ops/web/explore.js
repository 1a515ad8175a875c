/** Charts of keys: found while typing, zoomed by dragging, followed live. */
import * as address from './address.js';
import {Chart, colour} from './chart.js';
import {documents} from './documents.js';
import {choice, empty, fill, h, keepFocus} from './elements.js';
import {printable, seconds, time, zone} from './format.js';
import {isGlob, pattern} from './globs.js';
import {Legend} from './legend.js';
import {Points} from './points.js';
import {range} from './range.js';
import {search} from './search.js';

export const title = 'Explore';

const RANGES = ['15m', '1h', '6h', '24h', '7d', '30d'];
const FUNCTIONS = ['mean', 'min', 'max', 'sum', 'count', 'first', 'last', 'p50', 'p90', 'p99'];
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

class Explorer {
  constructor(container, parameters) {
    this.container = container;
    this.points = new Points(this);
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
    this.legend = new Legend({
      onHide: name => this.hide(name),
      onRemove: name => this.toggle(name),
      isRemovable: name => this.keys.includes(name) && !this.isOfGlob(name),
    });
    this.table = h('div', {});
    container.append(h('h1', {class: 'hidden'}, 'Explore'), this.search.element, this.controls, this.chips, this.area, this.note, this.table);
    this.onTheme = () => this.draw();
    addEventListener('leela-theme', this.onTheme);
    this.take(parameters);
    if (parameters.get('find') && !this.keys.length) {
      this.search.input.focus();
    }
  }

  close() {
    removeEventListener('leela-theme', this.onTheme);
    this.points.stop();
    this.charts.forEach(chart => chart.close());
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

  // ---- the points, which ask and tell what is below

  load() {
    this.points.load({keys: this.keys, fn: this.fn, fixed: this.fixed, isLive: this.isLive});
  }

  width() {
    return this.area.clientWidth || 800;
  }

  busy(isBusy) {
    this.area.classList.toggle('busy', isBusy);
  }

  old() {
    this.area.classList.add('old');
  }

  live(text, isOn) {
    const button = this.controls.querySelector('.live');
    button.textContent = text;
    button.classList.toggle('on', isOn);
  }

  drawn() {
    this.area.classList.remove('old');
    this.draw();
  }

  moved() {
    this.redraw();
  }

  // ---- what is seen

  drawControls() {
    keepFocus(this.controls, this.area, () => this.fillControls());
  }

  /** What has no row below the chart by which it could be taken away. */
  drawChips() {
    fill(this.chips, this.keys.filter(key => isGlob(key) || !this.points.series.some(one => one.name === key)).map(key =>
      h('li', {}, h('code', {}, key), h('button', {type: 'button', class: 'quiet', 'data-focus': 'remove ' + key,
        'aria-label': 'Remove ' + key, title: 'Remove', onclick: () => this.toggle(key)}, '×'))));
  }

  fillControls() {
    fill(this.controls,
      choice('Range', 'range', RANGES.map(range => [range, range]), this.fixed ? '' : this.range,
        range => this.change({range, fixed: null})),
      this.fixed ? h('span', {class: 'fixed'}, range(this.fixed, fixed => this.change({fixed})),
        h('button', {type: 'button', class: 'quiet', 'data-focus': 'back', onclick: () => this.change({fixed: null})}, 'Back to ' + this.range))
        : h('button', {type: 'button', class: 'quiet', 'data-focus': 'dates', title: 'Type from when to when',
          onclick: () => this.change({fixed: this.bounds().map(Math.round), isLive: false})}, 'From – to'),
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
    return this.points.series.filter(one => !this.hidden.has(one.name))
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
    const hasPoints = this.points.series.some(one => one.points.length);
    if (!hasPoints && !this.isLive) {
      fill(this.area, this.nothing());
      fill(this.table, this.points.series.length ? this.legend.rows(this.points.series, this.hidden) : '');
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
      const [figure, plot] = frame('Chart of ' + this.points.series.length + ' series');
      fill(this.area, figure);
      this.charts = [new Chart(plot, {...options, height: innerWidth < 600 ? 240 : HEIGHT})];
    }
    fill(this.table, this.legend.rows(this.points.series, this.hidden));
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
    if (this.points.series.length) {
      this.say(this.points.trouble || (this.points.left > 0 ? `${this.points.left} more series match and are not shown. ` : '') + 'Times in ' + zone
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
    if (this.points.fault) {
      return empty('Nothing to draw', this.points.fault);
    }
    if (this.keys.length) {
      return empty('No points in this range', 'The keys are known, but nothing came in then.',
        h('p', {}, h('button', {type: 'button', class: 'primary', onclick: () => this.change({range: '24h', fixed: null})}, 'Look at the last 24 hours'),
          ' ', h('button', {type: 'button', onclick: () => this.showDocuments()}, 'Show its documents')));
    }
    return empty('Which series?', 'Type a part of a key above. Enter takes the first, the arrow keys choose, and the first line of the list takes all.',
      h('p', {}, 'The address of this page then holds the whole view: copy it to share what you see.'));
  }

  async showDocuments() {
    try {
      fill(this.area, await documents(this.keys.filter(key => !isGlob(key)), this.bounds()));
    } catch (failure) {
      this.say(failure.message);
    }
  }

  // ---- the legend

  hide(name) {
    if (!this.hidden.delete(name)) {
      this.hidden.add(name);
    }
    this.draw();
  }

  /** Whether a glob draws this, so that it stays whatever is done to the key. */
  isOfGlob(name) {
    return this.keys.some(key => isGlob(key) && new RegExp('^' + pattern(key) + '$', 's').test(name));
  }

  read(moment) {
    this.legend.read(this.points.series, this.bounds()[0], moment);
    if (moment !== null && !this.points.trouble) {
      this.say(time(moment) + ' ' + zone);
    }
  }
}
