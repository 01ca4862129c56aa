// Elements. Texts always become text nodes, so that nothing a user has written is read as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** h("button", {class: "primary", onclick: save}, "Save", icon): null, undefined and false are left out. */
export function h(tag, properties, ...children) {
  return build(document.createElement(tag), properties, children);
}

export function svg(tag, properties, ...children) {
  return build(document.createElementNS(SVG, tag), properties, children);
}

function build(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    else if (name === "value" && "value" in element) element.value = value;
    else if (name === "checked" || name === "disabled" || name === "selected" || name === "indeterminate")
      element[name] = true;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter(isShown));
  return element;
}

function isShown(child) {
  return child !== null && child !== undefined && child !== false;
}

export function replace(parent, ...children) {
  parent.replaceChildren(...children.flat(Infinity).filter(isShown));
  return parent;
}

/** A message that appears for some seconds and is read out. */
export function toast(text, kind = "info") {
  const note = h("div", { class: `toast ${kind}` }, text);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), kind === "error" ? 10_000 : 4_000);
}

/** What an error says, with the fields at fault. */
export function problem(error) {
  const errors = error.errors ?? [];
  return h(
    "div",
    { class: "problem", role: "alert" },
    h("p", null, error.detail ?? String(error.message ?? error)),
    errors.length > 0 &&
      h("ul", null, errors.map((one) => h("li", null, h("code", null, one.pointer || "(document)"), " ", one.message))),
  );
}
