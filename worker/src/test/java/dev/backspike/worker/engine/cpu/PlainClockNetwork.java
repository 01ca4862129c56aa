package dev.backspike.worker.engine.cpu;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.RegularisationSpec;
import dev.backspike.worker.dataset.Dataset;
import dev.backspike.worker.dataset.SpikeTrain;
import dev.backspike.worker.engine.EngineOptions;
import dev.backspike.worker.loss.TrialLoss;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Population;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The clock-driven solver written as plainly as possible, neuron by neuron, connection by connection, in double: every
 * connection has its own current, nothing is shared, padded, tiled or sorted. What {@link CpuEngine} is compared with.
 */
final class PlainClockNetwork {

    private final Network network;
    private final LossSpec loss;
    private final double[][] weights;
    final double[][] gradient;
    double lossSum;
    final long[] spikeCounts;
    long clampedSpikes;
    private final Map<String, RegularisationSpec> regularisation;
    private final double smallestSlope;

    PlainClockNetwork(EngineOptions options) {
        network = options.network();
        loss = options.loss();
        regularisation = options.regularisation();
        smallestSlope = options.gradients().smallestSlope();
        weights = options.initial().parameters().stream().map(t -> t.values()).toArray(double[][]::new);
        gradient = options.initial().parameters().stream()
                .map(t -> new double[t.values().length])
                .toArray(double[][]::new);
        spikeCounts = new long[network.populations().size()];
    }

    void run(Dataset data, int[] samples) {
        List<Trial> trials = new ArrayList<>();
        for (int sample : samples) {
            trials.add(trial(data, sample));
        }
        double[][] pushes =
                network.populations().stream().map(p -> pushes(p, trials)).toArray(double[][]::new);
        for (Trial trial : trials) {
            backwards(trial, trials.size(), pushes);
        }
    }

    /**
     * What a trial leaves.
     *
     * @param volts of the readout, {@code [grid point][neuron]}
     * @param spiked {@code [grid point][population][neuron]}, how often; slope likewise, I - V
     */
    private record Trial(
            int label, double[] mean, double[] first, double[][] volts, int[][][] spiked, double[][][] slope) {}

    /** -2 c (mean count - target) of each neuron. */
    private double[] pushes(Population p, List<Trial> trials) {
        double[] pushes = new double[p.size()];
        RegularisationSpec spec = regularisation.get(p.name());
        for (int j = 0; j < p.size() && spec != null; j++) {
            double mean = 0;
            for (Trial trial : trials) {
                for (int[][] point : trial.spiked()) {
                    mean += (double) point[p.index()][j] / trials.size();
                }
            }
            double c = mean < spec.target() ? spec.lower() : spec.upper();
            pushes[j] = -2 * c * (mean - spec.target());
        }
        return pushes;
    }

    private Trial trial(Dataset data, int sample) {
        int steps = network.steps();
        double h = network.dt();
        int populations = network.populations().size();
        int connections = network.connections().size();
        double[][] v = new double[populations][];
        double[][] current = new double[connections][];
        int[][][] spiked = new int[steps + 1][populations][];
        double[][][] slope = new double[steps + 1][populations][];
        for (Population p : network.populations()) {
            v[p.index()] = new double[p.size()];
            for (int n = 0; n <= steps; n++) {
                spiked[n][p.index()] = new int[p.size()];
                slope[n][p.index()] = new double[p.size()];
            }
        }
        for (Connection c : network.connections()) {
            current[c.index()] = new double[c.to().size()];
        }
        SpikeTrain train = new SpikeTrain();
        data.read(sample, train);
        for (int k = 0; k < train.count; k++) {
            long n = Math.round(train.times[k] / h);
            if (n <= steps) {
                spiked[(int) n][network.input().index()][train.units[k]]++;
            }
        }
        double[] mean = new double[network.readout().size()];
        double[][] volts = new double[steps + 1][network.readout().size()];
        double[] first = new double[network.readout().size()];
        Arrays.fill(first, Double.POSITIVE_INFINITY);
        for (int n = 0; n <= steps; n++) {
            if (n > 0) {
                for (Population p : network.populations()) {
                    for (int j = 0; j < p.size() && !p.equals(network.input()); j++) {
                        double before = v[p.index()][j];
                        double a = Math.exp(-h / p.tauMem().value());
                        double after = a * before;
                        double start = 0;
                        double charge = 0;
                        for (Connection c : network.connections()) {
                            if (c.to().equals(p)) {
                                double i = current[c.index()][j];
                                double b = Math.exp(-h / c.tauSyn().value());
                                after += kappa(p.tauMem().value(), c.tauSyn().value(), h) * i;
                                start += i;
                                charge += c.tauSyn().value() * (1 - b) * i;
                                current[c.index()][j] = b * i;
                            }
                        }
                        if (p.equals(network.readout())) {
                            // tauMem V' = -V + I, integrated over the step
                            volts[n][j] = after;
                            mean[j] += (charge - p.tauMem().value() * (after - before)) / network.duration();
                        }
                        v[p.index()][j] = after;
                        if (p.neuron() instanceof NeuronSpec.Lif lif && after >= (float) lif.vThresh()) {
                            spiked[n][p.index()][j] = 1;
                            slope[n][p.index()][j] = start - after;
                            v[p.index()][j] = lif.vReset();
                            spikeCounts[p.index()]++;
                            if (p.equals(network.readout())) {
                                first[j] = Math.min(first[j], n * h);
                            }
                        }
                    }
                }
            }
            for (Connection c : network.connections()) {
                for (int i = 0; i < c.from().size(); i++) {
                    for (int j = 0; j < c.to().size(); j++) {
                        current[c.index()][j] +=
                                spiked[n][c.from().index()][i] * weights[c.index()][i * c.to().size() + j];
                    }
                }
            }
        }
        return new Trial(data.label(sample), mean, first, volts, spiked, slope);
    }

    private double threshold() {
        return ((NeuronSpec.Lif) network.readout().neuron()).vThresh();
    }

    private double silentPush(int neuron, int label) {
        return switch (loss) {
            case LossSpec.FirstSpike f -> neuron == label ? f.silentLabelPush() : 0;
            case LossSpec.SpikeTimeMse m ->
                (neuron == label ? m.labelTime() : m.otherTime()) < network.duration() ? m.silentPush() : 0;
            default -> throw new IllegalArgumentException(loss.type());
        };
    }

    private void backwards(Trial trial, int batch, double[][] pushes) {
        int label = trial.label();
        double[] mean = trial.mean();
        double[] first = trial.first();
        int[][][] spiked = trial.spiked();
        double[][][] slope = trial.slope();
        int steps = network.steps();
        double h = network.dt();
        double[] byTime = new double[first.length];
        double[] byVoltage = new double[first.length];
        double[][] byPoint = new double[steps + 1][first.length];
        TrialLoss trialLoss = TrialLoss.of(loss, network.duration());
        switch (loss) {
            case LossSpec.SumVoltage _ -> lossSum += trialLoss.evaluate(mean, label, byVoltage);
            case LossSpec.OfSpikes _ -> {
                lossSum += trialLoss.evaluate(first, label, byTime);
                for (int k = 0; k < first.length; k++) {
                    if (first[k] == Double.POSITIVE_INFINITY && silentPush(k, label) > 0) {
                        lossSum += silentPush(k, label) * (threshold() - mean[k]);
                        byVoltage[k] = -silentPush(k, label);
                    }
                }
            }
            case LossSpec.MaxVoltage _ -> {
                int[] at = new int[first.length];
                double[] largest = new double[first.length];
                double[] byLargest = new double[first.length];
                for (int n = 1; n <= steps; n++) {
                    for (int k = 0; k < first.length; k++) {
                        if (trial.volts()[n][k] > largest[k]) {
                            largest[k] = trial.volts()[n][k];
                            at[k] = n;
                        }
                    }
                }
                lossSum += trialLoss.evaluate(largest, label, byLargest);
                for (int k = 0; k < first.length; k++) {
                    byPoint[at[k]][k] = byLargest[k];
                }
            }
            case LossSpec.MeanCrossEntropy _, LossSpec.VoltageMse _ -> {
                for (int n = 1; n <= steps; n++) {
                    lossSum += trialLoss.evaluate(trial.volts()[n], label, byPoint[n]) / steps;
                    for (int k = 0; k < first.length; k++) {
                        byPoint[n][k] /= steps;
                    }
                }
            }
        }
        double[][] lambdaV = new double[network.populations().size()][];
        double[][] lambdaI = new double[network.connections().size()][];
        for (Population p : network.populations()) {
            lambdaV[p.index()] = new double[p.size()];
        }
        for (Connection c : network.connections()) {
            lambdaI[c.index()] = new double[c.to().size()];
        }
        for (int n = steps; n >= 0; n--) {
            if (n < steps) {
                for (Connection c : network.connections()) {
                    double tauMem = c.to().tauMem().value();
                    double b = Math.exp(-h / c.tauSyn().value());
                    double g = tauMem
                            / c.tauSyn().value()
                            * kappa(tauMem, c.tauSyn().value(), h);
                    for (int j = 0; j < c.to().size(); j++) {
                        double d = c.to().equals(network.readout()) ? -byVoltage[j] / network.duration() / batch : 0;
                        lambdaI[c.index()][j] =
                                d + b * (lambdaI[c.index()][j] - d) + g * (lambdaV[c.to().index()][j] - d);
                    }
                }
                for (Population p : network.populations()) {
                    for (int j = 0; j < p.size() && !p.equals(network.input()); j++) {
                        double d = p.equals(network.readout()) ? -byVoltage[j] / network.duration() / batch : 0;
                        double a = Math.exp(-h / p.tauMem().value());
                        lambdaV[p.index()][j] = d + a * (lambdaV[p.index()][j] - d);
                    }
                }
            }
            for (int k = 0; k < first.length; k++) {
                lambdaV[network.readout().index()][k] -= byPoint[n][k] / network.readout().tauMem().value() / batch;
            }
            double[][] after = Arrays.stream(lambdaV).map(double[]::clone).toArray(double[][]::new);
            for (Population p : network.populations()) {
                for (int i = 0; i < p.size(); i++) {
                    int count = spiked[n][p.index()][i];
                    if (count == 0) {
                        continue;
                    }
                    double jump = 0;
                    for (Connection c : network.connections()) {
                        for (int j = 0; j < c.to().size() && c.from().equals(p); j++) {
                            int w = i * c.to().size() + j;
                            jump += weights[c.index()][w] * (after[c.to().index()][j] - lambdaI[c.index()][j]);
                            gradient[c.index()][w] -= count * c.tauSyn().value() * lambdaI[c.index()][j];
                        }
                    }
                    if (p.neuron() instanceof NeuronSpec.Lif lif) {
                        boolean isFirst = p.equals(network.readout()) && first[i] == n * h;
                        lambdaV[p.index()][i] += ((lif.vThresh() - lif.vReset()) * after[p.index()][i]
                                                + jump
                                                + (isFirst ? byTime[i] / batch : 0))
                                        / divisor(slope[n][p.index()][i])
                                + pushes[p.index()][i] / batch;
                    }
                }
            }
        }
    }

    private double divisor(double slope) {
        if (smallestSlope == 0 || slope >= smallestSlope) {
            return slope;
        }
        clampedSpikes++;
        return smallestSlope;
    }

    private static double kappa(double tauMem, double tauSyn, double h) {
        return tauMem == tauSyn
                ? h / tauMem * Math.exp(-h / tauMem)
                : tauSyn / (tauMem - tauSyn) * (Math.exp(-h / tauMem) - Math.exp(-h / tauSyn));
    }
}
