// Light and dark: that of the system, or the one chosen. theme-first.js applies the choice before the first paint.

const KEY = "backspike.theme";
const CHOICES = ["system", "light", "dark"];
const LABELS = { system: "Theme: system", light: "Theme: light", dark: "Theme: dark" };
const SIGNS = { system: "◐", light: "☀", dark: "☾" };

function chosen() {
  const stored = localStorage.getItem(KEY);
  return CHOICES.includes(stored) ? stored : "system";
}

/** Shows the choice on a button and takes the next one at each click. */
export function themeSwitch(button) {
  const show = () => {
    button.textContent = SIGNS[chosen()];
    button.setAttribute("aria-label", LABELS[chosen()]);
    button.title = LABELS[chosen()];
  };
  button.addEventListener("click", () => {
    const next = CHOICES[(CHOICES.indexOf(chosen()) + 1) % CHOICES.length];
    localStorage.setItem(KEY, next);
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    show();
    document.dispatchEvent(new Event("theme"));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.dispatchEvent(new Event("theme")));
  show();
}

/** The colour of a custom property in the present theme, for canvases. */
export function colour(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}
