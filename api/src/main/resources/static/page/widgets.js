// Small pieces that several views show.

import { h, toast } from "./dom.js";
import { link } from "./router.js";
import { words } from "./format.js";

export function badge(state, note) {
  return h("span", { class: `badge ${state.toLowerCase()}`, title: note }, words(state));
}

export function progressBar(percent, label) {
  return h("span", { class: "progress" },
    h("progress", { max: 100, value: percent, "aria-label": label }),
    h("span", { class: "percent" }, `${Math.floor(percent)} %`));
}

/** A button that does something at the service, is disabled meanwhile, and shows a refusal. */
export function action(text, run, { kind = "", confirm = null, label } = {}) {
  const button = h("button", { type: "button", class: kind, "aria-label": label }, text);
  button.addEventListener("click", async () => {
    if (confirm !== null && !window.confirm(confirm)) return;
    button.disabled = true;
    try {
      await run();
    } catch (e) {
      if (e.status === undefined) throw e;
      toast(e.detail, "error");
    } finally {
      button.disabled = false;
    }
  });
  return button;
}

/** @param tabs [{id, title, show(panel)}]: a panel is filled when it is first opened */
export function tabs(label, list, chosen, onChoice) {
  const bar = h("div", { role: "tablist", class: "tabs", "aria-label": label });
  const panels = h("div");
  const select = (id, focus) => {
    for (const tab of list) {
      const isChosen = tab.id === id;
      tab.button.setAttribute("aria-selected", String(isChosen));
      tab.button.tabIndex = isChosen ? 0 : -1;
      tab.panel.hidden = !isChosen;
      if (isChosen) {
        if (focus) tab.button.focus();
        if (!tab.shown) {
          tab.shown = true;
          tab.show(tab.panel);
        }
      }
    }
    onChoice(id);
  };
  list.forEach((tab, i) => {
    tab.button = h("button", {
      type: "button", role: "tab", id: `tab-${tab.id}`, "aria-controls": `panel-${tab.id}`,
      onclick: () => select(tab.id, false),
      onkeydown: (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) select(list[(i + step + list.length) % list.length].id, true);
      },
    }, tab.title);
    tab.panel = h("div", { role: "tabpanel", id: `panel-${tab.id}`, "aria-labelledby": `tab-${tab.id}`, tabindex: 0 });
    bar.append(tab.button);
    panels.append(tab.panel);
  });
  // The panels must be in the document before they are filled: charts need their width.
  const element = h("div", null, bar, panels);
  element.open = () => select(list.some((tab) => tab.id === chosen) ? chosen : list[0].id, false);
  element.bar = bar;
  return element;
}

/** Names and values. */
export function facts(entries) {
  return h("dl", { class: "facts" }, entries.filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))));
}

export function jobLink(id, text = id) {
  return h("a", { href: link(["jobs", id]) }, text);
}

/**
 * Runs at once and then at intervals while the page is visible, until the signal aborts or the service refuses. While
 * the service cannot be reached, which the frame of the page says, it retries.
 */
export async function poll(seconds, signal, run) {
  while (!signal.aborted) {
    if (document.visibilityState === "visible") {
      try {
        await run();
      } catch (e) {
        if (signal.aborted || e.name === "AbortError" || e.status === 401) return;
        if (e.status === undefined) throw e;
        if (e.status >= 400 && e.status < 500 && e.status !== 429 && e.status !== 408) {
          toast(e.message, "error");
          return;
        }
      }
    }
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
    });
  }
}

export function heading(text, ...beside) {
  document.title = `${text} – Backspike`;
  return h("div", { class: "heading" }, h("h1", null, text), beside);
}

export function labelled(text, control) {
  return h("label", { class: "field" }, h("span", null, text), control);
}

export function select(options, chosen, onchange) {
  const box = h("select", { onchange: () => onchange(box.value) }, options.map(([value, text = value]) =>
    h("option", { value, selected: value === chosen }, text)));
  return box;
}

