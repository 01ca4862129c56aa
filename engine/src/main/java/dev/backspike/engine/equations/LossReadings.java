package dev.backspike.engine.equations;

import static java.lang.Double.POSITIVE_INFINITY;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.loss.SilentPush;
import dev.backspike.engine.loss.TrialLoss;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.plan.LossEntry;
import java.util.Arrays;

/** Reads a trial's loss and its derivatives from the states of the readout, and writes them to the log. */
final class LossReadings {

    private final NetworkModel networkModel;
    private final Network network;
    private final LossEntry entry;
    private final TrialLoss loss;
    private final SilentPush push;
    private final double duration;
    private final int count;
    /** Index of the integral of the first state, where there is one. */
    private final int integral;

    private final double[] read;
    private final double[] gradient;
    /** Mean over the grid points, from which the class is predicted. */
    private final double[] mean;

    LossReadings(NetworkModel networkModel, LossSpec lossSpec) {
        this.networkModel = networkModel;
        network = networkModel.network;
        entry = networkModel.plan.entry();
        duration = network.duration();
        loss = TrialLoss.of(lossSpec, duration);
        push = new SilentPush(lossSpec, duration);
        count = entry instanceof LossEntry.GridVoltages ? network.steps() : 0;
        integral = networkModel.of(network.readout().index()).model.states() - 1;
        read = new double[network.readout().size()];
        gradient = new double[read.length];
        mean = new double[read.length];
    }

    /** How many grid points are read, from the first after time 0 on. */
    int count() {
        return count;
    }

    /** Prepares a trial. */
    void start(EventLog log) {
        Arrays.fill(mean, 0);
        if (log.readingGradient.length < count * read.length) {
            log.readingGradient = new double[count * read.length];
        }
    }

    /** @param z {@code [readout neuron][state]}, at the grid point; the same for {@link #end}, at the trial's end */
    void read(int step, double[][] z, int label, EventLog log) {
        double t = networkModel.gridTime(step);
        log.add(t, EventLog.Kind.READING, step, -1, EventLog.ALL);
        for (int n = 0; n < read.length; n++) {
            read[n] = z[n][0];
            mean[n] += read[n] / count;
        }
        log.loss += loss.evaluate(read, label, gradient) / count;
        for (int n = 0; n < read.length; n++) {
            log.readingGradient[(step - 1) * read.length + n] = gradient[n] / count;
        }
    }

    /** Evaluates what is not read at grid points, and predicts the class. */
    void end(double[][] z, int label, EventLog log) {
        switch (entry) {
            case LossEntry.GridVoltages _ -> predict(mean, log);
            case LossEntry.AveragedVoltages _ -> {
                for (int n = 0; n < read.length; n++) {
                    read[n] = z[n][integral] / duration;
                }
                log.loss = loss.evaluate(read, label, gradient);
                predict(read, log);
                for (int n = 0; n < read.length; n++) {
                    log.integralGradient[n] = gradient[n] / duration;
                }
            }
            case LossEntry.FirstSpikes _ -> {
                for (int n = 0; n < read.length; n++) {
                    read[n] = log.readSpike[n] < 0 ? POSITIVE_INFINITY : log.spikeTime[log.readSpike[n]];
                }
                log.loss = loss.evaluate(read, label, gradient);
                predict(read, log);
                System.arraycopy(gradient, 0, log.spikeTimeGradient, 0, gradient.length);
                pushSilent(z, label, log);
            }
            case LossEntry.LargestVoltages _ ->
                throw new IllegalArgumentException("largest voltages are not read of neurons given by equations");
        }
    }

    private void predict(double[] numbers, EventLog log) {
        log.predicted = loss.predict(numbers);
        System.arraycopy(numbers, 0, log.readout, 0, numbers.length);
    }

    private void pushSilent(double[][] z, int label, EventLog log) {
        for (int n = 0; n < read.length; n++) {
            double strength = log.readSpike[n] < 0 ? push.strength(n, label) : 0;
            if (strength > 0) {
                log.loss += strength * (pushedTo() - z[n][integral] / duration);
                log.integralGradient[n] = -strength / duration;
            }
        }
    }

    /** The level that a silent neuron is pushed to: its threshold, where that is a number. */
    private double pushedTo() {
        return network.readout().neuron() instanceof NeuronSpec.Lif lif ? lif.vThresh() : 0;
    }
}
