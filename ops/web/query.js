/** Write a SELECT and see its results come. */
import * as address from './address.js';
import {Chart, colour} from './chart.js';
import {empty, fill, h} from './elements.js';
import {exact, span, steady, time, whole} from './format.js';
import {pattern} from './globs.js';
import {again, follow, json, mayPass} from './server.js';

export const title = 'Query';

const MOST_ROWS = 200;
const MOST_SERIES = 12;
const MOST_POINTS = 2000;
const OWN = 'leela.';
const LOOKED_AT = 1000;

/** Examples that match keys of this engine: of what most hosts have, where it has any. */
function examples(keys) {
  const rests = new Map();
  for (const key of keys.filter(one => !one.startsWith(OWN))) {
    const name = key.split(';')[0];
    const rest = name.includes('.') ? name.slice(name.indexOf('.') + 1) : name;
    rests.set(rest, (rests.get(rest) || 0) + 1);
  }
  const [first = 'load', second = first, third = second] = [...rests].sort((one, other) => other[1] - one[1]).map(([rest]) => rest);
  const word = first.split('.').pop();
  return [
    ['Every value of some keys', `SELECT id FROM ${pattern(word)};`],
    ['Means over ten values, where they are high', `SELECT window 10 (mean) | [> 0] FROM ${pattern(first)};`],
    ['Minute by minute', `SELECT window 60s (p99) FROM ${pattern(second)};`],
    ['Only what changes', `SELECT changed FROM ${pattern(third)};`],
    ['All hosts together', `SELECT window 10s (mean) FROM ^([^.]+)\\.${pattern(first)} BY $1 AS "{1}";`],
  ];
}

let shown = null;

export function show(container, parameters) {
  shown = new Console(container, parameters);
  return () => shown.close();
}

export function update(parameters) {
  const text = parameters.get('q') || '';
  if (text !== shown.editor.value) {
    shown.stop();
    shown.editor.value = text;
    shown.mark(null);
  }
  return true;
}

class Console {
  constructor(container, parameters) {
    this.rows = [];
    this.series = new Map();
    this.editor = h('textarea', {id: 'statement', rows: 3, spellcheck: false, autocapitalize: 'off',
      value: parameters.get('q') || 'SELECT id FROM ^leela\\.;', 'aria-describedby': 'fault',
      oninput: () => this.mark(null), onscroll: () => this.align(),
      onkeydown: event => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          this.start();
        }
      }});
    this.backdrop = h('pre', {class: 'backdrop', 'aria-hidden': 'true'});
    this.fault = h('div', {id: 'fault', class: 'fault', role: 'alert', hidden: true});
    this.button = h('button', {type: 'button', class: 'primary', onclick: () => this.run ? this.stop() : this.start()}, 'Run');
    this.status = h('p', {class: 'note', role: 'status'});
    this.plot = h('div', {class: 'plot', role: 'img', 'aria-label': 'Results over time', hidden: true});
    this.results = h('div', {});
    const example = h('select', {'aria-label': 'Examples', onchange: event => {
      if (event.target.value) {
        this.editor.value = event.target.value;
        event.target.value = '';
        this.mark(null);
        this.start();
      }
    }}, h('option', {value: ''}, 'Examples'));
    json('v1/keys', [['limit', String(LOOKED_AT)]]).then(found => found.keys, () => []).then(keys =>
      example.append(...examples(keys).map(([label, text]) => h('option', {value: text}, label))));
    container.append(
      h('h1', {}, 'Query'),
      h('label', {class: 'label', htmlFor: 'statement'}, 'A statement runs over what comes in from now on'),
      h('div', {class: 'editor'}, this.backdrop, this.editor),
      this.fault,
      h('div', {class: 'controls'}, this.button, example, h('span', {class: 'note'}, 'Ctrl + Enter runs it'), h('span', {class: 'spread'}), this.status),
      this.plot, this.results);
    this.onTheme = () => this.chart?.draw();
    addEventListener('leela-theme', this.onTheme);
    this.drawRows();
    if (parameters.get('q')) {
      this.start();
    }
  }

  close() {
    this.stop();
    removeEventListener('leela-theme', this.onTheme);
    this.chart?.close();
  }

  start() {
    this.stop();
    const text = this.editor.value.trim();
    this.rows = [];
    this.series.clear();
    this.count = 0;
    this.lost = 0;
    this.matching = null;
    this.mark(null);
    address.go('query', [['q', text]]);
    const mine = this.run = new AbortController();
    this.button.textContent = 'Stop';
    this.startedAt = Date.now() / 1000;
    this.clock = setInterval(() => this.draw(), 500);
    this.draw();
    this.follow(text, mine);
  }

  /** Goes on after an engine that was away; what is seen stays, and says so meanwhile. */
  follow(text, mine) {
    follow('v1/stream', [['query', text]], mine.signal, (event, data) => this.take(event, data))
      .then(() => ({message: 'The engine has ended the query.'}), failure => failure)
      .then(failure => {
        if (mine.signal.aborted || mine !== this.run) {
          return;
        }
        if (mayPass(failure)) {
          this.away = failure.message + ' Asking again';
          this.draw();
          this.again = again(() => this.follow(text, mine));
        } else {
          this.end(mine, '');
          this.mark(failure);
        }
      });
  }

  stop() {
    this.run?.abort();
    clearTimeout(this.again);
    this.away = '';
    this.end(this.run, 'Stopped.');
  }

  end(which, note) {
    if (which && which === this.run) {
      this.run = null;
      clearInterval(this.clock);
      this.button.textContent = 'Run';
      this.draw();
      this.ended = note;
      if (note) {
        this.status.textContent = note + ' ' + this.status.textContent;
      }
    }
  }

  take(event, data) {
    this.away = '';
    if (event === 'started') {
      this.matching = data;
    } else if (event === 'lost') {
      this.lost += data.lost;
    } else if (event === 'result') {
      this.count++;
      this.lag = Date.now() / 1000 - data.timestamp;
      this.rows.push(data);
      if (this.rows.length > MOST_ROWS) {
        this.rows.shift();
      }
      this.plotPoint(data);
    }
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  plotPoint({name, value, timestamp}) {
    if (typeof value !== 'number' || (!this.series.has(name) && this.series.size >= MOST_SERIES)) {
      return;
    }
    const points = this.series.get(name) || [];
    this.series.set(name, points);
    if (!points.length || timestamp > points[points.length - 1][0]) {
      points.push([timestamp, value]);
      if (points.length > MOST_POINTS) {
        points.shift();
      }
    }
  }

  // ---- what is seen

  draw() {
    const matching = this.matching;
    const parts = this.away ? [this.away] : [];
    if (matching) {
      parts.push((matching.all ? '' : 'at least ') + whole(matching.matching) + ' series match', whole(this.count) + ' results');
    }
    if (this.lost) {
      parts.push(whole(this.lost) + ' lost, since they came faster than they were read');
    }
    if (this.count) {
      parts.push('newest ' + span(Math.max(0, this.lag)) + ' old when it came');
    }
    this.status.textContent = parts.join(' · ');
    this.plot.hidden = this.series.size === 0;
    if (this.series.size) {
      const now = Date.now() / 1000;
      const first = Math.min(...[...this.series.values()].map(points => points[0][0]));
      this.chart ??= new Chart(this.plot, {height: 180});
      this.chart.show([...this.series].map(([name, points], i) => ({name, points, colour: colour(i)})),
        [Math.max(now - 600, Math.min(first, now - 60)), now]);
    }
    this.drawRows();
  }

  drawRows() {
    if (!this.rows.length) {
      const isZero = this.matching && this.matching.matching === 0;
      fill(this.results, this.run
        ? empty('Waiting for the first result', isZero ? 'No series that is known now matches; one that comes later will.'
          : 'It comes with the next value that passes the functions; a window gives one at its end.')
        : empty('Results appear here', 'A statement names functions and a regular expression: SELECT functions FROM regex;'));
      return;
    }
    const colours = new Map([...this.series.keys()].map((name, i) => [name, colour(i)]));
    fill(this.results, h('div', {class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Newest results'}, h('table', {class: 'results'},
      h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Time'), h('th', {scope: 'col', class: 'number'}, 'Value'), h('th', {scope: 'col'}, 'Series'))),
      h('tbody', {}, [...this.rows].reverse().map(({name, value, timestamp}) => {
        const swatch = h('span', {class: 'swatch'});
        swatch.style.background = colours.get(name) || 'transparent';
        return h('tr', {}, h('td', {}, time(timestamp)),
          h('td', {class: 'number', title: exact(value)}, typeof value === 'number' ? steady(value) : value),
          h('td', {class: 'key'}, swatch, name));
      })))));
  }

  /** Shows where the fault is: in the text itself, and below it with the reason. */
  mark(failure) {
    this.fault.hidden = !failure;
    this.editor.setAttribute('aria-invalid', String(Boolean(failure)));
    if (!failure) {
      fill(this.backdrop);
      return;
    }
    const reason = failure.message.replace(/^column \d+: /, '');
    if (!failure.column) {
      fill(this.fault, h('p', {}, failure.message));
      return;
    }
    const lines = this.editor.value.trimEnd().split('\n');
    const line = lines[failure.line - 1] || '';
    const place = failure.column - 1;
    const word = /^\S+/.exec(line.slice(place))?.[0] || ' ';
    const before = lines.slice(0, failure.line - 1).map(text => text + '\n').join('') + line.slice(0, place);
    fill(this.backdrop, before, h('mark', {}, word));
    this.align();
    fill(this.fault,
      h('pre', {}, line + '\n' + ' '.repeat(place) + h('span', {}, '^').textContent),
      h('p', {}, h('strong', {}, (lines.length > 1 ? 'Line ' + failure.line + ', column ' : 'Column ') + failure.column), ': ' + reason));
    const offset = before.length;
    this.editor.focus();
    this.editor.setSelectionRange(offset, offset);
  }

  align() {
    this.backdrop.scrollTop = this.editor.scrollTop;
  }
}
