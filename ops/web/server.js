/** Asks the engine: JSON, text, and streams of events. Each answer that is an error becomes a Refusal. */

const TOKEN = 'leela.token';
const SILENCE_MS = 45000;
const AGAIN_MS = 2000;
let askForToken = async () => {};
let tell = () => {};

/** What the engine said no to: its sentence, and where in a query the fault is. */
export class Refusal extends Error {
  constructor(status, debug) {
    super(debug.message || 'the engine answered ' + status);
    this.status = status;
    this.line = debug.line;
    this.column = debug.column;
  }
}

/** Whether that may go by: nothing answers, or the engine has just begun, or is full. What is asked wrongly stays wrong. */
export function mayPass(failure) {
  return !failure.status || failure.status === 429 || failure.status >= 500;
}

/** Does it in a while, since the engine is away just now; the timer's number. */
export function again(step) {
  return setTimeout(step, AGAIN_MS);
}

/** How to get a token from the user, and whom to tell whether the engine answers. */
export function connect(onToken, onState) {
  askForToken = onToken;
  tell = onState;
}

export function keepToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

export function forgetToken() {
  sessionStorage.removeItem(TOKEN);
}

export function hasToken() {
  return Boolean(sessionStorage.getItem(TOKEN));
}

function address(path, pairs) {
  const parameters = new URLSearchParams(pairs);
  const query = parameters.toString();
  return path + (query ? '?' + query : '');
}

async function request(path, pairs, options = {}) {
  const token = sessionStorage.getItem(TOKEN);
  const headers = {...options.headers, ...(token ? {Authorization: 'Bearer ' + token} : {})};
  let answer;
  try {
    answer = await fetch(address(path, pairs), {...options, headers, credentials: 'omit'});
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    tell(false);
    throw new Error('The engine does not answer.', {cause: failure});
  }
  tell(true);
  if (answer.status === 401) {
    // what was asked before a token was given is asked again with it
    if (token === sessionStorage.getItem(TOKEN)) {
      await askForToken(Boolean(token));
    }
    return request(path, pairs, options);
  }
  if (!answer.ok) {
    const body = await answer.json().catch(() => ({}));
    throw new Refusal(answer.status, body.debug || {});
  }
  return answer;
}

/** The results of a JSON answer. */
export async function json(path, pairs, options) {
  const answer = await request(path, pairs, options);
  const body = await answer.json();
  return body.results === undefined ? body : body.results;
}

export async function text(path, options) {
  return (await request(path, [], options)).text();
}

/** Has the engine do something; `words` are the body. */
export function send(method, path, pairs, words) {
  return json(path, pairs, {method, ...(words ? {body: words} : {})});
}

/**
 * Follows a query until the signal is aborted or the engine ends it: calls `onEvent(name, data)` for each event. Not by
 * EventSource, which can show no token and tells no reason. The engine says something every 15 s at least: who hears
 * nothing for three times as long follows nobody, though no connection has ended.
 */
export async function follow(path, pairs, signal, onEvent) {
  const answer = await request(path, pairs, {signal, headers: {Accept: 'text/event-stream'}});
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {value, done} = await heard(reader);
    if (done) {
      return;
    }
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      take(block, onEvent);
    }
  }
}

async function heard(reader) {
  let timer = 0;
  const silence = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Nothing is heard of the engine.')), SILENCE_MS);
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } catch (failure) {
    reader.cancel().catch(() => {});
    throw failure.name === 'TypeError' ? new Error('The connection to the engine broke.', {cause: failure}) : failure;
  } finally {
    clearTimeout(timer);
  }
}

function take(block, onEvent) {
  let name = 'message';
  let data = '';
  for (const line of block.split('\n')) {
    if (line.startsWith('event: ')) {
      name = line.slice(7);
    } else if (line.startsWith('data: ')) {
      data += line.slice(6);
    }
  }
  if (data) {
    onEvent(name, JSON.parse(data));
  }
}
