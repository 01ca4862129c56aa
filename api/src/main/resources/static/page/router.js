// Views by the fragment of the address: #/jobs?state=RUNNING, #/jobs/j01... No view needs a request of its own.

/** @typedef {{path: string[], query: URLSearchParams}} Place */

export function place() {
  const [path, search = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  return { path: path.split("/").filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(search) };
}

/** The address of a view. */
export function link(path, parameters = {}) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== "" && one !== null && one !== undefined) search.append(name, one);
    }
  }
  const text = search.toString();
  return `#/${path.map(encodeURIComponent).join("/")}${text ? `?${text}` : ""}`;
}

export function go(path, parameters) {
  location.hash = link(path, parameters);
}

/** Changes the address without opening the view anew: a filter, a choice. */
export function note(path, parameters) {
  history.replaceState(null, "", link(path, parameters));
}
