package dev.backspike.engine.equations;

import dev.backspike.engine.RunawayNetworkException;
import dev.backspike.engine.network.Synapses;
import java.util.Arrays;

/**
 * The events of a trial in order of time, and the derivatives of its loss by them. Arrays grow with the events and are
 * used again for the next batch.
 */
final class EventLog {

    /** A trial with more spikes than this is a network that runs away. */
    private static final int MOST_SPIKES = 1 << 22;

    /** All neurons of the target. */
    static final int ALL = -1;

    /** Kinds of events. */
    enum Kind {
        /** A neuron spikes and is reset; inputs only spike. */
        EMISSION,
        /** A spike arrives over a connection at a neuron of its target, or at all of them. */
        ARRIVAL,
        /** The neuron of a spike ceases to be refractory. */
        RELEASE,
        /** The loss reads the first state of all readout neurons. */
        READING
    }

    /** Spikes in [0, spikes). */
    int spikes;

    double[] spikeTime = new double[256];
    int[] spikePopulation = new int[256];
    int[] spikeNeuron = new int[256];
    /** {@code [spike]}: of spikes at grid points the mean slope of the threshold function over the step, per ms. */
    double[] spikeSlope = new double[256];

    /** Events in [0, events). */
    int events;

    double[] time = new double[256];
    private Kind[] kind = new Kind[256];
    /** {@code [event]}: the spike that it belongs to; of a reading the number of the grid point. */
    int[] spike = new int[256];
    /** {@code [event]}: index of the connection of an arrival. */
    int[] connection = new int[256];
    /** {@code [event]}: the neuron that an arrival reaches, or {@link #ALL}. */
    int[] target = new int[256];

    double loss;
    /** Predicted class, or -1. */
    int predicted;
    /** {@code [readout neuron]}: what the class was predicted from. */
    final double[] readout;
    /** {@code [readout neuron]}: derivative of the loss by the integral of its first state. */
    final double[] integralGradient;
    /** {@code [readout neuron]}: the spike that the loss reads, or -1, and the derivative by its time, per ms. */
    final int[] readSpike;

    final double[] spikeTimeGradient;
    /** {@code [grid point][readout neuron]}: derivative of the loss by the first state there. */
    double[] readingGradient = {};

    EventLog(int readouts) {
        integralGradient = new double[readouts];
        readSpike = new int[readouts];
        readout = new double[readouts];
        spikeTimeGradient = new double[readouts];
    }

    void clear() {
        spikes = 0;
        events = 0;
        loss = 0;
        predicted = -1;
        Arrays.fill(integralGradient, 0);
        Arrays.fill(readSpike, -1);
        Arrays.fill(spikeTimeGradient, 0);
    }

    Kind kind(int event) {
        return kind[event];
    }

    /** Adds a spike and its emission; returns its number. */
    int emit(double t, int population, int neuron) {
        if (spikes == spikeTime.length) {
            if (spikes >= MOST_SPIKES) {
                throw new RunawayNetworkException("a trial emitted more than " + MOST_SPIKES + " spikes by t = " + t
                        + " ms: the network runs away; lower its weights");
            }
            spikeTime = Arrays.copyOf(spikeTime, 2 * spikes);
            spikePopulation = Arrays.copyOf(spikePopulation, 2 * spikes);
            spikeNeuron = Arrays.copyOf(spikeNeuron, 2 * spikes);
            spikeSlope = Arrays.copyOf(spikeSlope, 2 * spikes);
        }
        spikeTime[spikes] = t;
        spikePopulation[spikes] = population;
        spikeNeuron[spikes] = neuron;
        add(t, Kind.EMISSION, spikes, -1, ALL);
        return spikes++;
    }

    /** The first synapse of an arrival; all of a spike's in a connection, or one of them. */
    int firstSynapse(int e, Synapses synapses) {
        int neuron = spikeNeuron[spike[e]];
        return target[e] == ALL ? synapses.begin(neuron) : synapses.between(neuron, target[e]);
    }

    /** The end of the synapses of an arrival. */
    int endOfSynapses(int e, Synapses synapses) {
        return target[e] == ALL ? synapses.end(spikeNeuron[spike[e]]) : firstSynapse(e, synapses) + 1;
    }

    void add(double t, Kind of, int ofSpike, int ofConnection, int at) {
        if (events == time.length) {
            time = Arrays.copyOf(time, 2 * events);
            kind = Arrays.copyOf(kind, 2 * events);
            spike = Arrays.copyOf(spike, 2 * events);
            connection = Arrays.copyOf(connection, 2 * events);
            target = Arrays.copyOf(target, 2 * events);
        }
        time[events] = t;
        kind[events] = of;
        spike[events] = ofSpike;
        connection[events] = ofConnection;
        target[events++] = at;
    }
}
