package dev.backspike.engine.event;

import dev.backspike.engine.Engine;
import dev.backspike.engine.TrialRecords;

/** An engine in double precision whose gradients can be compared with differences of its loss. */
public interface ExactEngine extends Engine, TrialRecords {

    /** The engine's own values, {@code [parameter]}, for those who vary them between batches. */
    double[][] parameterArrays();

    /**
     * The last backward pass's gradients of the summed loss, in the layout of {@link #parameterArrays()}; empty for
     * what is not learnt.
     */
    double[][] gradientArrays();

    /**
     * A hash of the order of the events of a sample of the last batch: while it stays the same, the loss is a smooth
     * function of the parameters.
     */
    long eventOrder(int sample);
}
