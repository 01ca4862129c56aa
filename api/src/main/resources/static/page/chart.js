// Curves drawn by uPlot, with a legend of buttons, marks at steps, and a zoom that several charts share.

import { h, replace } from "./dom.js";
import { metric, number } from "./format.js";
import { colour } from "./theme.js";

const HEIGHT = 240;

/** Charts with one group zoom together and show their cursors together. */
export class Group {
  static #count = 0;
  charts = new Set();
  range = null;
  key = `group-${Group.#count++}`;
  /** @param onZoom receives the range of x, or null for all */
  constructor(onZoom = () => {}) {
    this.onZoom = onZoom;
  }

  zoom(range) {
    this.range = range;
    this.charts.forEach((chart) => chart.rescale());
    this.onZoom(range);
  }
}

/** One chart. Call close() when its view ends. */
export class Chart {
  #plot = null;
  #shape = "";
  #curves = [];
  #hidden = new Set();
  #marks = [];
  #log = { x: false, y: false };
  #observer;
  #onTheme = () => this.#rebuild();

  constructor(title, group, { xLabel = "step" } = {}) {
    this.title = title;
    this.group = group;
    this.xLabel = xLabel;
    this.legend = h("ul", { class: "legend" });
    this.canvas = h("div", {
      class: "plot",
      role: "img",
      tabindex: 0,
      "aria-keyshortcuts": "ArrowLeft ArrowRight + - 0",
      title: "Drag to zoom, double-click for all. Keys: + and - zoom, arrows move, 0 shows all",
      onkeydown: (event) => this.#key(event),
      ondblclick: () => group.zoom(null),
    });
    this.element = h("figure", { class: "chart" }, h("figcaption", null, title), this.canvas, this.legend);
    group.charts.add(this);
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(this.canvas);
    document.addEventListener("theme", this.#onTheme);
  }

  /** @param curves [{label, colour, x, y, dash?, faint?, low?, high?}]: x ascending, y null for a gap */
  set(curves) {
    this.#curves = curves;
    const shape = JSON.stringify(curves.map((curve) => [curve.label, curve.colour, !!curve.low]));
    if (this.#plot === null || shape !== this.#shape) {
      this.#shape = shape;
      this.#rebuild();
    } else {
      this.#plot.setData(this.#data());
      this.#values(null);
    }
    this.#describe();
  }

  /** @param marks [{x, text, kind}] */
  mark(marks) {
    this.#marks = marks;
    this.#plot?.redraw(false);
  }

  logarithmic(log) {
    this.#log = log;
    this.#rebuild();
  }

  rescale() {
    this.#plot?.setData(this.#plot.data);
  }

  close() {
    this.#observer.disconnect();
    document.removeEventListener("theme", this.#onTheme);
    this.group.charts.delete(this);
    this.#plot?.destroy();
    this.#plot = null;
  }

  #data() {
    const log = this.#log;
    const tables = [];
    for (const curve of this.#curves) {
      let columns = [curve.x, curve.y, ...(curve.low ? [curve.high, curve.low] : [])];
      // Nothing of 0 or less has a place on a logarithmic axis.
      if (log.x) {
        const from = columns[0].findIndex((x) => x > 0);
        columns = columns.map((column) => (from < 0 ? [] : column.slice(from)));
      }
      if (log.y) columns = columns.map((column, i) => (i === 0 ? column : column.map((v) => (v > 0 ? v : null))));
      tables.push(columns);
    }
    // 1: a null of the curve itself stays a gap, one that comes from joining is drawn over.
    return tables.length === 0 ? [[]] : uPlot.join(tables, tables.map((table) => table.map(() => 1)));
  }

  #rebuild() {
    this.#plot?.destroy();
    this.#plot = null;
    const width = this.canvas.clientWidth;
    if (width === 0) return;
    this.#plot = new uPlot(this.#options(width), this.#data(), this.canvas);
    this.#showLegend();
  }

  #options(width) {
    const axis = { stroke: colour("muted"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line") } };
    const series = [{}];
    const bands = [];
    for (const curve of this.#curves) {
      const stroke = colour(curve.colour);
      const show = !this.#hidden.has(curve.label);
      series.push({ label: curve.label, stroke, show, width: curve.faint ? 1 : 1.75, alpha: curve.faint ? 0.55 : 1,
        dash: curve.dash, spanGaps: false, points: { show: curve.x.length < 3 } });
      if (curve.low) {
        const bound = { stroke: "transparent", show, points: { show: false } };
        series.push({ ...bound, label: `${curve.label} high` }, { ...bound, label: `${curve.label} low` });
        bands.push({ series: [series.length - 2, series.length - 1], fill: faded(stroke) });
      }
    }
    const label = { font: "12px system-ui", labelFont: "12px system-ui" };
    return {
      width,
      height: HEIGHT,
      legend: { show: false },
      series,
      bands,
      cursor: { sync: { key: this.group.key, setSeries: false }, drag: { x: true, y: false, setScale: false }, points: { size: 7 } },
      scales: {
        x: { time: false, distr: this.#log.x ? 3 : 1, range: (_, min, max) => this.group.range ?? [min, max === min ? min + 1 : max] },
        y: { distr: this.#log.y ? 3 : 1 },
      },
      axes: [
        { ...axis, ...label, size: 40, label: this.xLabel, labelSize: 16, values: (_, ticks) => ticks.map((tick) => (tick === null ? "" : short(tick))) },
        { ...axis, ...label, size: 58, values: (_, ticks) => ticks.map((tick) => (tick === null ? "" : short(tick))) },
      ],
      hooks: {
        draw: [(plot) => this.#drawMarks(plot)],
        setCursor: [(plot) => this.#values(plot.cursor.idx)],
        setSelect: [(plot) => this.#select(plot)],
      },
    };
  }

  #select(plot) {
    const { left, width } = plot.select;
    if (width < 5) return;
    this.group.zoom([plot.posToVal(left, "x"), plot.posToVal(left + width, "x")]);
    plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  }

  #key(event) {
    if (this.#plot === null) return;
    const { min, max } = this.#plot.scales.x;
    const span = max - min;
    const ranges = {
      "+": [min + span / 4, max - span / 4],
      "-": [min - span / 2, max + span / 2],
      ArrowLeft: [min - span / 4, max - span / 4],
      ArrowRight: [min + span / 4, max + span / 4],
      0: null,
    };
    if (!(event.key in ranges) || !Number.isFinite(span)) return;
    event.preventDefault();
    this.group.zoom(ranges[event.key]);
  }

  #drawMarks(plot) {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.font = `${11 * devicePixelRatio}px system-ui`;
    for (const mark of this.#marks) {
      const x = Math.round(plot.valToPos(mark.x, "x", true));
      if (x < bbox.left - 1 || x > bbox.left + bbox.width + 1) continue;
      ctx.strokeStyle = ctx.fillStyle = colour(mark.kind === "checkpoint" ? "muted" : "accent");
      if (mark.kind === "checkpoint") {
        const size = 4 * devicePixelRatio;
        const bottom = bbox.top + bbox.height;
        ctx.beginPath();
        ctx.moveTo(x - size, bottom);
        ctx.lineTo(x, bottom - 1.6 * size);
        ctx.lineTo(x + size, bottom);
        ctx.fill();
      } else {
        ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
        ctx.fillText(mark.text, x + 4 * devicePixelRatio, bbox.top + 12 * devicePixelRatio);
      }
    }
    ctx.restore();
  }

  #showLegend() {
    replace(this.legend, this.#curves.map((curve) => {
      const swatch = h("span", { class: "swatch", style: { background: `var(--${curve.colour})`, opacity: curve.faint ? 0.55 : 1 } });
      curve.shown = h("span", { class: "value" });
      return h("li", null, h("button", {
        type: "button",
        class: "plain",
        "aria-pressed": String(!this.#hidden.has(curve.label)),
        onclick: () => this.#toggle(curve.label),
      }, swatch, curve.label, " ", curve.shown));
    }));
    this.#values(null);
  }

  #toggle(label) {
    if (!this.#hidden.delete(label)) this.#hidden.add(label);
    this.#rebuild();
  }

  /** Shows the values at the cursor, or the latest. */
  #values(index) {
    const texts = this.legend.querySelectorAll(".value");
    this.#curves.forEach((curve, i) => {
      if (!texts[i]) return;
      const x = index === null || index === undefined ? Infinity : this.#plot.data[0][index];
      let at = curve.x.length - 1;
      while (at > 0 && curve.x[at] > x) at--;
      const value = at >= 0 && curve.x[at] <= x ? curve.y[at] : undefined;
      texts[i].textContent = value === undefined ? "" : metric(curve.metric ?? curve.label, value);
    });
  }

  /** What is drawn, in words. */
  #describe() {
    const curves = this.#curves.map((curve) => `${curve.label}: ${curve.y.length === 0 ? "no points" : `latest ${metric(curve.metric ?? curve.label, curve.y.at(-1))}`}`);
    this.canvas.setAttribute("aria-label", `Chart of ${this.title} by ${this.xLabel}. ${curves.join("; ")}`);
  }

  #resize() {
    const width = this.canvas.clientWidth;
    if (width === 0) return;
    if (this.#plot === null) this.#rebuild();
    else if (width !== this.#plot.width) this.#plot.setSize({ width, height: HEIGHT });
  }
}

/** A colour as the browser writes it, "rgb(0, 114, 178)", as a tint. */
function faded(rgb) {
  return rgb.replaceAll(",", "").replace(")", " / 0.18)");
}

function short(value) {
  return Math.abs(value) >= 10_000 ? new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 }).format(value) : number(value);
}

/** Colours of curves by number: custom properties of the style sheet. */
export function paletteColour(i) {
  return `curve-${i % 8}`;
}

/** The colour and the line of a series of one job: a hue for each part of the data, thin for running values. */
export function seriesLook(name, i) {
  const [part, rest = ""] = name.split(".");
  const hues = { train: 0, validation: 1, test: 2 };
  const parts = name.split(".").length > 2;
  return { colour: paletteColour(!parts && part in hues ? hues[part] : i), faint: rest.startsWith("running") };
}
