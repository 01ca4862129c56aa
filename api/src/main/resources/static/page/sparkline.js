// Small curves within tables, drawn when they scroll into view.

import { get, query } from "./api.js";
import { svg } from "./dom.js";

const WIDTH = 110;
const HEIGHT = 26;
const AT_ONCE = 4;

/** Sparklines of a list of jobs. What has not changed is not read again. */
export class Sparklines {
  #known = new Map();
  #waiting = [];
  #reading = 0;
  #watch;

  constructor(signal) {
    this.signal = signal;
    this.#watch = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) {
          this.#watch.unobserve(entry.target);
          this.#waiting.push(entry.target);
        }
      }
      this.#next();
    }, { rootMargin: "100px" });
    signal.addEventListener("abort", () => this.#watch.disconnect());
  }

  /** @param series its name; the sparkline is empty if the job has no such series */
  of(job, series) {
    const line = svg("svg", { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" });
    const key = `${job.id} ${series}`;
    const known = this.#known.get(key);
    if (known) draw(line, known.values);
    if ((!known || known.lastEvent !== job.lastEvent) && series in job.latest) {
      line.request = { key, job: job.id, series, lastEvent: job.lastEvent };
      this.#watch.observe(line);
    }
    return line;
  }

  async #next() {
    while (this.#reading < AT_ONCE && this.#waiting.length > 0) {
      const line = this.#waiting.shift();
      const { key, job, series, lastEvent } = line.request;
      this.#reading++;
      get(`jobs/${job}/metrics${query({ series, points: 60 })}`, this.signal)
        .then((metrics) => {
          const values = metrics.series[0]?.values ?? [];
          this.#known.set(key, { values, lastEvent });
          draw(line, values);
        })
        // A job may have been deleted meanwhile, and the list will say so; a sparkline is no place for an error.
        .catch((e) => e.name === "AbortError" || e.status !== undefined || Promise.reject(e))
        .finally(() => {
          this.#reading--;
          this.#next();
        });
    }
  }
}

function draw(line, values) {
  const finite = values.filter((value) => value !== null);
  if (finite.length < 2) return;
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low || 1;
  const points = values
    .map((value, i) => value === null ? null : `${((i / (values.length - 1)) * WIDTH).toFixed(1)},${(HEIGHT - 3 - ((value - low) / span) * (HEIGHT - 6)).toFixed(1)}`)
    .filter(Boolean);
  line.replaceChildren(svg("polyline", { points: points.join(" ") }));
}
