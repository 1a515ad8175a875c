/** Globs of keys, as people type them. */

/** What is typed as a glob: words may stand anywhere, in their order, unless the text is a glob itself. */
export function globOf(text) {
  const words = text.trim();
  return isGlob(words) ? words : '*' + words.split(/\s+/).join('*') + '*';
}

export function isGlob(text) {
  return /[*?]/.test(text);
}

/** A glob or key as a regular expression that matches it and nothing else. */
export function pattern(key) {
  let text = '';
  for (const c of key) {
    if (c === '*') {
      text += '.*';
    } else if (c === '?') {
      text += '.';
    } else if (/[\w.\-/=:,]/.test(c) || c > '\u007f') {
      text += c === '.' ? '\\.' : c;
    } else {
      text += '\\x' + c.charCodeAt(0).toString(16).padStart(2, '0');
    }
  }
  return text;
}
