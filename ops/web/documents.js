/** What keys hold beside points: documents, such as notifications of collectd, or what somebody has noted. */
import {empty, h, table} from './elements.js';
import {time} from './format.js';
import {json} from './server.js';

const MOST = 200;

/** The newest first, of a range in unix seconds. */
export async function documents(keys, [from, to], signal) {
  const found = await Promise.all(keys.map(key => ofKey(key, from, to, signal)));
  const rows = found.flat().sort(([one], [other]) => other - one).slice(0, MOST);
  return rows.length ? table('Documents', ['time', 'key', 'document'],
    rows.map(([moment, key, document]) => [time(moment), key, h('code', {}, JSON.stringify(document))]))
    : empty('No documents either', 'Nothing at all came in under this key in this range.');
}

async function ofKey(key, from, to, signal) {
  try {
    const found = await json('v1/data/' + encodeURIComponent(key), [['start', Math.floor(from)], ['finish', Math.ceil(to)]], {signal});
    return Object.values(found).flatMap(({series}) => series.map(([moment, document]) => [moment, key, document]));
  } catch (failure) {
    if (failure.status === 404) {
      return [];
    }
    throw failure;
  }
}
