/** The table below a chart: each series with its numbers, to be hidden or taken away. */
import {at, colour} from './chart.js';
import {h} from './elements.js';
import {steady} from './format.js';

const HEAD = ['Series', 'Value', 'Min', 'Mean', 'Max'];

export class Legend {
  /** `onHide(name)` shows or hides a series, `onRemove(name)` takes it away; `isRemovable(name)` tells whether it may. */
  constructor({onHide, onRemove, isRemovable}) {
    Object.assign(this, {onHide, onRemove, isRemovable});
    this.cells = new Map();
  }

  /** The table of these, of which some are hidden. */
  rows(series, hidden) {
    this.cells.clear();
    return h('div', {class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Series shown'}, h('table', {class: 'legend'},
      h('thead', {}, h('tr', {}, HEAD.map((text, i) => h('th', {scope: 'col', class: i ? 'number' : null}, text)),
        h('th', {}, h('span', {class: 'hidden'}, 'Remove')))),
      h('tbody', {}, series.map(one => this.row(one, hidden.has(one.name))))));
  }

  row(one, isHidden) {
    const swatch = h('span', {class: 'swatch'});
    swatch.style.background = colour(one.number);
    const numbers = HEAD.slice(1).map(() => h('td', {class: 'number'}));
    this.cells.set(one.name, numbers);
    return h('tr', {class: isHidden ? 'off' : null},
      h('th', {scope: 'row'}, h('button', {type: 'button', class: 'name', 'data-focus': 'name ' + one.name,
        'aria-pressed': String(!isHidden), title: 'Show or hide', onclick: () => this.onHide(one.name)}, swatch, one.name)),
      numbers,
      h('td', {}, this.isRemovable(one.name) ? h('button', {type: 'button', class: 'quiet', 'data-focus': 'remove ' + one.name,
        'aria-label': 'Remove ' + one.name, onclick: () => this.onRemove(one.name)}, '×') : ''));
  }

  /** Numbers of the range from there on, and the value where the cursor is; the newest where it is nowhere. */
  read(series, from, moment) {
    for (const one of series) {
      const cells = this.cells.get(one.name);
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
  }
}
