package dev.backspike.engine.cpu;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.plan.SpikeCounter;
import java.util.Arrays;
import java.util.List;

/**
 * The record of one trial that {@link Forward} writes and {@link Adjoint} and {@link Gather} read; it is reused from
 * batch to batch.
 */
final class Tape {

    /** The spikes of each population; empty for those that emit none. */
    final SpikeList[] spikes;

    /**
     * Grid point of what the loss reads of each readout neuron, a first spike or the largest voltage; -1 if nothing.
     */
    final int[] readGrid;

    /** Derivative of the trial's loss by the time of each readout neuron's first spike, 1/ms. */
    final double[] timeGradient;

    /** Derivative of the trial's loss by the time-averaged voltage of each readout neuron. */
    final double[] voltageGradient;

    /**
     * Derivative of the trial's loss by readout voltages at grid points: {@code [steps][readouts]}, n = 1 to steps, for
     * losses of all of them; {@code [readouts]} for the largest of each neuron, at {@link #readGrid}; empty for others.
     */
    final float[] pointGradient;

    /** What the spikes of each row contribute to an averaged voltage, by channel of a {@link DirectReadout}. */
    final float[][] direct;

    /** Derivatives of the trial's loss by learnt time constants, by {@link Parameters#variables}; others are empty. */
    final double[][] tauGradients;

    double loss;
    /** Spikes whose I - V the adjoint has clamped. */
    int clamped;

    /** Predicted class, or -1. */
    int predicted;

    /** {@code [readout neuron]}: what the class was predicted from. */
    final double[] readout;

    Tape(HostLayout layout, Parameters parameters) {
        List<Population> populations = layout.network.populations();
        spikes = populations.stream()
                .map(p -> new SpikeList(
                        p.neuron() instanceof NeuronSpec.Li ? 0 : p.size(),
                        layout.steps,
                        layout.grid.refractory(p) > 0))
                .toArray(SpikeList[]::new);
        int readouts = layout.network.readout().size();
        readGrid = new int[readouts];
        readout = new double[readouts];
        timeGradient = new double[readouts];
        voltageGradient = new double[readouts];
        pointGradient = new float[layout.plan.entry().points(layout.steps) * readouts];
        tauGradients = parameters.variables.stream()
                .map(v -> new double[v.learnable() && v.ofTimeConstants() ? v.size() : 0])
                .toArray(double[][]::new);
        direct = Arrays.stream(layout.direct).map(c -> new float[c.rows()]).toArray(float[][]::new);
    }

    /** Counts the trial's spikes. */
    void countInto(SpikeCounter counter) {
        for (int p = 0; p < spikes.length; p++) {
            counter.count(p, spikes[p].neuron, spikes[p].count());
        }
    }
}
