package dev.backspike.engine.evaluation;

import dev.backspike.common.evaluation.Evaluated;
import dev.backspike.common.evaluation.Evaluation;
import dev.backspike.common.evaluation.GivenSample;
import dev.backspike.common.evaluation.ParameterValues;
import dev.backspike.common.evaluation.Trial;
import dev.backspike.common.evaluation.Trials;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.Engines;
import dev.backspike.engine.SimulationFailedException;
import dev.backspike.engine.StoppedException;
import dev.backspike.engine.TrialRecords;
import dev.backspike.engine.UnsupportedNetworkException;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.loss.TrialLoss;
import dev.backspike.engine.network.InitialState;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Tensor;
import dev.backspike.engine.training.InitialValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A trained network with the CPU engine of its job's solver. Called by one thread at a time. */
public final class TrainedNetwork implements AutoCloseable {

    /** Numbers in the trials of an evaluation, which one message has to hold. */
    private static final int MOST_NUMBERS = 1_000_000;
    /** Numbers of a trial beside its readout. */
    private static final int NUMBERS_OF_TRIAL = 5;

    private static final int BATCH = 64;

    private final Network network;
    private final InitialState values;
    private final TrialLoss loss;
    private final Deadline deadline = new Deadline();
    private final Engine engine;
    private final TrialRecords records;

    private TrainedNetwork(JobSpec spec, Network network, InitialState values, int threads) {
        this.network = network;
        this.values = values;
        LossSpec lossSpec = spec.training().loss();
        loss = TrialLoss.of(lossSpec, network.duration());
        EngineOptions options = new EngineOptions(
                        network,
                        lossSpec,
                        spec.training().optimiser(),
                        spec.training().gradients(),
                        Map.of(),
                        values,
                        threads)
                .stoppedBy(deadline);
        engine = Engines.withoutCuda().create(options, spec.network().solver());
        records = requireRecords(engine);
    }

    /** Engines of the CPU keep the tapes of a forward pass on the host. */
    private static TrialRecords requireRecords(Engine engine) {
        if (engine instanceof TrialRecords records) {
            return records;
        }
        engine.close();
        throw new IllegalStateException("the engine " + engine.name() + " keeps no records of single trials");
    }

    /**
     * Makes the network of a job with trained values.
     *
     * @param spec resolved
     * @param trained a tensor for each parameter of the network, in any order and precision
     * @param threads that the engine uses, at least 1
     * @throws InvalidSpecException if the values are not those of the network, or no engine here runs it
     */
    public static TrainedNetwork of(JobSpec spec, List<? extends Tensor> trained, int threads) {
        Network network = Network.of(spec.network());
        InitialState values = InitialValues.ofTrained(spec, network, trained, "/checkpoint");
        try {
            return new TrainedNetwork(spec, network, values, threads);
        } catch (UnsupportedNetworkException e) {
            throw new InvalidSpecException("/network", "cannot be run: " + e.getMessage());
        }
    }

    /**
     * Runs samples of a data set and sums up what the network makes of them.
     *
     * @param limit samples at most, spread evenly over the data
     * @param seconds that the trials may take
     * @throws InvalidSpecException if there is nothing to evaluate, time or room does not suffice, or the network
     *     cannot be simulated
     */
    public Evaluated evaluate(Dataset data, int limit, double seconds) {
        int[] samples = spread(data, limit);
        long numbers = (long) samples.length * (network.readout().size() + NUMBERS_OF_TRIAL);
        if (numbers > MOST_NUMBERS) {
            throw new InvalidSpecException(
                    "/limit",
                    "must be at most "
                            + MOST_NUMBERS / (network.readout().size() + NUMBERS_OF_TRIAL)
                            + " for this network, as the predictions of one evaluation are kept together; "
                            + samples.length
                            + " samples were asked for");
        }
        EvaluationSums sums = new EvaluationSums(network, data);
        TrialViews views = new TrialViews(network, loss);
        List<Trial> trials = new ArrayList<>();
        long start = System.nanoTime();
        deadline.in(seconds);
        for (int from = 0; from < samples.length; from += BATCH) {
            Batch batch = new Batch(data, Arrays.copyOfRange(samples, from, Math.min(samples.length, from + BATCH)));
            int done = from;
            sums.add(run(() -> engine.forward(batch), () -> late("/limit", done, samples.length, seconds)));
            for (int k = 0; k < batch.size(); k++) {
                int sample = batch.samples()[k];
                Trial trial = views.of(sample, data.label(sample), records.result(k));
                sums.add(data.label(sample), trial);
                trials.add(trial);
            }
        }
        Evaluation evaluation = new Evaluation(
                engine.name(),
                sums.samples(),
                data.size(),
                sums.loss(),
                sums.accuracy(),
                sums.unanswered(),
                sums.classes(),
                sums.confusion(),
                loss.probabilities(new double[network.readout().size()]) == null ? null : sums.calibration(),
                sums.populations(),
                parameters(),
                (System.nanoTime() - start) / 1e9);
        return new Evaluated(evaluation, trials);
    }

    /**
     * Runs some samples of a data set and records their spikes.
     *
     * @param samples their numbers
     * @throws InvalidSpecException as {@link #evaluate}
     */
    public Trials record(Dataset data, List<Integer> samples, double seconds) {
        for (int k = 0; k < samples.size(); k++) {
            if (samples.get(k) < 0 || samples.get(k) >= data.size()) {
                throw new InvalidSpecException(
                        "/samples/" + k, "must be 0 to " + (data.size() - 1) + ", was " + samples.get(k));
            }
        }
        Batch batch =
                new Batch(data, samples.stream().mapToInt(Integer::intValue).toArray());
        TrialViews views = forward(batch, seconds);
        return trials(IntStream.range(0, batch.size())
                .mapToObj(k -> views.recorded(
                        views.of(samples.get(k), data.label(samples.get(k)), records.result(k)), records, k))
                .toList());
    }

    /**
     * Runs samples without labels.
     *
     * @param spikes whether the spikes of all populations are recorded
     * @throws InvalidSpecException naming what is wrong with the samples, and as {@link #evaluate}
     */
    public Trials predict(List<GivenSample> samples, Spikes spikes, double seconds) {
        GivenSamples data = GivenSamples.of(
                samples, network.input().size(), network.readout().size());
        Batch batch = new Batch(data, IntStream.range(0, data.size()).toArray());
        TrialViews views = forward(batch, seconds);
        return trials(IntStream.range(0, batch.size())
                .mapToObj(k -> {
                    Trial trial = views.of(k, null, records.result(k));
                    return spikes == Spikes.RECORDED ? views.recorded(trial, records, k) : trial;
                })
                .toList());
    }

    /** Whether the spikes of all populations are part of the answer. */
    public enum Spikes {
        RECORDED,
        LEFT_OUT
    }

    private TrialViews forward(Batch batch, double seconds) {
        deadline.in(seconds);
        run(() -> engine.forward(batch), () -> late("/samples", 0, batch.size(), seconds));
        return new TrialViews(network, loss);
    }

    private interface Phase<T> {
        T run();
    }

    private interface Lateness {
        InvalidSpecException error();
    }

    private static <T> T run(Phase<T> phase, Lateness late) {
        try {
            return phase.run();
        } catch (StoppedException e) {
            InvalidSpecException error = late.error();
            error.addSuppressed(e);
            throw error;
        } catch (SimulationFailedException e) {
            throw new InvalidSpecException("/network", "cannot be simulated: " + e.getMessage());
        }
    }

    private static InvalidSpecException late(String pointer, int done, int samples, double seconds) {
        return new InvalidSpecException(
                pointer,
                "must be fewer: " + done + " of " + samples + " samples were run in the " + Math.round(seconds)
                        + " s that the trials may take (backspike.inspection.timeout)");
    }

    private Trials trials(List<Trial> trials) {
        return new Trials(engine.name(), trials);
    }

    private List<ParameterValues> parameters() {
        List<ParameterValues> all = new ArrayList<>();
        for (int k = 0; k < values.parameters().size(); k++) {
            Parameter parameter = network.parameters().get(k);
            double[] present = present(parameter, values.parameters().get(k).values());
            double mean = Arrays.stream(present).average().orElse(0);
            double variance = Arrays.stream(present)
                    .map(value -> (value - mean) * (value - mean))
                    .average()
                    .orElse(0);
            all.add(new ParameterValues(
                    parameter.name(), present.length, mean, Math.sqrt(variance), Histograms.of(present)));
        }
        return all;
    }

    /** Without weights and delays of synapses that the network does not have. */
    private double[] present(Parameter parameter, double[] all) {
        if (parameter.kind() != Kind.WEIGHT && parameter.kind() != Kind.DELAY) {
            return all;
        }
        return IntStream.range(0, all.length)
                .filter(values.synapses().get(parameter.owner())::has)
                .mapToDouble(k -> all[k])
                .toArray();
    }

    private static int[] spread(Dataset data, int limit) {
        int shown = Math.min(limit, data.size());
        return IntStream.range(0, shown)
                .map(k -> (int) ((long) k * data.size() / shown))
                .toArray();
    }

    @Override
    public void close() {
        engine.close();
    }
}
