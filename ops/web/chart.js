/** A chart of series over time: dragging zooms, the cursor is told, and what is missing stays a gap. */
import uPlot from './uplot.js';
import {short, ticks} from './format.js';

const COLOURS = 8;
/** Seconds between two marks of time. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 2592000, 31536000];
/** A distance between two points of so many times those beside it is a gap. */
const GAP = 3.5;

/** The colour of the series with this number, as the style has it. */
export function colour(index) {
  return variable('--series-' + (index % COLOURS + 1));
}

function variable(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Of one series, its points; nulls stand where points are missing: where a distance is far beyond those beside it. */
function withGaps(points) {
  const out = [];
  points.forEach((point, i) => {
    const distance = i > 0 ? point[0] - points[i - 1][0] : 0;
    const beside = Math.max(i > 1 ? points[i - 1][0] - points[i - 2][0] : 0, i + 1 < points.length ? points[i + 1][0] - point[0] : 0);
    if (beside > 0 && distance > GAP * beside) {
      out.push([points[i - 1][0] + beside, null]);
    }
    out.push(point);
  });
  return out;
}

/** One list of times for all; undefined where a series has nothing to say, which is no gap. */
function aligned(series) {
  const points = series.map(one => withGaps(one.points));
  const times = [...new Set(points.flatMap(list => list.map(point => point[0])))].sort((a, b) => a - b);
  const places = new Map(times.map((time, i) => [time, i]));
  return [times, ...points.map(list => {
    const values = new Array(times.length);
    list.forEach(([time, value]) => {
      values[places.get(time)] = value;
    });
    return values;
  })];
}

/** From where to where values are drawn; a constant is seen as its distance from 0. */
export function limits(plot, low, high) {
  if (low === null || high === null || low === undefined) {
    return [0, 1];
  }
  if (low === high) {
    return [Math.min(0, low * 1.08), Math.max(0, high * 1.08) || (low < 0 ? 0 : 1)];
  }
  const room = (high - low) * 0.08;
  return [low >= 0 && low - room < (high - low) * 0.6 ? 0 : low - room, high + room];
}

/**
 * Draws into `container`, again whenever that changes its size.
 *
 * `onZoom(from, to)`: a part was chosen. `onCursor(time)`: the cursor is there, or null. `sync`: charts of one name
 * share their cursor. `isSmall`: without axes.
 */
export class Chart {
  constructor(container, {height = 300, onZoom = null, onCursor = null, sync = '', isSmall = false} = {}) {
    this.container = container;
    this.options = {height, onZoom, onCursor, sync, isSmall};
    this.series = [];
    this.range = [0, 1];
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(container);
  }

  /** Shows these series, each `{name, points, colour}`, over this range of unix seconds. */
  show(series, range) {
    const isSame = this.plot && series.length === this.series.length
      && series.every((one, i) => one.name === this.series[i].name && one.colour === this.series[i].colour);
    this.series = series;
    this.range = range;
    if (isSame) {
      this.plot.setData(aligned(series));
    } else {
      this.draw();
    }
  }

  /** Draws anew, in the colours of now. */
  draw() {
    this.plot?.destroy();
    this.plot = new uPlot(this.plan(), aligned(this.series), this.container);
    if (!performance.getEntriesByName('leela-chart').length) {
      performance.mark('leela-chart');
    }
  }

  resize() {
    const width = this.container.clientWidth;
    if (this.plot && width > 0 && width !== this.plot.width) {
      this.plot.setSize({width, height: this.options.height});
    }
  }

  close() {
    this.observer.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }

  plan() {
    const {height, onZoom, onCursor, sync, isSmall} = this.options;
    const isOnly = this.series.length === 1;
    return {
      width: this.container.clientWidth || 300,
      height,
      legend: {show: false},
      padding: isSmall ? [4, 2, 2, 2] : [12, 18, 0, 0],
      cursor: {
        show: !isSmall,
        drag: {x: Boolean(onZoom), y: false, setScale: false},
        points: {size: 7},
        ...(sync ? {sync: {key: sync}} : {}),
      },
      scales: {x: {time: true, range: () => this.range}, y: {range: limits}},
      axes: isSmall ? [{show: false}, {show: false}] : [axis({size: 28, space: 84, incrs: STEPS, values: (u, splits, index, space, step) => ticks(splits, step)}), axis({size: widest, values: (u, splits) => splits.map(short)})],
      series: [{}, ...this.series.map(one => ({
        label: one.name,
        stroke: one.colour,
        width: isSmall ? 1.25 : 1.5,
        fill: isOnly ? fade(one.colour) : undefined,
        points: {show: isSmall ? false : sparse, size: 5, fill: one.colour},
      }))],
      hooks: {
        setSelect: [plot => {
          if (onZoom && plot.select.width > 4) {
            const from = plot.posToVal(plot.select.left, 'x');
            const to = plot.posToVal(plot.select.left + plot.select.width, 'x');
            plot.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
            onZoom(from, to);
          }
        }],
        setCursor: onCursor ? [plot => {
          const {left} = plot.cursor;
          onCursor(left === null || left === undefined || left < 0 ? null : plot.posToVal(left, 'x'));
        }] : [],
      },
    };
  }
}

/** Points are marked where there is room between them. */
function sparse(plot, index, first, last) {
  return (last - first) * 40 < plot.bbox.width / devicePixelRatio;
}

function fade(colour) {
  return plot => {
    const {top, height} = plot.bbox;
    const gradient = plot.ctx.createLinearGradient(0, top, 0, top + height);
    gradient.addColorStop(0, colour + '38');
    gradient.addColorStop(1, colour + '05');
    return gradient;
  };
}

function widest(plot, values) {
  const longest = (values || []).reduce((most, text) => Math.max(most, text.length), 3);
  return 18 + longest * 7;
}

function axis(more) {
  return {
    stroke: variable('--muted'),
    font: '12px ' + variable('--text-font'),
    grid: {stroke: variable('--grid'), width: 1},
    ticks: {show: false},
    ...more,
  };
}

/** The point of a series that is nearest before a time, or null. */
export function at(points, time) {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle][0] <= time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low === 0 ? null : points[low - 1];
}
