package dev.backspike.worker.engine.cpu;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.worker.dataset.Dataset;
import dev.backspike.worker.dataset.SpikeTrain;
import dev.backspike.worker.engine.EngineOptions;
import dev.backspike.worker.loss.TrialLoss;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Population;
import java.util.Arrays;

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

    PlainClockNetwork(EngineOptions options) {
        network = options.network();
        loss = options.loss();
        weights = options.initial().parameters().stream().map(t -> t.values()).toArray(double[][]::new);
        gradient = options.initial().parameters().stream()
                .map(t -> new double[t.values().length])
                .toArray(double[][]::new);
        spikeCounts = new long[network.populations().size()];
    }

    void run(Dataset data, int[] samples) {
        for (int sample : samples) {
            trial(data, sample, samples.length);
        }
    }

    private void trial(Dataset data, int sample, int batch) {
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
        double[] first = new double[network.readout().size()];
        Arrays.fill(first, Double.POSITIVE_INFINITY);
        for (int n = 0; n <= steps; n++) {
            if (n > 0) {
                for (Population p : network.populations()) {
                    for (int j = 0; j < p.size() && !p.equals(network.input()); j++) {
                        double before = v[p.index()][j];
                        double a = Math.exp(-h / Layout.tauMem(p));
                        double after = a * before;
                        double start = 0;
                        double charge = 0;
                        for (Connection c : network.connections()) {
                            if (c.to().equals(p)) {
                                double i = current[c.index()][j];
                                double b = Math.exp(-h / c.tauSyn().value());
                                after += kappa(Layout.tauMem(p), c.tauSyn().value(), h) * i;
                                start += i;
                                charge += c.tauSyn().value() * (1 - b) * i;
                                current[c.index()][j] = b * i;
                            }
                        }
                        if (p.equals(network.readout())) {
                            // tauMem V' = -V + I, integrated over the step
                            mean[j] += (charge - Layout.tauMem(p) * (after - before)) / network.duration();
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
        backwards(data.label(sample), batch, mean, first, spiked, slope);
    }

    private double threshold() {
        return ((NeuronSpec.Lif) network.readout().neuron()).vThresh();
    }

    private void backwards(int label, int batch, double[] mean, double[] first, int[][][] spiked, double[][][] slope) {
        int steps = network.steps();
        double h = network.dt();
        double[] byTime = new double[first.length];
        double[] byVoltage = new double[first.length];
        TrialLoss trialLoss = TrialLoss.of(loss, network.duration());
        switch (loss) {
            case LossSpec.SumVoltage _ -> lossSum += trialLoss.evaluate(mean, label, byVoltage);
            case LossSpec.FirstSpike f -> {
                lossSum += trialLoss.evaluate(first, label, byTime);
                if (first[label] == Double.POSITIVE_INFINITY) {
                    lossSum += f.silentLabelPush() * (threshold() - mean[label]);
                    byVoltage[label] = -f.silentLabelPush();
                }
            }
            default -> throw new IllegalArgumentException(loss.type());
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
                    double tauMem = Layout.tauMem(c.to());
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
                        double a = Math.exp(-h / Layout.tauMem(p));
                        lambdaV[p.index()][j] = d + a * (lambdaV[p.index()][j] - d);
                    }
                }
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
                                / slope[n][p.index()][i];
                    }
                }
            }
        }
    }

    private static double kappa(double tauMem, double tauSyn, double h) {
        return tauMem == tauSyn
                ? h / tauMem * Math.exp(-h / tauMem)
                : tauSyn / (tauMem - tauSyn) * (Math.exp(-h / tauMem) - Math.exp(-h / tauSyn));
    }
}
