// An editor for JSON: a text area with line numbers, completion from a schema, and marks at the lines with errors.

import { h, replace } from "./dom.js";
import { context, lineOf } from "./json.js";
import { keysAt, valuesAt } from "./schema.js";

const MOST = 40;

export class Editor {
  #offers = [];
  #chosen = 0;
  #errors = new Map();

  constructor({ label, onChange }) {
    this.schema = null;
    this.gutter = h("div", { class: "gutter", "aria-hidden": "true" });
    this.list = h("ul", { class: "offers", role: "listbox", id: "offers", "aria-label": "Completions", hidden: true });
    this.area = h("textarea", {
      spellcheck: "false", autocapitalize: "off", autocomplete: "off", rows: 30, wrap: "off", "aria-label": label,
      "aria-autocomplete": "list", "aria-controls": "offers", "aria-haspopup": "listbox",
      oninput: () => {
        this.#showGutter();
        this.#complete(false);
        onChange();
      },
      onkeydown: (event) => this.#key(event),
      onscroll: () => {
        this.gutter.scrollTop = this.area.scrollTop;
        this.#close();
      },
      onblur: () => setTimeout(() => this.#close(), 150),
    });
    this.element = h("div", { class: "editor" }, this.gutter, this.area, this.list);
  }

  get text() {
    return this.area.value;
  }

  set text(text) {
    this.area.value = text;
    this.mark([]);
  }

  /** @param errors [{pointer, message}] */
  mark(errors) {
    this.#errors = new Map(errors.map((error) => [lineOf(this.text, error.pointer), error.message]));
    this.#showGutter();
  }

  goTo(pointer) {
    const line = lineOf(this.text, pointer);
    const lines = this.text.split("\n");
    const start = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
    this.area.focus();
    this.area.setSelectionRange(start, start + lines[line].length);
    this.area.scrollTop = Math.max(0, (line - 5) * this.#lineHeight());
  }

  #lineHeight() {
    return parseFloat(getComputedStyle(this.area).lineHeight);
  }

  #showGutter() {
    const many = this.text.split("\n").length;
    replace(this.gutter, Array.from({ length: many }, (_, i) =>
      h("div", { class: this.#errors.has(i) ? "wrong" : null, title: this.#errors.get(i) }, String(i + 1))));
    this.gutter.scrollTop = this.area.scrollTop;
  }

  #key(event) {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      this.#complete(true);
      return;
    }
    if (this.list.hidden) return;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) {
      event.preventDefault();
      this.#chosen = (this.#chosen + moves[event.key] + this.#offers.length) % this.#offers.length;
      this.#showOffers();
    } else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      this.#take(this.#offers[this.#chosen]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      this.#close();
    }
  }

  /** Offers what fits to what has been written, or, if asked for, all that may stand here. */
  #complete(isAsked) {
    this.#close();
    if (this.schema === null) return;
    const here = context(this.text, this.area.selectionStart);
    if (here.expects === "none" || (!isAsked && here.word === "" && !here.inString)) return;
    const offers = here.expects === "key" ? keysAt(this.schema, here.path, here.keys) : valuesAt(this.schema, here.path);
    const word = here.word.toLowerCase();
    this.#offers = offers.filter((offer) => offer.text.replace(/^"/, "").toLowerCase().includes(word)).slice(0, MOST);
    if (this.#offers.length === 0) return;
    this.here = here;
    this.#chosen = 0;
    this.list.hidden = false;
    this.#placeList();
    this.#showOffers();
  }

  #placeList() {
    const before = this.text.slice(0, this.area.selectionStart).split("\n");
    const top = before.length * this.#lineHeight() - this.area.scrollTop + 8;
    this.list.style.top = `${Math.min(top, this.area.clientHeight - 40)}px`;
    this.list.style.left = `min(${before.at(-1).length}ch + 3rem, 40%)`;
  }

  #showOffers() {
    replace(this.list, this.#offers.map((offer, i) => h("li", {
      role: "option", id: `offer-${i}`, "aria-selected": String(i === this.#chosen),
      onmousedown: (event) => {
        event.preventDefault();
        this.#take(offer);
      },
    }, h("b", null, offer.text), " ", h("span", { class: "muted" }, offer.detail))));
    this.area.setAttribute("aria-activedescendant", `offer-${this.#chosen}`);
    this.list.children[this.#chosen].scrollIntoView({ block: "nearest" });
  }

  #take(offer) {
    const { from, inString, expects } = this.here;
    const start = inString ? from - 1 : from;
    let end = this.area.selectionStart;
    // What is left of the word behind the cursor goes too.
    while (inString && /[\w.-]/.test(this.text[end] ?? "")) end++;
    if (inString && this.text[end] === '"') end++;
    const hasColon = /^\s*:/.test(this.text.slice(end));
    const text = expects === "key" ? `${JSON.stringify(offer.text)}${hasColon ? "" : ": "}` : offer.text;
    this.area.setRangeText(text, start, end, "end");
    this.#close();
    this.area.dispatchEvent(new Event("input"));
    this.#close();
  }

  #close() {
    this.list.hidden = true;
    this.area.removeAttribute("aria-activedescendant");
  }
}
