package dev.backspike.engine.event;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineLimits;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.Parallel;
import dev.backspike.engine.RateRegularisation;
import dev.backspike.engine.StateShape;
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * The exact engine: event-driven, double precision, for every directed graph of LIF and LI populations: recurrent, skip
 * and several connections, sparse ones, delays, individual and learnt delays and time constants, and refractory
 * neurons. Cost grows with spikes, and with single synapses where delays are individual; the network's {@code dt} has
 * no effect. A spike at or after T does not happen.
 *
 * <p>Equations: EventProp, Wunderlich &amp; Pehle 2021. How the phases share the work: see the package.
 */
public final class EventEngine implements Engine {

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
    /** One for each of {@link Network#parameters()}. */
    private final List<Variable> variables;

    private final Optimiser optimiser;
    private final StateShape stateShape;
    private final RateRegularisation regularisation;

    private Tape[] tapes = {};
    private int batchSize;
    private long clamped;

    private EventEngine(EngineOptions options, double[][] parameters) {
        network = options.network();
        this.parameters = parameters;
        wiring = new Wiring(network, options.initial().synapses(), parameters, options.loss());
        parallel = new Parallel(options.threads());
        stop = options.stop();
        forward = new Forward[options.threads()];
        adjoint = new Adjoint[options.threads()];
        inputs = new SpikeTrain[options.threads()];
        regularisation = new RateRegularisation(network, options.regularisation());
        for (int t = 0; t < options.threads(); t++) {
            forward[t] = new Forward(wiring, options.loss(), stop);
            adjoint[t] = new Adjoint(
                    wiring, options.loss(), regularisation, options.gradients().smallestSlope());
            inputs[t] = new SpikeTrain();
        }
        gather = new Gather(wiring, parallel);
        variables = variables(network.parameters());
        optimiser = new Optimiser(options.optimiser(), options.gradients(), variables);
        stateShape = new StateShape(network, Tensor.F64.class, optimiser.kept);
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
    public BatchOutcome forward(Batch batch) {
        int size = batch.size();
        while (tapes.length < size) {
            tapes = Arrays.copyOf(tapes, tapes.length + 1);
            tapes[tapes.length - 1] = new Tape(wiring);
        }
        // Should a trial fail, no later phase may run on the tapes that it left half written.
        batchSize = 0;
        wiring.refresh();
        parallel.forEachUntil(stop, size, (b, thread) -> {
            int sample = batch.samples()[b];
            batch.data().read(sample, inputs[thread]);
            forward[thread].run(inputs[thread], batch.data().label(sample), tapes[b]);
        });
        batchSize = size;
        double loss = 0;
        int correct = 0;
        long[] spikes = new long[network.populations().size()];
        int[][] neuronSpikes = network.populations().stream()
                .map(p -> new int[p.spiking() ? p.size() : 0])
                .toArray(int[][]::new);
        for (int b = 0; b < batchSize; b++) {
            loss += tapes[b].loss;
            correct += tapes[b].predicted == batch.data().label(batch.samples()[b]) ? 1 : 0;
            for (int s = 0; s < tapes[b].count; s++) {
                int p = wiring.populationOf[tapes[b].source[s]];
                spikes[p]++;
                if (network.populations().get(p).spiking()) {
                    neuronSpikes[p][tapes[b].source[s] - wiring.firstNeuron[p]]++;
                }
            }
        }
        BatchOutcome outcome = new BatchOutcome(batchSize, loss, correct, spikes, neuronSpikes);
        regularisation.set(outcome);
        return outcome;
    }

    @Override
    public void adjoint() {
        requireForward();
        parallel.forEachUntil(stop, batchSize, (b, thread) -> adjoint[thread].run(tapes[b]));
        clamped = 0;
        for (int b = 0; b < batchSize; b++) {
            clamped += tapes[b].clamped;
        }
    }

    @Override
    public void gather() {
        requireForward();
        gather.run(tapes, batchSize);
    }

    @Override
    public void optimise(double learningRate) {
        optimiser.step(learningRate);
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
        batchSize = 0;
    }

    @Override
    public List<Tensor> parameters() {
        return variables.stream().map(Variable::tensor).toList();
    }

    @Override
    public List<Tensor> gradients() {
        return variables.stream()
                .filter(v -> v.parameter().learnable())
                .map(Variable::gradientTensor)
                .toList();
    }

    @Override
    public void close() {
        parallel.close();
    }

    /** The engine's own values, {@code [parameter]}, for those who vary them between batches. */
    double[][] parameterArrays() {
        return parameters;
    }

    /** The last gather's gradients, in the layout of {@link #parameterArrays()}; empty for what is not learnt. */
    double[][] gradientArrays() {
        return gather.gradients;
    }

    Wiring wiring() {
        return wiring;
    }

    /** The tape of a sample of the last batch. */
    Tape tape(int sample) {
        return tapes[sample];
    }

    private void requireForward() {
        if (batchSize == 0) {
            throw new IllegalStateException("no forward pass to continue from");
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
