package dev.backspike.common.spec;

/**
 * Copies of all inputs, copy c (from 0) delayed by c x delay, so that a network without memory sees the past (Nowotny,
 * Turner &amp; Knight 2025). The input population has copies x units neurons; copy c of unit u is neuron c x units + u.
 *
 * @param copies number of copies; 1 for the inputs as they are
 * @param delay ms between two copies
 */
public record DelayLineSpec(int copies, double delay) {

    public static final DelayLineSpec NONE = new DelayLineSpec(1, 30);

    /** Delay of the last copy, ms. */
    public double longestMs() {
        return (copies - 1) * delay;
    }
}
