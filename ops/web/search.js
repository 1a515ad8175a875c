/** Finds keys while one types: a combobox over the engine's list of keys. */
import {h, fill} from './elements.js';
import {globOf, isGlob} from './globs.js';
import {json} from './server.js';

const SHOWN = 50;
const PAUSE_MS = 120;
let made = 0;

/** The key with what was typed marked in it. */
function marked(key, text) {
  const parts = [];
  let from = 0;
  for (const word of text.trim().split(/[\s*?]+/).filter(Boolean)) {
    const at = key.indexOf(word, from);
    if (at < 0) {
      break;
    }
    parts.push(key.slice(from, at), h('mark', {}, word));
    from = at + word.length;
  }
  return [...parts, key.slice(from)];
}

/**
 * A search field. `onPick(keys)` gets the key that was chosen, or the glob of all that match; `isPicked(key)` tells those
 * that are shown already.
 */
export function search({placeholder, text = '', onPick, isPicked = () => false, onText = () => {}}) {
  const id = 'search-' + ++made;
  const list = h('ul', {id, role: 'listbox', 'aria-label': 'Keys that match', hidden: true});
  const input = h('input', {
    type: 'search', role: 'combobox', 'aria-expanded': 'false', 'aria-controls': id, 'aria-autocomplete': 'list',
    'aria-label': 'Find keys', autocomplete: 'off', spellcheck: false, placeholder, value: text,
  });
  const box = h('div', {class: 'search'}, input, h('kbd', {'aria-hidden': 'true'}, '/'), list);
  let timer = 0;
  let asked = null;
  let options = [];
  let active = -1;

  const isOpen = () => !list.hidden;
  const setOpen = open => {
    list.hidden = !open;
    input.setAttribute('aria-expanded', String(open));
    if (!open) {
      activate(-1);
    }
  };
  const activate = index => {
    active = index;
    options.forEach((option, i) => option.element.setAttribute('aria-selected', String(i === index)));
    if (index >= 0) {
      input.setAttribute('aria-activedescendant', options[index].element.id);
      options[index].element.scrollIntoView({block: 'nearest'});
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  };
  const pick = option => {
    onPick(option.key);
    setOpen(false);
    input.focus();
  };
  const optionOf = (key, i, isGlob, label) => {
    const element = h('li', {id: id + '-' + i, role: 'option', 'aria-selected': 'false', class: (isGlob ? 'all ' : '')
      + (isPicked(key) ? 'picked' : '')}, label);
    const option = {key, isGlob, element};
    element.addEventListener('mousedown', event => {
      event.preventDefault();
      pick(option);
    });
    return option;
  };
  const list_ = (keys, hasMore) => {
    const typed = input.value;
    options = keys.map((key, i) => optionOf(key, i, false, marked(key, typed)));
    if (keys.length > 1) {
      const glob = globOf(typed);
      options.unshift(optionOf(glob, 'all', true, ['Chart all that match ', h('code', {}, glob),
        h('span', {class: 'count'}, keys.length + (hasMore ? '+' : ''))]));
    }
    fill(list, options.length ? options.map(option => option.element)
      : h('li', {class: 'none'}, 'No key holds this. Keys are told apart by case; * stands for anything.'));
    activate(-1);
    setOpen(true);
  };
  const ask = async () => {
    asked?.abort();
    onText(input.value);
    if (!input.value.trim()) {
      setOpen(false);
      return;
    }
    const mine = asked = new AbortController();
    try {
      const found = await json('v1/keys', [['glob', globOf(input.value)], ['limit', String(SHOWN)]], {signal: mine.signal});
      list_(found.keys, Boolean(found.next));
    } catch (failure) {
      if (failure.name !== 'AbortError') {
        fill(list, h('li', {class: 'none'}, failure.message));
        setOpen(true);
      }
    }
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener('focus', () => input.value.trim() && !isOpen() && ask());
  input.addEventListener('blur', () => setOpen(false));
  input.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen()) {
        ask();
      } else if (options.length) {
        const step = event.key === 'ArrowDown' ? 1 : -1;
        activate((active + step + options.length + (active < 0 && step < 0 ? 1 : 0)) % options.length);
      }
    } else if (event.key === 'Enter' && isOpen() && options.length) {
      event.preventDefault();
      pick(options[active >= 0 ? active : options.length > 1 && !isGlob(input.value) ? 1 : 0]);
    } else if (event.key === 'Escape' && isOpen()) {
      event.preventDefault();
      setOpen(false);
    }
  });
  return {element: box, input, ask};
}
