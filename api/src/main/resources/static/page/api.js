// The REST API. Paths are relative to the page, so that a proxy may put a prefix before them.

const TOKEN = "backspike.token";

/** A refusal: what the service answered as application/problem+json, or what the browser says of a lost connection. */
export class ApiProblem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.title ?? `HTTP status ${status}`);
    this.status = status;
    this.code = body.code ?? "";
    this.detail = this.message;
    this.errors = body.errors ?? [];
  }
}

/** The token lives as long as the browser's tab. */
export function token() {
  return sessionStorage.getItem(TOKEN);
}

export function setToken(text) {
  if (text === null) sessionStorage.removeItem(TOKEN);
  else sessionStorage.setItem(TOKEN, text);
}

export function url(path) {
  return `api/v1/${path}`;
}

/** The response, once its status says that it succeeded. */
export async function send(path, { method = "GET", body, headers = {}, accept = "application/json", signal } = {}) {
  const sent = { Accept: accept, ...headers };
  if (token() !== null) sent.Authorization = `Bearer ${token()}`;
  if (typeof body === "string") sent["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(url(path), { method, body, headers: sent, signal });
  } catch (e) {
    if (e.name === "AbortError") throw e;
    document.dispatchEvent(new CustomEvent("connection", { detail: false }));
    throw new ApiProblem(0, { detail: "The service cannot be reached." });
  }
  document.dispatchEvent(new CustomEvent("connection", { detail: true }));
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response) {
  const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
  const problem = new ApiProblem(response.status, isJson ? await response.json() : {});
  if (response.status === 401) document.dispatchEvent(new CustomEvent("unauthorized", { detail: problem }));
  return problem;
}

export async function get(path, signal) {
  return (await send(path, { signal, accept: "application/json, application/schema+json" })).json();
}

/** @param body a text of JSON, a value to write as JSON, or nothing */
export async function post(path, body, headers) {
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  return (await send(path, { method: "POST", body: text, headers })).json();
}

export async function remove(path) {
  await send(path, { method: "DELETE" });
}

/** A query string of what is neither null nor empty; arrays repeat the name. */
export function query(parameters) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== "") search.append(name, one);
    }
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}

/** All entries of a paged list, at most as many as asked for. */
export async function all(path, field, { parameters = {}, limit = 200, most = 1000, signal } = {}) {
  const found = [];
  let pageToken = null;
  do {
    const page = await get(path + query({ ...parameters, limit, pageToken }), signal);
    found.push(...page[field]);
    pageToken = page.nextPageToken;
  } while (pageToken && found.length < most);
  return found;
}

/** Saves a file. A link cannot carry a token, so with one the file is fetched first. */
export async function download(path, name, accept = "application/octet-stream") {
  let href = url(path);
  if (token() !== null || accept !== "application/octet-stream") {
    href = URL.createObjectURL(await (await send(path, { accept })).blob());
  }
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
  if (href.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
