package dev.backspike.engine.cpu;

import java.util.function.IntPredicate;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link InnerLoops} with the Vector API; to be touched only where its module is present, see {@link LoopChoice}.
 *
 * <p>Sums over rows keep a block of columns in registers while all rows pass by: the sum is loaded and stored once
 * instead of once per row, and a row costs one load and one addition per vector, which is what the caches can deliver.
 */
final class VectorLoops implements InnerLoops {

    /** The preferred species, at most as long as the unit of padded rows, {@link HostLayout#LANES}. */
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED.length() <= HostLayout.LANES
            ? FloatVector.SPECIES_PREFERRED
            : FloatVector.SPECIES_512;

    private static final int L = S.length();

    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, S.vectorShape());
    private static final IntVector LANE_NUMBERS = IntVector.zero(INTS).addIndex(1);
    private static final VectorShuffle<Float> SWAP_1 = swap(1);
    private static final VectorShuffle<Float> SWAP_2 = swap(2);
    private static final VectorShuffle<Float> SWAP_4 = swap(4);
    private static final VectorShuffle<Float> SWAP_8 = swap(8);
    private static final VectorMask<Float> SECOND_1 = lanes(lane -> (lane & 1) != 0);
    private static final VectorMask<Float> SECOND_2 = lanes(lane -> (lane & 2) != 0);
    private static final VectorMask<Float> SECOND_4 = lanes(lane -> (lane & 4) != 0);
    private static final VectorMask<Float> FIRST_4 = lanes(lane -> lane < 4);
    private static final VectorMask<Float> FIRST_8 = lanes(lane -> lane < 8);

    /** Bits in a vector. */
    static int bits() {
        return S.vectorBitSize();
    }

    @Override
    public void addRows(float[] w, int base, int stride, int[] rows, int from, int to, float[] y, int yOff, int n) {
        int j = 0;
        for (; j + 8 * L <= n; j += 8 * L) {
            addRows8(w, base + j, stride, rows, from, to, y, yOff + j);
        }
        for (; j + 4 * L <= n; j += 4 * L) {
            addRows4(w, base + j, stride, rows, from, to, y, yOff + j);
        }
        for (; j + 2 * L <= n; j += 2 * L) {
            addRows2(w, base + j, stride, rows, from, to, y, yOff + j);
        }
        for (; j < n; j += L) {
            FloatVector s = load(y, yOff + j);
            for (int k = from; k < to; k++) {
                s = s.add(load(w, base + j + stride * rows[k]));
            }
            s.intoArray(y, yOff + j);
        }
    }

    private static void addRows8(float[] w, int base, int stride, int[] rows, int from, int to, float[] y, int yOff) {
        FloatVector s0 = load(y, yOff);
        FloatVector s1 = load(y, yOff + L);
        FloatVector s2 = load(y, yOff + 2 * L);
        FloatVector s3 = load(y, yOff + 3 * L);
        FloatVector s4 = load(y, yOff + 4 * L);
        FloatVector s5 = load(y, yOff + 5 * L);
        FloatVector s6 = load(y, yOff + 6 * L);
        FloatVector s7 = load(y, yOff + 7 * L);
        for (int k = from; k < to; k++) {
            int r = base + stride * rows[k];
            s0 = s0.add(load(w, r));
            s1 = s1.add(load(w, r + L));
            s2 = s2.add(load(w, r + 2 * L));
            s3 = s3.add(load(w, r + 3 * L));
            s4 = s4.add(load(w, r + 4 * L));
            s5 = s5.add(load(w, r + 5 * L));
            s6 = s6.add(load(w, r + 6 * L));
            s7 = s7.add(load(w, r + 7 * L));
        }
        s0.intoArray(y, yOff);
        s1.intoArray(y, yOff + L);
        s2.intoArray(y, yOff + 2 * L);
        s3.intoArray(y, yOff + 3 * L);
        s4.intoArray(y, yOff + 4 * L);
        s5.intoArray(y, yOff + 5 * L);
        s6.intoArray(y, yOff + 6 * L);
        s7.intoArray(y, yOff + 7 * L);
    }

    private static void addRows4(float[] w, int base, int stride, int[] rows, int from, int to, float[] y, int yOff) {
        FloatVector s0 = load(y, yOff);
        FloatVector s1 = load(y, yOff + L);
        FloatVector s2 = load(y, yOff + 2 * L);
        FloatVector s3 = load(y, yOff + 3 * L);
        for (int k = from; k < to; k++) {
            int r = base + stride * rows[k];
            s0 = s0.add(load(w, r));
            s1 = s1.add(load(w, r + L));
            s2 = s2.add(load(w, r + 2 * L));
            s3 = s3.add(load(w, r + 3 * L));
        }
        s0.intoArray(y, yOff);
        s1.intoArray(y, yOff + L);
        s2.intoArray(y, yOff + 2 * L);
        s3.intoArray(y, yOff + 3 * L);
    }

    private static void addRows2(float[] w, int base, int stride, int[] rows, int from, int to, float[] y, int yOff) {
        FloatVector s0 = load(y, yOff);
        FloatVector s1 = load(y, yOff + L);
        for (int k = from; k < to; k++) {
            int r = base + stride * rows[k];
            s0 = s0.add(load(w, r));
            s1 = s1.add(load(w, r + L));
        }
        s0.intoArray(y, yOff);
        s1.intoArray(y, yOff + L);
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
        int k = from;
        for (; k + 4 < to; k += 8) {
            dotRows8(w, base, stride, rows, k, to - 1, x, xOff, n, sum, k - from);
        }
        for (; k < to; k += 4) {
            dotRows4(w, base, stride, rows, k, to - 1, x, xOff, n, sum, k - from);
        }
    }

    /**
     * Eight rows from {@code k} on. Rows after {@code last} are replaced by it; their sums are not used.
     *
     * <p>Two vectors x, y are merged by adding lanes at a distance d: where bit d of the lane's number is 0 the sum of
     * x's, elsewhere the sum of y's. That is a fixed order ({@code reduceLanes} has none: interpreted and compiled code
     * differ). It is written out, since as a method that takes and returns vectors it made some runs take about twice
     * as long and allocate tens of megabytes a batch, as if it had not been inlined.
     */
    private static void dotRows8(
            float[] w,
            int base,
            int stride,
            int[] rows,
            int k,
            int last,
            float[] x,
            int xOff,
            int n,
            float[] sum,
            int out) {
        int r0 = base + stride * rows[k];
        int r1 = base + stride * rows[Math.min(k + 1, last)];
        int r2 = base + stride * rows[Math.min(k + 2, last)];
        int r3 = base + stride * rows[Math.min(k + 3, last)];
        int r4 = base + stride * rows[Math.min(k + 4, last)];
        int r5 = base + stride * rows[Math.min(k + 5, last)];
        int r6 = base + stride * rows[Math.min(k + 6, last)];
        int r7 = base + stride * rows[Math.min(k + 7, last)];
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        FloatVector s4 = FloatVector.zero(S);
        FloatVector s5 = FloatVector.zero(S);
        FloatVector s6 = FloatVector.zero(S);
        FloatVector s7 = FloatVector.zero(S);
        for (int j = 0; j < n; j += L) {
            FloatVector v = load(x, xOff + j);
            s0 = load(w, r0 + j).fma(v, s0);
            s1 = load(w, r1 + j).fma(v, s1);
            s2 = load(w, r2 + j).fma(v, s2);
            s3 = load(w, r3 + j).fma(v, s3);
            s4 = load(w, r4 + j).fma(v, s4);
            s5 = load(w, r5 + j).fma(v, s5);
            s6 = load(w, r6 + j).fma(v, s6);
            s7 = load(w, r7 + j).fma(v, s7);
        }
        // After neighbours at a distance of 1, 2 and 4 are merged, lane r holds the sum of row r.
        FloatVector m0 = s0.blend(s1, SECOND_1).add(s0.rearrange(SWAP_1).blend(s1.rearrange(SWAP_1), SECOND_1));
        FloatVector m1 = s2.blend(s3, SECOND_1).add(s2.rearrange(SWAP_1).blend(s3.rearrange(SWAP_1), SECOND_1));
        FloatVector m2 = s4.blend(s5, SECOND_1).add(s4.rearrange(SWAP_1).blend(s5.rearrange(SWAP_1), SECOND_1));
        FloatVector m3 = s6.blend(s7, SECOND_1).add(s6.rearrange(SWAP_1).blend(s7.rearrange(SWAP_1), SECOND_1));
        FloatVector low = m0.blend(m1, SECOND_2).add(m0.rearrange(SWAP_2).blend(m1.rearrange(SWAP_2), SECOND_2));
        FloatVector high = m2.blend(m3, SECOND_2).add(m2.rearrange(SWAP_2).blend(m3.rearrange(SWAP_2), SECOND_2));
        if (L == 4) {
            load(sum, out).add(low).intoArray(sum, out);
            load(sum, out + 4).add(high).intoArray(sum, out + 4);
            return;
        }
        FloatVector all = low.blend(high, SECOND_4).add(low.rearrange(SWAP_4).blend(high.rearrange(SWAP_4), SECOND_4));
        if (L == 16) {
            all = all.add(all.rearrange(SWAP_8));
        }
        load(sum, out).add(all, FIRST_8).intoArray(sum, out);
    }

    /** Likewise four rows. */
    private static void dotRows4(
            float[] w,
            int base,
            int stride,
            int[] rows,
            int k,
            int last,
            float[] x,
            int xOff,
            int n,
            float[] sum,
            int out) {
        int r0 = base + stride * rows[k];
        int r1 = base + stride * rows[Math.min(k + 1, last)];
        int r2 = base + stride * rows[Math.min(k + 2, last)];
        int r3 = base + stride * rows[Math.min(k + 3, last)];
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        for (int j = 0; j < n; j += L) {
            FloatVector v = load(x, xOff + j);
            s0 = load(w, r0 + j).fma(v, s0);
            s1 = load(w, r1 + j).fma(v, s1);
            s2 = load(w, r2 + j).fma(v, s2);
            s3 = load(w, r3 + j).fma(v, s3);
        }
        FloatVector m0 = s0.blend(s1, SECOND_1).add(s0.rearrange(SWAP_1).blend(s1.rearrange(SWAP_1), SECOND_1));
        FloatVector m1 = s2.blend(s3, SECOND_1).add(s2.rearrange(SWAP_1).blend(s3.rearrange(SWAP_1), SECOND_1));
        FloatVector all = m0.blend(m1, SECOND_2).add(m0.rearrange(SWAP_2).blend(m1.rearrange(SWAP_2), SECOND_2));
        if (L >= 8) {
            all = all.add(all.rearrange(SWAP_4));
        }
        if (L == 16) {
            all = all.add(all.rearrange(SWAP_8));
        }
        load(sum, out).add(all, FIRST_4).intoArray(sum, out);
    }

    @Override
    public int advance(Membrane m, float[] s, int[] neuron, float[] slope, int pos) {
        return m.i().length == 1 ? advanceOne(m, s, neuron, slope, pos) : advanceAny(m, s, neuron, slope, pos);
    }

    /** Advances a population with a single current, as most have. */
    private static int advanceOne(Membrane m, float[] s, int[] neuron, float[] slope, int pos) {
        FloatVector a = FloatVector.broadcast(S, m.a());
        FloatVector kappa = FloatVector.broadcast(S, m.kappa()[0]);
        FloatVector b = FloatVector.broadcast(S, m.b()[0]);
        FloatVector theta = FloatVector.broadcast(S, m.theta());
        FloatVector reset = FloatVector.broadcast(S, m.reset());
        int v = m.v();
        int i = m.i()[0];
        int n = m.n();
        int end = pos;
        for (int j = 0; j < n; j += L) {
            FloatVector current = load(s, i + j);
            FloatVector next = load(s, v + j).mul(a).add(current.mul(kappa));
            current.mul(b).intoArray(s, i + j);
            VectorMask<Float> above = next.compare(VectorOperators.GE, theta);
            next.blend(reset, above).intoArray(s, v + j);
            LANE_NUMBERS.add(j).compress(above.cast(INTS)).intoArray(neuron, end);
            current.sub(next).compress(above).intoArray(slope, end);
            end += above.trueCount();
        }
        return end;
    }

    private static int advanceAny(Membrane m, float[] s, int[] neuron, float[] slope, int pos) {
        int end = pos;
        int[] i = m.i();
        float[] kappa = m.kappa();
        float[] b = m.b();
        for (int j = 0; j < m.n(); j += L) {
            FloatVector v = load(s, m.v() + j).mul(m.a());
            FloatVector total = FloatVector.zero(S);
            for (int c = 0; c < i.length; c++) {
                FloatVector current = load(s, i[c] + j);
                v = v.add(current.mul(kappa[c]));
                total = total.add(current);
                current.mul(b[c]).intoArray(s, i[c] + j);
            }
            // No branch on who spikes: there is one in nearly half of the vectors, so it would be mispredicted often.
            VectorMask<Float> above = v.compare(VectorOperators.GE, m.theta());
            LANE_NUMBERS.add(j).compress(above.cast(INTS)).intoArray(neuron, end);
            total.sub(v).compress(above).intoArray(slope, end);
            end += above.trueCount();
            v.blend(m.reset(), above).intoArray(s, m.v() + j);
        }
        return end;
    }

    @Override
    public void addScaled(float[] s, int x, float scale, int y, int n) {
        for (int j = 0; j < n; j += L) {
            load(s, x + j).mul(scale).add(load(s, y + j)).intoArray(s, y + j);
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
        FloatVector a = FloatVector.broadcast(S, c.a());
        FloatVector b = FloatVector.broadcast(S, c.b());
        FloatVector g = FloatVector.broadcast(S, c.g());
        FloatVector dV = FloatVector.broadcast(S, c.dV());
        FloatVector dI = FloatVector.broadcast(S, c.dI());
        for (int t = 0, tile = base; t < n; t += HostLayout.TILE, tile += tileSpan) {
            int width = Math.min(HostLayout.TILE, n - t);
            int row = tile + grid * width;
            for (int j = 0; j < width; j += L) {
                FloatVector d = load(s, drive + t + j);
                FloatVector v = load(s, lv + t + j);
                FloatVector li =
                        load(trace, row + width + j).mul(b).add(v.mul(g)).add(d.mul(dI));
                FloatVector next = v.mul(a).add(d.mul(dV));
                li.intoArray(trace, row + j);
                next.intoArray(s, lvNew + t + j);
                next.sub(li).intoArray(s, diff + t + j);
            }
        }
    }

    private static VectorShuffle<Float> swap(int d) {
        return VectorShuffle.fromOp(S, lane -> (lane ^ d) % L);
    }

    private static VectorMask<Float> lanes(IntPredicate of) {
        long bits = 0;
        for (int lane = 0; lane < L; lane++) {
            bits |= of.test(lane) ? 1L << lane : 0;
        }
        return VectorMask.fromLong(S, bits);
    }

    private static FloatVector load(float[] array, int offset) {
        return FloatVector.fromArray(S, array, offset);
    }
}
