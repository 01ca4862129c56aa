package dev.backspike.engine.cpu;

/** The delays of a connection whose synapses have delays of their own, on the grid. */
final class IndividualDelays {

    /** {@code [from][to]}, in steps; at most steps + 1, which is after the trial. */
    final int[] grid;
    /** The largest of them. */
    int latest;

    private final HostLayout layout;
    /** The delays of the parameter, ms. */
    private final Variable variable;

    private final boolean learnt;

    IndividualDelays(HostLayout layout, Variable variable) {
        this.layout = layout;
        this.variable = variable;
        learnt = variable.learnable();
        grid = new int[variable.size()];
    }

    /** Follows the values. */
    void refresh() {
        int most = 0;
        for (int k = 0; k < grid.length; k++) {
            grid[k] = layout.grid.nearest(variable.values()[k]);
            most = Math.max(most, grid[k]);
        }
        latest = most;
    }

    boolean learnt() {
        return learnt;
    }

    /** {@code [from][to]}, 1/ms. */
    float[] gradient() {
        return variable.gradient();
    }
}
