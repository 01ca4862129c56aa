// Points of series: kept thin enough to draw, and put right when an attempt resumes from a checkpoint.

/** Points that a curve keeps; twice as many are thinned to this. */
export const KEPT = 2000;

/** One curve: steps ascending, values null where they are not finite. */
export class Curve {
  constructor(name, steps = [], epochs = [], values = [], attempt = 0) {
    Object.assign(this, { name, steps, epochs, values, attempt });
  }

  /** Adds a point. A later attempt repeats steps beyond its checkpoint: its points replace those. */
  add(step, epoch, value, attempt) {
    const known = this.steps.length > 0 && step <= this.steps.at(-1);
    if (known) {
      if (attempt <= this.attempt) return;
      this.cut(step);
    }
    this.attempt = Math.max(this.attempt, attempt);
    this.steps.push(step);
    this.epochs.push(epoch);
    this.values.push(Number.isFinite(value) ? value : null);
    if (this.steps.length > 2 * KEPT) this.thin();
  }

  cut(fromStep) {
    let keep = this.steps.length;
    while (keep > 0 && this.steps[keep - 1] >= fromStep) keep--;
    this.steps.length = this.epochs.length = this.values.length = keep;
  }

  thin() {
    const kept = extremes(this.values, KEPT);
    for (const field of ["steps", "epochs", "values"]) this[field] = kept.map((i) => this[field][i]);
  }
}

/**
 * Indices of about as many points as asked for that draw the same picture: of each of count / 2 equal parts the lowest
 * and the highest value, the ends, and every value that is not finite.
 */
export function extremes(values, count) {
  const kept = [0];
  const parts = Math.floor(count / 2);
  for (let part = 0; part < parts; part++) {
    const from = Math.floor((part * values.length) / parts);
    const to = Math.floor(((part + 1) * values.length) / parts);
    let low = -1;
    let high = -1;
    const broken = [];
    for (let i = from; i < to; i++) {
      if (values[i] === null) broken.push(i);
      else {
        if (low < 0 || values[i] < values[low]) low = i;
        if (high < 0 || values[i] > values[high]) high = i;
      }
    }
    // One value that is not finite is enough to break the curve.
    for (const i of [low, high, broken[0] ?? -1].sort((a, b) => a - b)) if (i > kept.at(-1)) kept.push(i);
  }
  if (values.length > 1 && kept.at(-1) !== values.length - 1) kept.push(values.length - 1);
  return kept;
}

/** Exponential moving average, corrected for its start; weight 0 leaves the values as they are. */
export function smooth(values, weight) {
  if (weight === 0) return values;
  let mean = 0;
  let norm = 0;
  return values.map((value) => {
    if (value === null) return null;
    mean = weight * mean + (1 - weight) * value;
    norm = weight * norm + (1 - weight);
    return mean / norm;
  });
}

/** The value of the last point at or before x; undefined if there is none. */
export function at(xs, values, x) {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : values[low - 1];
}

/** Mean and sample deviation of several curves on a common grid, where at least two, or the only one, have values. */
export function aggregate(curves, points = 400) {
  const ends = curves.filter((curve) => curve.x.length > 0);
  if (ends.length === 0) return { x: [], mean: [], low: [], high: [] };
  const first = Math.min(...ends.map((curve) => curve.x[0]));
  const last = Math.max(...ends.map((curve) => curve.x.at(-1)));
  const result = { x: [], mean: [], low: [], high: [] };
  const longest = Math.max(...ends.map((curve) => curve.x.length));
  const grid = Math.min(points, longest);
  for (let i = 0; i < grid; i++) {
    const x = grid === 1 ? first : first + ((last - first) * i) / (grid - 1);
    const values = ends.map((curve) => interpolated(curve, x)).filter((value) => value !== null);
    if (values.length < Math.min(2, ends.length)) continue;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const deviation = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0;
    result.x.push(x);
    result.mean.push(mean);
    result.low.push(mean - deviation);
    result.high.push(mean + deviation);
  }
  return result;
}

/** Null outside of the curve and beside values that are not finite. */
function interpolated({ x: xs, y: ys }, x) {
  if (x < xs[0] || x > xs.at(-1)) return null;
  let i = xs.findIndex((one) => one >= x);
  if (xs[i] === x || i === 0) return ys[i];
  if (ys[i] === null || ys[i - 1] === null) return null;
  const share = (x - xs[i - 1]) / (xs[i] - xs[i - 1]);
  return ys[i - 1] + share * (ys[i] - ys[i - 1]);
}

/** What a series shows, in words: "train.runningLoss" is a "loss", "train.samplesPerSecond" "samples per second". Series of one kind share a chart. */
export function kind(name) {
  const part = name.split(".")[1] ?? name;
  const base = part.replace(/^running/, "");
  return base.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).trim();
}

/** The order of the kinds that people look at first; others follow by name. */
export function byImportance(a, b) {
  const order = ["loss", "accuracy"];
  const rank = (name) => (order.includes(name) ? order.indexOf(name) : order.length);
  return rank(a) - rank(b) || a.localeCompare(b);
}
