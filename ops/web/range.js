/** A range of time that is typed: two moments in the clock of whoever looks. */
import {h} from './elements.js';

/** From and to in unix seconds, as fields; `onChange` is told of a range that is one. */
export function range([from, to], onChange) {
  const field = (label, value, range) => h('input', {type: 'datetime-local', step: '1', 'aria-label': label, 'data-focus': label,
    value: local(value), onchange: event => {
      const [newFrom, newTo] = range(new Date(event.target.value).getTime() / 1000);
      event.target.setCustomValidity(newFrom < newTo ? '' : 'The range ends before it begins');
      if (event.target.reportValidity()) {
        onChange([newFrom, newTo]);
      }
    }});
  return [field('From', from, moment => [moment, to]), field('To', to, moment => [from, moment])];
}

function local(seconds) {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
