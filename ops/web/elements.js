/** Makes elements without any HTML in strings: what comes from senders is always text, and all of it is seen. */
import {printable} from './format.js';

/** An element with these properties and children; `on…` are listeners, `class`, `data-…` and `aria-…` attributes. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'aria-label' || name === 'title') {
      element.setAttribute(name, lines(value));
    } else if (name in element && !name.includes('-') && name !== 'list') {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...nodes(children, element));
  return element;
}

/** In `pre`, lines end where they end. */
function nodes(children, element) {
  const shown = element.tagName === 'PRE' ? lines : printable;
  return children.flat().filter(child => child !== null && child !== undefined && child !== false).map(child =>
    typeof child === 'string' ? shown(child) : child);
}

function lines(text) {
  return text.split('\n').map(printable).join('\n');
}

/**
 * Does what makes parts of `root` anew, and has the focus stay: on the part with the same `data-focus`, or else on
 * `instead`.
 */
export function keepFocus(root, instead, step) {
  const before = root.contains(document.activeElement) ? document.activeElement : null;
  step();
  if (before && !before.isConnected) {
    const same = [...root.querySelectorAll('[data-focus]')].find(part => part.dataset.focus === before.dataset.focus);
    (same || instead).focus({preventScroll: true});
  }
}

/** Replaces all that is in an element. */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children, element));
  return element;
}

/** A few choices of which one holds, as radio buttons in a row. */
export function choice(label, name, options, chosen, onChoose) {
  return h('fieldset', {class: 'choice'}, h('legend', {class: 'hidden'}, label),
    options.map(([value, text]) => h('label', {},
      h('input', {type: 'radio', name, value, 'data-focus': name + ' ' + value, checked: value === chosen, onchange: () => onChoose(value)}),
      h('span', {}, text))));
}

/** Says what is missing, and what to do about it. */
export function empty(title, ...help) {
  return h('div', {class: 'empty'}, h('h2', {}, title), help.map(line =>
    typeof line === 'string' ? h('p', {}, line) : line));
}

/** A table with a head; cells are texts or elements, columns that begin with `>` hold numbers. */
export function table(caption, columns, rows) {
  const isNumber = columns.map(column => column.startsWith('>'));
  const cell = (tag, text, index, extra = {}) => h(tag, {...extra, class: isNumber[index] ? 'number' : null}, text);
  return h('div', {class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': caption}, h('table', {},
    h('caption', {class: 'hidden'}, caption),
    h('thead', {}, h('tr', {}, columns.map((column, i) =>
      cell('th', column.replace('>', ''), i, {scope: 'col'})))),
    h('tbody', {}, rows.map(row => h('tr', {}, row.map((text, i) => cell('td', text, i)))))));
}
