/** What fires, and what to do about it. */
import {link} from './address.js';
import {empty, fill, h} from './elements.js';
import {short, span, whole} from './format.js';
import {parse} from './metrics.js';
import {json, post, text} from './server.js';

export const title = 'Alerts';

const PERIOD_MS = 3000;
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
    container.append(h('h1', {}, 'Alerts'), this.note, this.list);
    this.look();
    this.timer = setInterval(() => document.hidden || this.look(), PERIOD_MS);
  }

  close() {
    this.stop.abort();
    clearInterval(this.timer);
  }

  async look() {
    try {
      this.isKnown ??= await this.hasAlerts();
      if (!this.isKnown) {
        this.drawNone();
        return;
      }
      const found = await json('v1/alerts', [], {signal: this.stop.signal});
      this.draw(Array.isArray(found) ? found : found.alerts || []);
    } catch (failure) {
      if (failure.name === 'AbortError') {
        return;
      }
      this.note.textContent = failure.message;
    }
  }

  /** Whether this engine has them: what it counts tells. */
  async hasAlerts() {
    const families = parse(await text('metrics', {signal: this.stop.signal}));
    return [...families.keys()].some(family => family.startsWith('alerts_'));
  }

  drawNone() {
    clearInterval(this.timer);
    fill(this.list, empty('This engine keeps no alerts',
      'Its version has no states to show. A query with a threshold shows the same values as they come:',
      h('p', {}, h('a', {class: 'primary', href: link('query', [['q', 'SELECT window 10 (mean) | [> 90] FROM percent$;']])},
        'Follow what is above 90'))));
  }

  draw(alerts) {
    this.note.textContent = '';
    if (document.activeElement && this.list.contains(document.activeElement) && document.activeElement.tagName === 'INPUT') {
      return;
    }
    if (!alerts.length) {
      fill(this.list, empty('All quiet', 'No alert is firing. Alerts are written in files that the configuration names, or in chat.'));
      return;
    }
    const sorted = [...alerts].sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state));
    fill(this.list, h('p', {class: 'note'}, whole(alerts.length) + ' alerts'), h('ul', {class: 'alerts'}, sorted.map(alert => this.row(alert))));
  }

  row(alert) {
    const since = alert.since ? span(Date.now() / 1000 - alert.since) : '';
    return h('li', {class: 'alert ' + alert.state},
      h('span', {class: 'badge ' + (alert.state === 'firing' ? 'bad' : '')}, alert.state),
      h('div', {}, h('strong', {}, alert.name), ' ', h('code', {}, alert.key || ''),
        h('p', {class: 'help'}, [alert.value === undefined ? '' : 'value ' + short(alert.value), since && 'for ' + since,
          alert.severity, alert.ack && 'acknowledged: ' + alert.ack].filter(Boolean).join(' · '))),
      alert.state === 'firing' && alert.number ? h('form', {class: 'inline', onsubmit: event => {
        event.preventDefault();
        this.acknowledge(alert, event.target.elements.text.value);
      }}, h('input', {name: 'text', 'aria-label': 'What you do about it', placeholder: 'I look at it'}),
      h('button', {class: 'primary'}, 'Acknowledge')) : '');
  }

  async acknowledge(alert, text) {
    try {
      await post('v1/alerts/' + alert.number + '/ack', {text});
      document.activeElement?.blur();
      await this.look();
    } catch (failure) {
      this.note.textContent = 'Not acknowledged: ' + failure.message;
    }
  }
}
