/** The points of keys: asked for, followed live, and asked for again where the engine was away. */
import {pattern} from './globs.js';
import {time} from './format.js';
import {again, follow, json, mayPass} from './server.js';

const MOST_SERIES = 24;
const MOST_POINTS = 600;
const RENEW_MS = 30000;

export class Points {
  /**
   * Asks `view` for its `bounds()` and `width()`, and tells it: `busy(isBusy)`; `drawn()`, there are other series;
   * `moved()`, there is time or a point more; `say(text)`; `live(text, isOn)`; `old()`, what is shown is of before.
   */
  constructor(view) {
    this.view = view;
    this.series = [];
    this.left = 0;
    this.fault = '';
    this.trouble = '';
  }

  stop() {
    this.asking?.abort();
    this.following?.abort();
    clearInterval(this.clock);
    clearInterval(this.renewal);
    clearTimeout(this.again);
    this.following = null;
    this.trouble = '';
  }

  /** From now on those of `keys`, each the `fn` of its step, in a `fixed` range or up to now, perhaps followed live. */
  async load(asked) {
    this.stop();
    this.asked = asked;
    if (!asked.keys.length) {
      this.series = [];
      this.view.drawn();
      return;
    }
    this.view.busy(true);
    const isThere = await this.ask();
    if (isThere && asked.isLive) {
      this.startLive();
    } else if (isThere && !asked.fixed) {
      this.renewal = setInterval(() => this.ask(), RENEW_MS);
    }
  }

  async ask() {
    const mine = this.asking = new AbortController();
    const {keys, fn, fixed} = this.asked;
    const [from, to] = this.view.bounds();
    const points = Math.max(60, Math.min(MOST_POINTS, Math.round(this.view.width() / 2)));
    try {
      const found = await json('v1/query', [...keys.map(key => ['key', key]), ['start', String(Math.floor(from))],
        ...(fixed ? [['finish', String(to)]] : []), ['max_points', String(points)], ['fn', fn]], {signal: mine.signal});
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
      this.fault = failure.status === 404 ? 'No key of the store is called so: ' + keys.join(', ') : failure.message;
      this.view.drawn();
      return false;
    } finally {
      if (mine === this.asking) {
        this.view.busy(false);
      }
    }
  }

  accept(found) {
    const names = Object.keys(found);
    this.fault = '';
    this.trouble = '';
    this.answeredAt = Date.now() / 1000;
    this.left = names.length - MOST_SERIES;
    this.series = names.slice(0, MOST_SERIES).map((name, i) => ({name, points: found[name].series, number: i}));
    this.view.drawn();
  }

  /** What is seen stays until the engine is back, and says that it is of before. */
  wait(reason) {
    this.stop();
    this.trouble = reason + ' What is shown is of ' + time(this.answeredAt || Date.now() / 1000) + ' and before; asking again.';
    this.view.say(this.trouble);
    this.view.old();
    this.view.live(this.asked.isLive ? 'Live: away' : 'Live', false);
    this.again = again(() => this.load(this.asked));
  }

  startLive() {
    const mine = this.following = new AbortController();
    const regex = '^(' + this.asked.keys.map(pattern).join('|') + ')$';
    const onEvent = (event, data) => {
      if (event === 'started') {
        this.view.live('Live', true);
      } else if (event === 'result') {
        this.append(data);
      } else if (event === 'lost') {
        this.view.say(data.lost + ' results were not read in time');
      }
    };
    this.clock = setInterval(() => this.view.moved(), 1000);
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
          this.stop();
          this.trouble = failure.message;
          this.view.say(this.trouble);
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
        this.view.moved();
      });
    }
  }
}
