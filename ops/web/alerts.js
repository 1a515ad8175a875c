/** What fires, and what to do about it. */
import {link} from './address.js';
import {empty, fill, h, table} from './elements.js';
import {short, span, time, whole} from './format.js';
import {pattern} from './globs.js';
import {json, send, text} from './server.js';

export const title = 'Alerts';

const PERIOD_MS = 3000;
/** The gravest first; what is called otherwise stands between those that are known. */
const GRAVE = ['emergency', 'page', 'critical', 'major', 'error', 'high'];
const MILD = ['warning', 'warn', 'minor', 'low', 'info', 'debug'];
const NAME = 'leela.name';
/** So many changes stand under what is open. */
const LATE = 20;
const ORDER = ['firing', 'flapping', 'unknown', 'pending', 'ok'];

export function show(container) {
  const board = new Board(container);
  return () => board.close();
}

class Board {
  constructor(container) {
    this.stop = new AbortController();
    this.list = h('div', {});
    this.note = h('p', {class: 'note', role: 'status'});
    // what was not done is said until the next action, whatever is drawn meanwhile
    this.undone = h('p', {class: 'bad undone', role: 'alert'});
    container.append(h('h1', {}, 'Alerts'), this.note, this.undone, this.list);
    this.look();
    this.timer = setInterval(() => document.hidden || this.look(), PERIOD_MS);
  }

  close() {
    this.stop.abort();
    clearInterval(this.timer);
  }

  async look() {
    try {
      if (!this.runs && !await this.hasAlerts()) {
        this.drawNone();
        return;
      }
      const signal = this.stop.signal;
      const [{alerts, open, partial}, {silences}, late] = await Promise.all([json('v1/alerts', [], {signal}), json('v1/silences', [], {signal}),
        json('v1/alerts/changes', [['limit', LATE]], {signal})]);
      this.draw(alerts, open, partial, silences, late);
    } catch (failure) {
      if (failure.name === 'AbortError') {
        return;
      }
      this.note.textContent = failure.message;
    }
  }

  /** Whether this engine has them: what it counts tells, and whether one runs. */
  async hasAlerts() {
    const told = await text('metrics', {signal: this.stop.signal});
    this.runs = told.includes('\nleela_alerts{');
    return told.includes('# TYPE leela_alerts ');
  }

  drawNone() {
    clearInterval(this.timer);
    fill(this.list, empty('This engine keeps no alerts',
      'Its version has no states to show. A query with a threshold shows the same values as they come:',
      h('p', {}, h('a', {class: 'primary', href: link('query', [['q', 'SELECT window 10 (mean) | [> 90] FROM percent$;']])},
        'Follow what is above 90'))));
  }

  draw(alerts, open, partial, silences, late) {
    this.note.textContent = '';
    if (this.list.contains(document.activeElement) && document.activeElement.tagName === 'INPUT') {
      // what somebody writes just now must not go away
      return;
    }
    const sorted = [...alerts].sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state) || gravity(one) - gravity(other)
      || one.alert.localeCompare(other.alert) || one.group.localeCompare(other.group));
    fill(this.list,
      alerts.length ? [h('p', {class: 'note'}, whole(open) + ' open' + (open > alerts.length ? ', the first ' + whole(alerts.length) + ' of them' : '')), h('ul', {class: 'alerts'}, sorted.map(alert => this.row(alert)))]
        : partial.length ? empty('Not all is seen', 'No alert is open of what is followed.') : this.runs ? empty('All is well', 'No alert is open.') : noneYet(),
      partial.map(one => h('p', {class: 'note'}, one.alert + ' follows only ' + whole(one.followed) + ' of the ' + whole(one.followed + one.left_out) + ' series that match: nobody is told of the others')),
      silences.length ? h('section', {'aria-label': 'Silences'}, h('h2', {}, 'Silences'), h('ul', {class: 'alerts'},
        silences.map(silence => this.silence(silence)))) : null,
      late.changes.length ? ofLate(late) : null);
  }

  row(alert) {
    const facts = [
      alert.value === null ? '' : 'value then ' + short(alert.value),
      'for ' + span(Date.now() / 1000 - alert.since),
      alert.severity,
      alert.ack_by === undefined ? '' : 'seen by ' + alert.ack_by + (alert.ack_text ? ': ' + alert.ack_text : ''),
      alert.silence === undefined ? '' : 'silenced',
    ];
    return h('li', {class: 'alert ' + alert.state},
      h('span', {class: 'badge ' + (alert.state === 'firing' ? 'bad' : '')}, alert.state),
      h('div', {}, h('strong', {}, alert.alert), ' ', h('code', {}, alert.group), alert.number ? h('span', {class: 'muted'}, ' #' + alert.number) : '',
        alert.note ? h('p', {class: 'words'}, alert.note) : '',
        h('p', {class: 'help'}, facts.filter(Boolean).join(' · '))),
      h('form', {class: 'inline', onsubmit: event => {
        event.preventDefault();
        const {words, by} = event.target.elements;
        localStorage.setItem(NAME, by.value.trim());
        this.say('POST', 'v1/alerts/' + alert.number + '/ack', who(), words.value);
      }}, alert.number && alert.ack_by === undefined ? [
        h('input', {name: 'words', 'aria-label': 'What you do about ' + alert.alert, placeholder: 'I look at it'}),
        h('input', {name: 'by', class: 'who', 'aria-label': 'Your name', placeholder: 'your name', maxLength: 64, pattern: '[\\p{L}\\p{N}._@+\\-]*', title: 'Letters, digits and . _ @ + -', value: localStorage.getItem(NAME) || ''}),
        h('button', {class: 'primary'}, 'Acknowledge')] : '',
      alert.silence === undefined && alert.number ? h('button', {type: 'button', title: 'Nobody is told of ' + alert.alert + ' ' + alert.group + '; of other alerts of it they are',
        onclick: event => this.say('POST', 'v1/alerts/' + alert.number + '/silence', [['for', '2h']], words(event))}, 'Silence for 2 h') : '',
      alert.silence === undefined && alert.group ? h('button', {type: 'button', title: 'Nobody is told of any alert of ' + alert.group,
        onclick: event => this.say('POST', 'v1/silences', [['regex', '^' + pattern(alert.group) + '$'], ['for', '2h']], words(event))}, 'All of ' + alert.group) : '',
      alert.number ? h('button', {type: 'button', title: 'It is forgotten, and who was told is told so; with its next value it begins anew',
        onclick: event => this.say('POST', 'v1/alerts/' + alert.number + '/close', who(), words(event))}, 'Close') : ''));
  }

  silence({silence: number, regex, by, text: words, until}) {
    return h('li', {class: 'alert'}, h('div', {}, h('code', {}, regex),
      h('p', {class: 'help'}, ['until ' + time(until), 'by ' + by, words].filter(Boolean).join(' · '))),
    h('button', {type: 'button', onclick: () => this.say('DELETE', 'v1/silences/' + number, [], '')}, 'End it'));
  }

  /** Tells the engine, and shows how it then stands. */
  async say(method, path, pairs, words) {
    this.undone.textContent = '';
    try {
      await send(method, path, pairs, words);
      document.activeElement?.blur();
      await this.look();
    } catch (failure) {
      this.undone.textContent = 'Not done: ' + failure.message;
    }
  }
}

/** What has changed, the newest first: of what is over, too. */
function ofLate({changes, kept, kept_from: from}) {
  return h('section', {class: 'late', 'aria-label': 'Of late'}, h('h2', {}, 'Of late'),
    table('What has changed, the newest first', ['When', 'Alert', 'Group', 'Change', '>Value', 'Note'], changes.map(told => [
      time(told.time), told.alert + ' #' + told.number, told.group, told.from + ' → ' + told.to + (told.silenced ? ', silenced' : ''), told.value === null ? '' : short(told.value), told.note])),
    h('p', {class: 'note'}, 'The newest ' + whole(changes.length) + ' of ' + whole(kept) + ' that are kept, from ' + time(from) + ' on; leela alerts --since shows all.'));
}

function gravity({severity}) {
  const word = severity.toLowerCase();
  return GRAVE.includes(word) ? GRAVE.indexOf(word) - GRAVE.length : MILD.includes(word) ? 1 + MILD.indexOf(word) : word ? 0 : 1 + MILD.length;
}

/** What is written beside the button. */
function words(event) {
  return event.target.form.elements.words?.value ?? '';
}

/** The name that was given last, for whoever looks at what was done. */
function who() {
  const name = localStorage.getItem(NAME);
  return name ? [['by', name]] : [];
}

function noneYet() {
  return empty('No alert is written yet', 'An alert says what must not be, and of whom; from a shell on this machine:',
    h('pre', {}, 'ops/leela alerts \'ALERT load WHEN [> 8] FROM ^(.*)\\.load$ BY $1;\''),
    'Or write it into a file that the configuration names, or in chat. What is open shows up here within seconds.');
}
