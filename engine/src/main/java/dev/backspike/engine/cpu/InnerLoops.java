package dev.backspike.engine.cpu;

/**
 * The inner loops. Lengths {@code n} are multiples of {@link HostLayout#LANES}, so that no loop has a remainder; what
 * pads a population is zero and stays zero. Each sum over rows or steps is in the order of its arguments, so that a
 * result does not depend on how work was split.
 */
interface InnerLoops {

    /** Adds rows of a matrix to a vector: y[j] += sum over k in [from, to) of w[base + stride rows[k] + j]. */
    void addRows(float[] w, int base, int stride, int[] rows, int from, int to, float[] y, int yOff, int n);

    /**
     * {@link #addRows} for many vectors: vector i in [from, to) starts at {@code yOff + (i - from) n} and takes the
     * rows {@code rows[start[i]]} to {@code rows[start[i + 1] - 1]}.
     */
    void addRowsEach(
            float[] w, int base, int stride, int[] rows, int[] start, int from, int to, float[] y, int yOff, int n);

    /**
     * Dot products of rows with a vector: sum[k - from] += sum over j of w[base + stride rows[k] + j] x[xOff + j].
     *
     * @param sum with room for {@link HostLayout#LANES} more, which may be overwritten
     */
    void dotRows(
            float[] w, int base, int stride, int[] rows, int from, int to, float[] x, int xOff, int n, float[] sum);

    /**
     * One step of the state equations of a population, then its threshold: V = a V + sum of kappa I, I = b I; where V
     * >= theta a spike, V = reset. Appends the neurons that spike to {@code neuron} and {@code slope} at {@code pos}
     * and returns the new end. A slope is the I at the start of the step minus the V at its end.
     *
     * @param neuron with room for n and {@link HostLayout#LANES} more, which may be overwritten; {@code slope} likewise
     */
    int advance(Membrane m, float[] s, int[] neuron, float[] slope, int pos);

    /** s[y + j] += scale s[x + j]. */
    void addScaled(float[] s, int x, float scale, int y, int n);

    /**
     * One step backwards of the adjoint equations of one channel. With li' the trace at the later and li at this grid
     * point: li = b li' + g lv + dI drive; lvNew = a lv + dV drive; diff = lvNew - li.
     *
     * @param s holds the vectors that start at {@code lv}, {@code lvNew}, {@code drive} and {@code diff}
     * @param trace tiles of {@link HostLayout#TILE} columns, {@code tileSpan} apart, each row-major with a row per grid
     *     point
     * @param base where this channel's first tile starts
     * @param grid this grid point
     */
    void adjointStep(
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
            int grid);

    /**
     * A population as {@link #advance} sees it.
     *
     * @param v offset of V in a thread's state; {@code i} likewise, a current per channel
     * @param theta infinite for neurons that do not spike
     */
    record Membrane(int v, int n, float a, float theta, float reset, int[] i, float[] kappa, float[] b) {}

    /** Coefficients of {@link InnerLoops#adjointStep}. */
    record AdjointStep(float a, float b, float g, float dV, float dI) {}
}
