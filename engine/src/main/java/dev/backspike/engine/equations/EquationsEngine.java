package dev.backspike.engine.equations;

import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Blocks;
import dev.backspike.engine.EngineLimits;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.Parallel;
import dev.backspike.engine.PartialGradient;
import dev.backspike.engine.RateRegularisation;
import dev.backspike.engine.Share;
import dev.backspike.engine.SpikeCounts;
import dev.backspike.engine.StateShape;
import dev.backspike.engine.TrialResult;
import dev.backspike.engine.UnsupportedNetworkException;
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.dynamics.ModelTooLargeException;
import dev.backspike.engine.event.ExactEngine;
import dev.backspike.engine.event.Optimiser;
import dev.backspike.engine.event.Variable;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Tensor;
import dev.backspike.engine.plan.OutcomeCounter;
import dev.backspike.engine.plan.Plan;
import dev.backspike.engine.plan.SpikeCounter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The engine for networks with neurons given by equations, with the event or the clock solver. Every learnable weight,
 * delay, time constant and parameter of the equations has its exact gradient, through thresholds and resets too. How
 * the phases share the work: see the package.
 */
public final class EquationsEngine implements ExactEngine {

    private final Solver solver;
    private final Network network;
    private final Parallel parallel;
    private final BooleanSupplier stop;
    private final double[][] parameters;
    private final TrialSimulation[] simulations;
    private final BackwardPass[] backwardPasses;
    private final SpikeTrain[] inputs;
    private final RateRegularisation regularisation;
    private final BlockSums sums;
    /** {@code [parameter]}: the gradient of a whole batch, which the optimiser reads. */
    private final double[][] gradients;

    private final List<Variable> variables;
    private final Optimiser optimiser;
    private final StateShape stateShape;

    private EventLog[] logs = {};
    /** The share that the last forward pass ran; null before the first. */
    private @Nullable Share share;

    private List<Integer> nodes = List.of();
    private boolean hasGradient;

    private EquationsEngine(EngineOptions options, Solver solver) {
        this.solver = solver;
        network = options.network();
        stop = options.stop();
        parameters = options.initial().parameters().stream()
                .map(tensor -> tensor.values().clone())
                .toArray(double[][]::new);
        NetworkModel networkModel = new NetworkModel(
                new Plan(network, options.loss()), options.initial().synapses(), parameters);
        parallel = new Parallel(options.threads());
        regularisation = new RateRegularisation(network, options.regularisation());
        simulations = new TrialSimulation[options.threads()];
        backwardPasses = new BackwardPass[options.threads()];
        inputs = new SpikeTrain[options.threads()];
        for (int t = 0; t < options.threads(); t++) {
            simulations[t] = switch (solver) {
                case EVENT -> new Simulation(networkModel, options.loss(), stop);
                case CLOCK -> new GridSimulation(networkModel, options.loss(), stop);
            };
            backwardPasses[t] =
                    new BackwardPass(networkModel, regularisation, solver == Solver.CLOCK ? network.dt() : 0);
            inputs[t] = new SpikeTrain();
        }
        int[] lengths = network.parameters().stream()
                .mapToInt(p -> p.learnable() ? p.size() : 0)
                .toArray();
        sums = new BlockSums(lengths);
        gradients = Arrays.stream(lengths).mapToObj(double[]::new).toArray(double[][]::new);
        variables = IntStream.range(0, parameters.length)
                .mapToObj(k -> new Variable(network.parameters().get(k), parameters[k], gradients[k]))
                .toList();
        optimiser = new Optimiser(options.optimiser(), options.gradients(), variables);
        stateShape = new StateShape(network, Tensor.F64.class, optimiser.kept());
    }

    /**
     * Creates the engine.
     *
     * @throws UnsupportedNetworkException if the network is beyond the engine's limits, or its equations are too long
     * @throws IllegalArgumentException if the network and the initial values do not fit one another
     */
    public static EquationsEngine create(EngineOptions options) {
        return create(options, Solver.EVENT);
    }

    /**
     * Creates the engine for the clock solver, whose gradients are exact but for the times of spikes, which lie at grid
     * points.
     *
     * @throws UnsupportedNetworkException likewise, and if equations are not affine
     * @throws IllegalArgumentException likewise
     */
    public static EquationsEngine stepped(EngineOptions options) {
        return create(options, Solver.CLOCK);
    }

    private static EquationsEngine create(EngineOptions options, Solver solver) {
        EngineLimits.require(options, solver);
        if (options.initial().parameters().size()
                != options.network().parameters().size()) {
            throw new IllegalArgumentException(options.initial().parameters().size() + " initial tensors for "
                    + options.network().parameters().size() + " parameters");
        }
        try {
            return new EquationsEngine(options, solver);
        } catch (ModelTooLargeException e) {
            throw new UnsupportedNetworkException("/network/populations has neurons whose " + e.getMessage());
        }
    }

    @Override
    public String name() {
        return solver == Solver.EVENT ? "event" : "cpu";
    }

    @Override
    public int threads() {
        return parallel.threads();
    }

    @Override
    public BatchOutcome forward(Share samples) {
        Batch batch = samples.samples();
        int size = batch.size();
        if (logs.length < size) {
            int have = logs.length;
            logs = Arrays.copyOf(logs, size);
            for (int b = have; b < size; b++) {
                logs[b] = new EventLog(network.readout().size());
            }
        }
        // Should a trial fail, no later phase may run on the logs that it left half written.
        share = null;
        parallel.forEachUntil(stop, size, (b, thread) -> {
            int sample = batch.samples()[b];
            batch.data().read(sample, inputs[thread]);
            simulations[thread].run(inputs[thread], batch.data().label(sample), logs[b]);
        });
        share = samples;
        OutcomeCounter counter = new OutcomeCounter(network, samples);
        SpikeCounter spikes = new SpikeCounter(network);
        for (int b = 0; b < size; b++) {
            EventLog log = logs[b];
            counter.trial(log.loss, log.predicted == batch.data().label(batch.samples()[b]));
            for (int s = 0; s < log.spikes; s++) {
                spikes.count(log.spikePopulation[s], log.spikeNeuron[s]);
            }
        }
        counter.add(spikes);
        return counter.outcome();
    }

    @Override
    public TrialResult result(int trial) {
        EventLog log = last(trial);
        return new TrialResult(log.loss, log.predicted, log.readout.clone());
    }

    @Override
    public void spikes(int trial, int population, SpikeTrain into) {
        EventLog log = last(trial);
        into.clear();
        for (int s = 0; s < log.spikes; s++) {
            if (log.spikePopulation[s] == population) {
                into.add(log.spikeTime[s], log.spikeNeuron[s]);
            }
        }
    }

    private EventLog last(int trial) {
        if (share == null) {
            throw new IllegalStateException("there has been no forward pass");
        }
        return logs[Objects.checkIndex(trial, share.size())];
    }

    @Override
    public void backward(SpikeCounts batch) {
        Share of = share;
        if (of == null) {
            throw new IllegalStateException("no forward pass to continue from");
        }
        nodes = List.of();
        hasGradient = false;
        regularisation.set(batch);
        sums.begin(of);
        parallel.forEachUntil(stop, of.count(), (block, thread) -> {
            for (int b = of.begin(block); b < of.begin(block + 1); b++) {
                backwardPasses[thread].run(logs[b], sums.ofBlock(block));
            }
        });
        nodes = sums.add(of);
        hasGradient = nodes.equals(List.of(Blocks.ROOT));
        if (hasGradient) {
            for (int p = 0; p < gradients.length; p++) {
                System.arraycopy(sums.ofBlock(0)[p], 0, gradients[p], 0, gradients[p].length);
            }
        }
    }

    @Override
    public List<PartialGradient> partialGradients() {
        List<PartialGradient> parts = new ArrayList<>();
        for (int k = 0; k < nodes.size(); k++) {
            parts.add(new PartialGradient(nodes.get(k), learnt(sums.ofBlock(k))));
        }
        return parts;
    }

    @Override
    public List<Tensor> gradients() {
        requireGradient();
        return learnt(gradients);
    }

    private List<Tensor> learnt(double[][] arrays) {
        return IntStream.range(0, variables.size())
                .filter(v -> variables.get(v).parameter().learnable())
                .<Tensor>mapToObj(v -> variables.get(v).tensor(arrays[v]))
                .toList();
    }

    @Override
    public void replaceGradients(List<Tensor> replacement) {
        stateShape.requireGradients(replacement);
        Iterator<Tensor> next = replacement.iterator();
        for (Variable v : variables) {
            if (v.parameter().learnable()) {
                double[] values = ((Tensor.F64) next.next()).values();
                System.arraycopy(values, 0, v.gradient(), 0, values.length);
            }
        }
        nodes = List.of();
        hasGradient = true;
    }

    @Override
    public void optimise(double learningRate, int samples) {
        requireGradient();
        optimiser.step(learningRate, samples);
    }

    private void requireGradient() {
        if (!hasGradient) {
            throw new IllegalStateException("there is no gradient of a whole batch");
        }
    }

    /** None: gradients are never clamped. */
    @Override
    public long clampedSpikes() {
        return 0;
    }

    @Override
    public List<Tensor> parameters() {
        return variables.stream().<Tensor>map(v -> v.tensor(v.values())).toList();
    }

    @Override
    public EngineState state() {
        return new EngineState(parameters(), optimiser.moments(), optimiser.updates());
    }

    @Override
    public void restore(EngineState state) {
        stateShape.require(state);
        for (int k = 0; k < variables.size(); k++) {
            double[] values = ((Tensor.F64) state.parameters().get(k)).values();
            System.arraycopy(values, 0, variables.get(k).values(), 0, values.length);
        }
        optimiser.restore(state.moments(), state.updates());
        share = null;
        hasGradient = false;
    }

    @Override
    public double[][] parameterArrays() {
        return parameters;
    }

    @Override
    public double[][] gradientArrays() {
        return gradients;
    }

    @Override
    public long eventOrder(int sample) {
        return EventOrder.hash(network, logs[sample]);
    }

    @Override
    public void close() {
        parallel.close();
    }
}
