/** Numbers, times and lengths of time as text. */

/** What would move the cursor, end the line, turn the direction or hide: as the commands show it. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const NAMED = {'\n': '\\n', '\r': '\\r', '\t': '\\t'};
const PREFIXES = [[1e15, 'P'], [1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']];
const SPANS = {s: 1, m: 60, h: 3600, d: 86400, w: 604800};
const WHOLE = new Intl.NumberFormat('en-GB', {maximumFractionDigits: 0});
const CLOCK = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});
const DATE = new Intl.DateTimeFormat('en-GB', {year: 'numeric', month: 'short', day: '2-digit'});

/** Text from outside as it may be shown: no character of it is unseen, or has others look different. */
export function printable(text) {
  return text.replace(UNSEEN, c => NAMED[c] ?? (c < '\x80' ? '\\x' + hex(c.charCodeAt(0), 2)
    : c.split('').map(unit => '\\u' + hex(unit.charCodeAt(0), 4)).join('')));
}

function hex(code, digits) {
  return code.toString(16).padStart(digits, '0');
}

/** At most four digits and a prefix: 1.234 M. */
export function short(value) {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return '–';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? '∞' : '−∞';
  }
  const size = Math.abs(value);
  if (size !== 0 && size < 1e-3) {
    return signed(value.toExponential(2));
  }
  for (const [from, prefix] of PREFIXES) {
    if (size >= from) {
      return signed(digits(value / from)) + ' ' + prefix;
    }
  }
  return signed(digits(value));
}

function digits(value) {
  const places = placesOf(value);
  return String(Number(value.toFixed(places)));
}

function placesOf(value) {
  const size = Math.abs(value);
  return size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
}

/** As `short`, with zeros at the end, so that numbers below each other keep their places. */
export function steady(value) {
  const size = Math.abs(value);
  return Number.isFinite(value) && !Number.isInteger(value) && size >= 1e-3 && size < 1e3
    ? signed(value.toFixed(placesOf(value))) : short(value);
}

function signed(text) {
  return text.replace('-', '−');
}

/** All of its digits, in groups. */
export function whole(value) {
  return value === null || value === undefined || Number.isNaN(value) ? '–' : WHOLE.format(value);
}

/** A value as it came. */
export function exact(value) {
  return Number.isFinite(value) ? signed(String(value)) : short(value);
}

export function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = value;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return Number.isFinite(size) ? Number(size.toFixed(size >= 100 || unit === 0 ? 0 : 1)) + ' ' + units[unit] : '–';
}

/** A length of time in seconds: 850 ms, 12 s, 3 min, 2 h, 4 d. */
export function span(seconds) {
  if (!Number.isFinite(seconds)) {
    return '–';
  }
  const size = Math.abs(seconds);
  if (size < 1) {
    return Math.round(seconds * 1000) + ' ms';
  }
  const [unit, name] = size < 120 ? [1, 's'] : size < 7200 ? [60, 'min'] : size < 172800 ? [3600, 'h'] : [86400, 'd'];
  return Math.round(seconds / unit) + ' ' + name;
}

/** Unix seconds as a time of day; with the date where that is not today. */
export function time(seconds) {
  const date = new Date(seconds * 1000);
  const isToday = date.toDateString() === new Date().toDateString();
  return (isToday ? '' : DATE.format(date) + ' ') + CLOCK.format(date);
}

const HOUR = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit'});
const DAY = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short'});

/** Labels below a chart whose marks are so many seconds apart: the time of day, and the date where a day begins. */
export function ticks(times, step) {
  return times.map((moment, i) => {
    const date = new Date(moment * 1000);
    const isMidnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
    if (step >= 86400 || (isMidnight && i > 0)) {
      return DAY.format(date);
    }
    return step < 60 ? CLOCK.format(date) : HOUR.format(date);
  });
}

/** The seconds of `15m`, `6h`, `7d`. */
export function seconds(text) {
  const match = /^(\d+)([smhdw])$/.exec(text);
  return match ? Number(match[1]) * SPANS[match[2]] : NaN;
}

export const zone = new Intl.DateTimeFormat('en-GB', {timeZoneName: 'short'}).formatToParts(new Date())
  .find(part => part.type === 'timeZoneName').value;
