package dev.backspike.worker.engine.event;

import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.worker.engine.Batch;
import dev.backspike.worker.engine.BatchOutcome;
import dev.backspike.worker.engine.Engine;
import dev.backspike.worker.engine.EngineOptions;
import dev.backspike.worker.engine.Parallel;
import dev.backspike.worker.engine.Tensor;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Network;
import java.util.ArrayList;
import java.util.List;

/** The exact solver, in double precision; see the package for its parts. */
public final class EventEngine implements Engine {

    private final Network network;
    private final double[][] weights;
    private final double[][] gradients;
    private final Parallel parallel;
    private final Forward[] forward;
    private final Adjoint[] adjoint;
    private final Gather gather;
    private final Adam adam;
    private final List<Tape> tapes = new ArrayList<>();
    private int trials;

    private EventEngine(EngineOptions options) {
        network = options.network();
        int connections = network.connections().size();
        weights = new double[connections][];
        gradients = new double[connections][];
        for (int c = 0; c < connections; c++) {
            weights[c] = options.initial().get(c).values().clone();
            gradients[c] = new double[weights[c].length];
        }
        Layout layout = Layout.of(network);
        forward = new Forward[options.threads()];
        adjoint = new Adjoint[options.threads()];
        for (int thread = 0; thread < options.threads(); thread++) {
            forward[thread] = new Forward(layout, options.loss(), weights);
            adjoint[thread] = new Adjoint(layout, options.loss(), weights);
        }
        gather = new Gather(layout);
        adam = switch (options.optimiser()) {
            case OptimiserSpec.Adam spec -> new Adam(spec, weights);
        };
        parallel = new Parallel(options.threads());
    }

    /** @throws IllegalArgumentException if connections into one population differ in their synaptic time constant */
    public static EventEngine create(EngineOptions options) {
        return new EventEngine(options);
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
        trials = batch.size();
        while (tapes.size() < trials) {
            tapes.add(new Tape(network.readout().size()));
        }
        parallel.forEach(
                trials, (trial, thread) -> forward[thread].run(batch.data(), batch.samples()[trial], tapes.get(trial)));
        double loss = 0;
        int correct = 0;
        long[] spikes = new long[network.populations().size()];
        for (Tape tape : tapes.subList(0, trials)) {
            loss += tape.loss;
            correct += tape.correct ? 1 : 0;
            for (int k = 0; k < tape.spikes; k++) {
                spikes[tape.population[k]]++;
            }
        }
        return new BatchOutcome(trials, loss, correct, spikes);
    }

    @Override
    public void adjoint() {
        parallel.forEach(trials, (trial, thread) -> adjoint[thread].run(tapes.get(trial)));
    }

    @Override
    public void gather() {
        gather.run(tapes.toArray(Tape[]::new), trials, gradients, parallel);
    }

    @Override
    public void optimise(double learningRate) {
        adam.step(weights, gradients, learningRate);
    }

    @Override
    public List<Tensor> parameters() {
        return tensors(weights);
    }

    @Override
    public List<Tensor> gradients() {
        return tensors(gradients);
    }

    private List<Tensor> tensors(double[][] values) {
        List<Tensor> tensors = new ArrayList<>();
        for (Connection connection : network.connections()) {
            int[] shape = {connection.from().size(), connection.to().size()};
            tensors.add(new Tensor.F64(connection.weightName(), shape, values[connection.index()].clone()));
        }
        return tensors;
    }

    /** The weights themselves, for checks that change them one by one. */
    double[][] weights() {
        return weights;
    }

    @Override
    public void close() {
        parallel.close();
    }
}
