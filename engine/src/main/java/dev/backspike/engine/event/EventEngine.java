package dev.backspike.engine.event;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.NeuronSpec;
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
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Parameter;
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
 * The exact engine: event-driven, double precision, for every directed graph of LIF and LI populations: recurrent, skip
 * and several connections, sparse ones, delays, individual and learnt delays and time constants, and refractory
 * neurons. Cost grows with spikes, and with single synapses where delays are individual; the network's {@code dt} has
 * no effect. A spike at or after T does not happen.
 *
 * <p>Equations: EventProp, Wunderlich &amp; Pehle 2021. How the phases share the work: see the package.
 */
public final class EventEngine implements ExactEngine {

    private final Network network;
    private final Wiring wiring;
    private final Parallel parallel;
    private final BooleanSupplier stop;
    /** {@code [parameter]}, in the order of {@link Network#parameters()}. */
    private final double[][] parameters;

    private final Forward[] forward;
    private final Adjoint[] adjoint;
    private final SpikeTrain[] inputs;
    private final Gather gather;
    /** A variable for each of {@link Network#parameters()}. */
    private final List<Variable> variables;

    private final Optimiser optimiser;
    private final StateShape stateShape;
    private final RateRegularisation regularisation;

    private Tape[] tapes = {};
    /** The share of the batch that the last forward pass ran; null before the first. */
    private @Nullable Share share;
    /** The nodes of the tree of blocks for which the last backward pass holds sums. */
    private List<Integer> nodes = List.of();
    /** Whether the gradients of the variables are those of a whole batch. */
    private boolean hasGradient;

    private long clamped;

    private EventEngine(EngineOptions options, double[][] parameters) {
        network = options.network();
        this.parameters = parameters;
        wiring = new Wiring(new Plan(network, options.loss()), options.initial().synapses(), parameters);
        parallel = new Parallel(options.threads());
        stop = options.stop();
        forward = new Forward[options.threads()];
        adjoint = new Adjoint[options.threads()];
        inputs = new SpikeTrain[options.threads()];
        regularisation = new RateRegularisation(network, options.regularisation());
        for (int t = 0; t < options.threads(); t++) {
            forward[t] = new Forward(wiring, options.loss(), stop);
            adjoint[t] = new Adjoint(wiring, regularisation, options.gradients().smallestSlope());
            inputs[t] = new SpikeTrain();
        }
        gather = new Gather(wiring, parallel);
        variables = variables(network.parameters());
        optimiser = new Optimiser(options.optimiser(), options.gradients(), variables);
        stateShape = new StateShape(network, Tensor.F64.class, optimiser.kept());
    }

    /** @throws IllegalArgumentException if the network, the loss and the initial values do not fit one another */
    public static EventEngine create(EngineOptions options) {
        requireReadoutFits(options.network(), options.loss());
        EngineLimits.require(options, Solver.EVENT);
        return new EventEngine(
                options, values(options.network(), options.initial().parameters()));
    }

    @Override
    public String name() {
        return "event";
    }

    @Override
    public int threads() {
        return parallel.threads();
    }

    @Override
    public BatchOutcome forward(Share samples) {
        Batch batch = samples.samples();
        int size = batch.size();
        while (tapes.length < size) {
            tapes = Arrays.copyOf(tapes, tapes.length + 1);
            tapes[tapes.length - 1] = new Tape(wiring);
        }
        // Should a trial fail, no later phase may run on the tapes that it left half written.
        share = null;
        wiring.refresh();
        SpikeCounter[] spikes = new SpikeCounter[parallel.threads()];
        Arrays.setAll(spikes, _ -> new SpikeCounter(network));
        parallel.forEachUntil(stop, size, (b, thread) -> {
            int sample = batch.samples()[b];
            batch.data().read(sample, inputs[thread]);
            forward[thread].run(inputs[thread], batch.data().label(sample), tapes[b]);
            tapes[b].countInto(spikes[thread], wiring);
        });
        share = samples;
        OutcomeCounter counter = new OutcomeCounter(network, samples);
        for (int b = 0; b < size; b++) {
            counter.trial(tapes[b].loss, tapes[b].predicted == batch.data().label(batch.samples()[b]));
        }
        for (SpikeCounter counted : spikes) {
            counter.add(counted);
        }
        return counter.outcome();
    }

    @Override
    public TrialResult result(int trial) {
        Tape tape = last(trial);
        return new TrialResult(tape.loss, tape.predicted, tape.readout.clone());
    }

    @Override
    public void spikes(int trial, int population, SpikeTrain into) {
        Tape tape = last(trial);
        into.clear();
        for (int s = 0; s < tape.count; s++) {
            if (wiring.populationOf[tape.source[s]] == population) {
                into.add(tape.time[s], tape.source[s] - wiring.firstNeuron[population]);
            }
        }
    }

    private Tape last(int trial) {
        if (share == null) {
            throw new IllegalStateException("there has been no forward pass");
        }
        return tapes[Objects.checkIndex(trial, share.size())];
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
        parallel.forEachUntil(stop, of.size(), (b, thread) -> adjoint[thread].run(tapes[b]));
        clamped = 0;
        for (int b = 0; b < of.size(); b++) {
            clamped += tapes[b].clamped;
        }
        gather.run(tapes, of);
        nodes = of.nodes();
        hasGradient = nodes.equals(List.of(Blocks.ROOT));
    }

    @Override
    public List<PartialGradient> partialGradients() {
        List<PartialGradient> parts = new ArrayList<>();
        for (int k = 0; k < nodes.size(); k++) {
            double[][] sum = gather.sum(k);
            parts.add(new PartialGradient(
                    nodes.get(k),
                    IntStream.range(0, variables.size())
                            .filter(v -> variables.get(v).parameter().learnable())
                            .<Tensor>mapToObj(v -> variables.get(v).tensor(sum[v]))
                            .toList()));
        }
        return parts;
    }

    @Override
    public void replaceGradients(List<Tensor> gradients) {
        stateShape.requireGradients(gradients);
        Iterator<Tensor> next = gradients.iterator();
        for (Variable v : variables) {
            if (v.parameter().learnable()) {
                double[] values = ((Tensor.F64) next.next()).values();
                System.arraycopy(values, 0, v.gradient(), 0, values.length);
            }
        }
        // The first of the sums has been overwritten.
        nodes = List.of();
        hasGradient = true;
    }

    @Override
    public void optimise(double learningRate, int samples) {
        requireGradient();
        optimiser.step(learningRate, samples);
    }

    @Override
    public long clampedSpikes() {
        return clamped;
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
    public List<Tensor> parameters() {
        return variables.stream().<Tensor>map(v -> v.tensor(v.values())).toList();
    }

    @Override
    public List<Tensor> gradients() {
        requireGradient();
        return variables.stream()
                .filter(v -> v.parameter().learnable())
                .<Tensor>map(v -> v.tensor(v.gradient()))
                .toList();
    }

    @Override
    public void close() {
        parallel.close();
    }

    @Override
    public double[][] parameterArrays() {
        return parameters;
    }

    @Override
    public double[][] gradientArrays() {
        return gather.gradients;
    }

    @Override
    public long eventOrder(int sample) {
        return EventOrder.hash(wiring, tapes[sample]);
    }

    Wiring wiring() {
        return wiring;
    }

    /** The tape of a sample of the last batch. */
    Tape tape(int sample) {
        return tapes[sample];
    }

    private void requireGradient() {
        if (!hasGradient) {
            throw new IllegalStateException("there is no gradient of a whole batch");
        }
    }

    private List<Variable> variables(List<Parameter> all) {
        return IntStream.range(0, all.size())
                .mapToObj(k -> new Variable(all.get(k), parameters[k], gather.gradients[k]))
                .toList();
    }

    private static double[][] values(Network network, List<Tensor.F64> initial) {
        List<Parameter> parameters = network.parameters();
        if (initial.size() != parameters.size()) {
            throw new IllegalArgumentException(
                    initial.size() + " initial tensors for " + parameters.size() + " parameters");
        }
        double[][] values = new double[initial.size()][];
        for (int k = 0; k < values.length; k++) {
            double[] given = initial.get(k).values();
            if (given.length != parameters.get(k).size()) {
                throw new IllegalArgumentException(
                        parameters.get(k).name() + " has " + parameters.get(k).size() + " values, not " + given.length);
            }
            values[k] = given.clone();
        }
        return values;
    }

    private static void requireReadoutFits(Network network, LossSpec loss) {
        boolean fits = switch (loss) {
            case LossSpec.OfSpikes _ -> network.readout().neuron() instanceof NeuronSpec.Lif;
            case LossSpec.OfVoltages _ -> network.readout().neuron() instanceof NeuronSpec.Li;
        };
        if (!fits) {
            throw new IllegalArgumentException("loss " + loss.type() + " cannot read population "
                    + network.readout().name() + " of "
                    + network.readout().neuron().type() + " neurons");
        }
    }
}
