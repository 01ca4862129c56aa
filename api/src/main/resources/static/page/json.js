// Where things are in a text of JSON, which may be unfinished: people are still writing it.

/**
 * What the cursor is in: the path of the value that is or would be there (of the object, where a key is expected), the
 * keys that the object around it has before the cursor, and what has been written of the word at the cursor.
 *
 * @returns {{path: string[], keys: string[], expects: "key" | "value" | "none", word: string, from: number, inString: boolean}}
 */
export function context(text, cursor) {
  return scan(text, cursor, () => {});
}

/** The line (from 0) of the field that a JSON pointer means, or of the innermost one around it that exists. */
export function lineOf(text, pointer) {
  const wanted = pointer.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  let best = 0;
  let depth = -1;
  scan(text, text.length, (path, at) => {
    if (path.length > depth && path.length <= wanted.length && path.every((part, i) => part === wanted[i])) {
      depth = path.length;
      best = at;
    }
  });
  return text.slice(0, best).split("\n").length - 1;
}

/** Reads up to the cursor. @param onField receives the path of each field or element, and where it begins */
function scan(text, cursor, onField) {
  /** Objects and arrays around: {isObject, keys, key, index}; key is that of the value being read. */
  const stack = [];
  let expects = "value";
  let written = { word: "", from: cursor, inString: false };
  const top = () => stack.at(-1);
  const step = (level) => (level.isObject ? level.key : String(level.index));
  const path = () => stack.map(step);
  const begin = (at) => expects === "value" && !(top()?.isObject) && onField(path(), at);
  for (let i = 0; i < cursor; i++) {
    const c = text[i];
    if (c === '"') {
      const end = endOfString(text, i);
      if (end < 0 || end >= cursor) {
        written = { word: text.slice(i + 1, cursor), from: i + 1, inString: true };
        break;
      }
      if (expects === "key" && top()?.isObject) {
        top().key = text.slice(i + 1, end);
        top().keys.push(top().key);
        onField(path(), i);
      } else begin(i);
      i = end;
      if (expects === "value") expects = "none";
    } else if (c === "{" || c === "[") {
      begin(i);
      stack.push({ isObject: c === "{", keys: [], key: "", index: 0 });
      expects = c === "{" ? "key" : "value";
    } else if (c === "}" || c === "]") {
      stack.pop();
      expects = "none";
    } else if (c === ":") expects = "value";
    else if (c === ",") {
      if (top() && !top().isObject) top().index++;
      expects = top()?.isObject ? "key" : "value";
    } else if (/[\w.+-]/.test(c)) {
      begin(i);
      let end = i;
      while (end < cursor && /[\w.+-]/.test(text[end])) end++;
      if (end === cursor) written = { word: text.slice(i, end), from: i, inString: false };
      else expects = "none";
      i = end - 1;
    }
  }
  const here = expects === "key" ? path().slice(0, -1) : path();
  return { path: here, keys: top()?.keys ?? [], expects: stack.length === 0 ? "none" : expects, ...written };
}

/** -1 if it does not end on its line. */
function endOfString(text, start) {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') return i;
    else if (text[i] === "\n") return -1;
  }
  return -1;
}
