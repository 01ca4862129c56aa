package dev.backspike.worker.engine.event;

import java.util.Arrays;

/** The smallest of n times, kept current by a tournament tree: an update costs log n, the winner nothing. */
final class Earliest {

    private final int leaves;
    private final double[] time;
    /** winner[k] for k in [1, leaves) is the better of winner[2k] and winner[2k+1]; from leaves on, the entrants. */
    private final int[] winner;

    Earliest(int n) {
        leaves = Integer.highestOneBit(Math.max(1, 2 * n - 1));
        time = new double[leaves];
        winner = new int[2 * leaves];
        for (int k = 0; k < leaves; k++) {
            winner[leaves + k] = k;
        }
        clear();
    }

    void clear() {
        Arrays.fill(time, Double.POSITIVE_INFINITY);
        rebuild();
    }

    double get(int n) {
        return time[n];
    }

    /** Index of the smallest time; the lowest such index on a tie. */
    int argmin() {
        return winner[1];
    }

    double min() {
        return time[winner[1]];
    }

    /** Changes a time without updating the winner; {@link #rebuild} before asking for it. */
    void setLazily(int n, double t) {
        time[n] = t;
    }

    void set(int n, double t) {
        time[n] = t;
        for (int k = (leaves + n) >> 1; k >= 1; k >>= 1) {
            play(k);
        }
    }

    void rebuild() {
        for (int k = leaves - 1; k >= 1; k--) {
            play(k);
        }
    }

    private void play(int k) {
        int left = winner[2 * k];
        int right = winner[2 * k + 1];
        winner[k] = time[right] < time[left] ? right : left;
    }
}
