/** The view lives in the address, behind its #, so that a link holds all of it: `#/explore?key=web.load&range=1h`. */

/** What the address says: the view's name and its parameters. */
export function read() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return {view: path || 'overview', parameters: new URLSearchParams(query)};
}

/** The address of a view; parameters are pairs, and those without a value are left out. */
export function link(view, pairs = []) {
  const parameters = new URLSearchParams(pairs.filter(([, value]) => value !== '' && value !== null && value !== undefined));
  const query = parameters.toString();
  return '#/' + (view === 'overview' ? '' : view) + (query ? '?' + query : '');
}

/** Goes there; `replace` where one would not want to come back to what was before. */
export function go(view, pairs, replace = false) {
  const address = link(view, pairs);
  if (address === location.hash) {
    return;
  }
  if (replace) {
    history.replaceState(null, '', address);
  } else {
    history.pushState(null, '', address);
  }
}
