package dev.backspike.engine.cpu;

/**
 * Plain loops: for machines or start-up flags without the Vector API, and what {@link VectorLoops} is tested against.
 */
final class ScalarLoops implements InnerLoops {

    @Override
    public void addRows(float[] w, int base, int stride, int[] rows, int from, int to, float[] y, int yOff, int n) {
        int k = from;
        // Four rows in a pass: a quarter of the loads and stores of y.
        for (; k + 4 <= to; k += 4) {
            int r0 = base + stride * rows[k];
            int r1 = base + stride * rows[k + 1];
            int r2 = base + stride * rows[k + 2];
            int r3 = base + stride * rows[k + 3];
            for (int j = 0; j < n; j++) {
                y[yOff + j] = y[yOff + j] + w[r0 + j] + w[r1 + j] + w[r2 + j] + w[r3 + j];
            }
        }
        for (; k < to; k++) {
            int r = base + stride * rows[k];
            for (int j = 0; j < n; j++) {
                y[yOff + j] += w[r + j];
            }
        }
    }

    @Override
    public void addRowsEach(
            float[] w, int base, int stride, int[] rows, int[] start, int from, int to, float[] y, int yOff, int n) {
        for (int i = from; i < to; i++) {
            addRows(w, base, stride, rows, start[i], start[i + 1], y, yOff + (i - from) * n, n);
        }
    }

    @Override
    public void dotRows(
            float[] w, int base, int stride, int[] rows, int from, int to, float[] x, int xOff, int n, float[] sum) {
        for (int k = from; k < to; k++) {
            int r = base + stride * rows[k];
            // Four chains of additions, since the compiler may not reorder one.
            float s0 = 0;
            float s1 = 0;
            float s2 = 0;
            float s3 = 0;
            for (int j = 0; j < n; j += 4) {
                s0 += w[r + j] * x[xOff + j];
                s1 += w[r + j + 1] * x[xOff + j + 1];
                s2 += w[r + j + 2] * x[xOff + j + 2];
                s3 += w[r + j + 3] * x[xOff + j + 3];
            }
            sum[k - from] += (s0 + s1) + (s2 + s3);
        }
    }

    @Override
    public int advance(Membrane m, float[] s, int[] neuron, float[] slope, int pos) {
        int end = pos;
        for (int j = 0; j < m.n(); j++) {
            float v = m.a() * s[m.v() + j];
            float total = 0;
            for (int c = 0; c < m.i().length; c++) {
                float current = s[m.i()[c] + j];
                v += m.kappa()[c] * current;
                total += current;
                s[m.i()[c] + j] = m.b()[c] * current;
            }
            if (v >= m.theta()) {
                neuron[end] = j;
                slope[end++] = total - v;
                v = m.reset();
            }
            s[m.v() + j] = v;
        }
        return end;
    }

    @Override
    public void addScaled(float[] s, int x, float scale, int y, int n) {
        for (int j = 0; j < n; j++) {
            s[y + j] += scale * s[x + j];
        }
    }

    @Override
    public void adjointStep(
            AdjointStep c,
            float[] s,
            int lv,
            int lvNew,
            int drive,
            int diff,
            int n,
            float[] trace,
            int base,
            int tileSpan,
            int grid) {
        for (int t = 0, tile = base; t < n; t += HostLayout.TILE, tile += tileSpan) {
            int width = Math.min(HostLayout.TILE, n - t);
            int row = tile + grid * width;
            for (int j = 0; j < width; j++) {
                float d = s[drive + t + j];
                float v = s[lv + t + j];
                float li = c.b() * trace[row + width + j] + c.g() * v + c.dI() * d;
                float next = c.a() * v + c.dV() * d;
                trace[row + j] = li;
                s[lvNew + t + j] = next;
                s[diff + t + j] = next - li;
            }
        }
    }
}
