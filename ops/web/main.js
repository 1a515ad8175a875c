/** The frame: shows the view that the address names, and what is common to all. */
import {go, read} from './address.js';
import {h, fill} from './elements.js';
import {connect, forgetToken, hasToken, json, keepToken} from './server.js';
import * as alerts from './alerts.js';
import * as engine from './engine.js';
import * as explore from './explore.js';
import * as overview from './overview.js';
import * as query from './query.js';

const VIEWS = {overview, explore, query, alerts, engine};
const READY_MS = 10000;
const THEME = 'leela.theme';
const THEMES = ['auto', 'light', 'dark'];
const main = document.getElementById('main');
let open = null;
let close = () => {};

/** Shows what the address says. A view that is shown already is told, and may take it from there. */
function show() {
  const {view, parameters} = read();
  const isView = Object.hasOwn(VIEWS, view);
  const next = isView ? VIEWS[view] : overview;
  if (!isView) {
    go('overview', [], true);
  }
  if (next === open && next.update && next.update(parameters)) {
    return;
  }
  close();
  open = next;
  for (const link of document.querySelectorAll('nav a')) {
    if (VIEWS[link.dataset.view] === next) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
  document.title = (next === overview ? '' : next.title + ' · ') + 'Leela';
  const container = h('div', {class: 'view view-' + (isView ? view : 'overview')});
  fill(main, container);
  close = next.show(container, parameters) || (() => {});
}

function theme(chosen) {
  const root = document.documentElement;
  if (chosen === 'auto') {
    root.removeAttribute('data-theme');
  } else {
    root.setAttribute('data-theme', chosen);
  }
  const button = document.getElementById('theme');
  button.textContent = {auto: '◐ Auto', light: '○ Light', dark: '● Dark'}[chosen];
  button.setAttribute('aria-label', 'Colours: ' + chosen + '. Press to change.');
  button.dataset.theme = chosen;
  dispatchEvent(new Event('leela-theme'));
}

document.getElementById('theme').addEventListener('click', event => {
  const next = THEMES[(THEMES.indexOf(event.currentTarget.dataset.theme) + 1) % THEMES.length];
  localStorage.setItem(THEME, next);
  theme(next);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => dispatchEvent(new Event('leela-theme')));

/** Asks for the token once, whoever needs it meanwhile. */
let asking = null;
function askForToken(wasRefused) {
  const dialog = document.getElementById('token');
  asking ??= new Promise(resolve => {
    const field = document.getElementById('token-field');
    field.value = '';
    document.getElementById('token-refused').hidden = !wasRefused;
    dialog.showModal();
    dialog.addEventListener('close', () => {
      asking = null;
      keepToken(field.value.trim());
      drawToken();
      resolve();
    }, {once: true});
  });
  return asking;
}

/** A token that is kept may be given back: the page begins anew, and asks for one where it must. */
function drawToken() {
  document.getElementById('forget').hidden = !hasToken();
}
document.getElementById('forget').addEventListener('click', () => {
  forgetToken();
  location.reload();
});

/** What is not ready, whatever the view shows. */
let unready = '';
let isThere = true;
function drawState() {
  const state = document.getElementById('state');
  state.textContent = isThere ? unready : 'The engine does not answer';
  state.title = state.textContent;
  state.classList.toggle('bad', !isThere || unready !== '');
}

connect(askForToken, answers => {
  isThere = answers;
  drawState();
});

/** How many alerts are open of those that this chooses. */
function howMany(pairs) {
  return json('v1/alerts', [['limit', '1'], ...pairs]).then(found => found.open ?? found.alerts.length, () => 0);
}

function upTo99(count) {
  return count > 99 ? '99+' : String(count);
}

async function lookWhetherReady() {
  if (!document.hidden) {
    unready = await json('readyz').then(() => '', failure => failure.status === 503 ? failure.message.replace(/^not/, 'Not').slice(0, 120) : unready);
    drawState();
    const [firing, open] = await Promise.all([howMany([['state', 'firing']]), howMany([])]);
    const rest = Math.max(0, open - firing);
    fill(document.querySelector('nav [data-view=alerts]'), 'Alerts',
      firing ? h('span', {class: 'badge bad', title: firing + (firing === 1 ? ' fires' : ' fire')}, upTo99(firing)) : null,
      rest ? h('span', {class: 'badge rest', title: rest + ' more open: flapping, unknown or pending'}, upTo99(rest)) : null);
  }
}
setInterval(lookWhetherReady, READY_MS);

addEventListener('hashchange', show);
// a page that a browser keeps for the way back must not go on to follow anything
addEventListener('pagehide', () => {
  close();
  close = () => {};
  open = null;
});
addEventListener('pageshow', event => event.persisted && show());
addEventListener('keydown', event => {
  const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey) {
    const search = document.querySelector('[role=combobox]');
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
});
theme(localStorage.getItem(THEME) || 'auto');
drawToken();
show();
lookWhetherReady();
