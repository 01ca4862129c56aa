// The frame around the views: who is signed in, which view the address names, and what is said when one fails.

import { get, setToken, token } from "./api.js";
import { h, problem, replace } from "./dom.js";
import { link, place } from "./router.js";
import { themeSwitch } from "./theme.js";

/** Views by the first part of the address. Each is loaded when it is first opened. */
const VIEWS = {
  jobs: (path) => (path.length > 1 ? import("./views/job.js") : import("./views/jobs.js")),
  compare: () => import("./views/compare.js"),
  sweeps: (path) => (path.length > 1 ? import("./views/sweep.js") : import("./views/sweeps.js")),
  workers: () => import("./views/workers.js"),
  datasets: (path) => (path.length > 1 ? import("./views/dataset.js") : import("./views/datasets.js")),
  new: () => import("./views/new.js"),
  tokens: () => import("./views/tokens.js"),
  audit: () => import("./views/audit.js"),
};
const NAVIGATION = [
  ["jobs", "Jobs"], ["sweeps", "Sweeps"], ["datasets", "Data sets"], ["workers", "Workers"],
  ["tokens", "Tokens", "admin"], ["audit", "Audit", "admin"],
];

const main = document.getElementById("main");
let leaving = new AbortController();
let caller = null;

async function open() {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const here = place();
  const name = here.path[0] ?? "jobs";
  try {
    caller ??= await get("caller", signal);
    showFrame(name);
    const view = await (VIEWS[name] ?? VIEWS.jobs)(here.path);
    if (signal.aborted) return;
    replace(main, h("p", { class: "muted" }, "Loading …"));
    await view.show({ main, place: here, signal, caller });
  } catch (e) {
    if (signal.aborted || e.name === "AbortError") return;
    // A refused token is answered by the sign-in view.
    if (e.status === 401) return;
    replace(main, h("h1", null, "This view cannot be shown"), problem(e),
      h("p", null, h("button", { type: "button", onclick: open }, "Retry")));
    if (e.status === undefined) throw e;
  }
}

function showFrame(name) {
  const may = (scope) => caller.scopes.includes(scope);
  replace(document.getElementById("nav"),
    NAVIGATION.filter(([, , scope]) => scope === undefined || (may(scope) && caller.tokens)).map(([id, title]) =>
      h("a", { href: link([id]), "aria-current": id === name ? "page" : null }, title)),
    may("submitter") && h("a", { class: "primary", href: link(["new"]), "aria-current": name === "new" ? "page" : null }, "New job"));
  const theme = h("button", { type: "button", class: "plain icon" });
  themeSwitch(theme);
  replace(document.getElementById("account"), theme,
    caller.tokens && h("span", { class: "muted who" }, caller.name),
    token() !== null && h("button", { type: "button", onclick: signOut }, "Sign out"));
}

function signOut() {
  setToken(null);
  caller = null;
  open();
}

/** Asks for a token, checks it, and goes on to where the address says. */
function signIn(refusal) {
  leaving.abort();
  leaving = new AbortController();
  caller = null;
  const had = token() !== null;
  setToken(null);
  document.title = "Sign in – Backspike";
  replace(document.getElementById("nav"));
  replace(document.getElementById("account"));
  const input = h("input", { type: "password", id: "token", autocomplete: "off", required: true, "aria-describedby": "token-help" });
  const form = h("form", { class: "sign-in", onsubmit: (event) => {
    event.preventDefault();
    setToken(input.value.trim());
    open();
  } },
    h("h1", null, "Sign in"),
    had && problem(refusal),
    h("label", { for: "token" }, "Token"), input,
    h("p", { class: "muted", id: "token-help" }, "An admin of this service creates tokens. The token is kept until this tab is closed."),
    h("button", { class: "primary" }, "Sign in"));
  replace(main, form);
  input.focus();
}

document.addEventListener("connection", (event) => (document.getElementById("offline").hidden = event.detail));
document.addEventListener("unauthorized", (event) => signIn(event.detail));
addEventListener("hashchange", () => {
  open();
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
});
open();
