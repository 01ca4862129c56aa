package dev.backspike.worker.engine.event;

import java.util.Arrays;

/**
 * What the forward pass of one trial leaves for the backward pass: every spike, inputs' included, in order of time, and
 * what the loss says about the readout. Grows with the spikes; reused from batch to batch.
 */
final class Tape {

    int spikes;
    /** ms. */
    double[] time = new double[256];

    int[] population = new int[256];
    int[] neuron = new int[256];
    /** I - V of the neuron just before its spike; unused for inputs. */
    double[] slope = new double[256];

    /**
     * Derivative of the trial's loss by each readout neuron's number; for first-spike losses it acts at the first
     * spike, at tape position {@link #firstSpike}.
     */
    final double[] lossGradient;

    /** Tape position of each readout neuron's first spike, or -1. */
    final int[] firstSpike;

    /** Readout neuron whose mean voltage the loss pushes up because it should have spiked, or -1. */
    int pushed;

    double loss;
    boolean correct;

    /**
     * lambda_I of the target neurons at each spike: for spike k, one row per outgoing connection from traceAt[k] on.
     */
    double[] traces = new double[1024];

    int[] traceAt = new int[256];

    Tape(int readoutSize) {
        lossGradient = new double[readoutSize];
        firstSpike = new int[readoutSize];
    }

    void clear() {
        spikes = 0;
        pushed = -1;
        Arrays.fill(firstSpike, -1);
    }

    void add(double t, int p, int n, double iMinusV) {
        if (spikes == time.length) {
            int larger = 2 * spikes;
            time = Arrays.copyOf(time, larger);
            population = Arrays.copyOf(population, larger);
            neuron = Arrays.copyOf(neuron, larger);
            slope = Arrays.copyOf(slope, larger);
            traceAt = Arrays.copyOf(traceAt, larger);
        }
        time[spikes] = t;
        population[spikes] = p;
        neuron[spikes] = n;
        slope[spikes++] = iMinusV;
    }

    /** Makes room for the traces of all spikes. */
    void reserveTraces(int values) {
        if (traces.length < values) {
            traces = new double[Math.max(values, traces.length + traces.length / 2)];
        }
    }
}
