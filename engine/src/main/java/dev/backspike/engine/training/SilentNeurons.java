package dev.backspike.engine.training;

import dev.backspike.common.spec.RegularisationSpec;
import dev.backspike.common.spec.SilentNeuronsSpec;
import dev.backspike.common.spec.TrainingSpec;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.InitialState;
import dev.backspike.engine.network.Initialisers;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Synapses;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rule of {@link SilentNeuronsSpec}: finds the neurons that do not spike in any training batch of an epoch, and
 * changes their incoming weights. The optimiser's moments stay as they are; of a neuron without spikes they have faded
 * to almost nothing.
 */
final class SilentNeurons {

    private record Rule(Population population, SilentNeuronsSpec spec, BitSet spiked) {

        int silent() {
            return population.size() - spiked.cardinality();
        }
    }

    private final Network network;
    private final InitialState initial;
    private final long seed;
    /** The rule of each population, by its index. */
    private final Map<Integer, Rule> rules = new LinkedHashMap<>();

    SilentNeurons(TrainingSpec spec, Network network, InitialState initial) {
        this.network = network;
        this.initial = initial;
        seed = spec.seed();
        for (Population population : network.populations()) {
            RegularisationSpec regularisation = spec.regularisation().get(population.name());
            if (regularisation != null && regularisation.silentNeurons() != null) {
                rules.put(population.index(), new Rule(population, regularisation.silentNeurons(), new BitSet()));
            }
        }
    }

    /** Takes note of a training batch. */
    void add(BatchOutcome outcome) {
        for (Rule rule : rules.values()) {
            int[] spikes = outcome.neuronSpikes()[rule.population().index()];
            for (int neuron = 0; neuron < spikes.length; neuron++) {
                if (spikes[neuron] > 0) {
                    rule.spiked().set(neuron);
                }
            }
        }
    }

    /** Which neurons have spiked in the epoch so far, by population: a bit each, lowest first, as hexadecimal bytes. */
    Map<String, String> spiked() {
        Map<String, String> spiked = new TreeMap<>();
        rules.values()
                .forEach(rule -> spiked.put(
                        rule.population().name(),
                        HexFormat.of().formatHex(rule.spiked().toByteArray())));
        return spiked;
    }

    /** @param spiked as {@link #spiked()} gives it */
    void restore(Map<String, String> spiked) {
        for (Rule rule : rules.values()) {
            rule.spiked().clear();
            String bits = spiked.getOrDefault(rule.population().name(), "");
            rule.spiked().or(BitSet.valueOf(HexFormat.of().parseHex(bits)));
        }
    }

    /** Adds the points {@code train.silentNeurons.<population>}: how many there are so far. */
    void putInto(Map<String, Double> values) {
        for (Rule rule : rules.values()) {
            values.put("train.silentNeurons." + rule.population().name(), (double) rule.silent());
        }
    }

    /** Applies the rule between two epochs, the last of which has the number {@code epoch}, and begins the next. */
    void revive(Engine engine, int epoch) {
        if (rules.values().stream().anyMatch(rule -> rule.silent() > 0)) {
            EngineState state = engine.state();
            List<Tensor> parameters = new ArrayList<>(state.parameters());
            for (Connection connection : network.connections()) {
                Rule rule = rules.get(connection.to().index());
                if (rule != null
                        && rule.silent() > 0
                        && rule.spec().changes(connection.from().name())) {
                    revive(parameters.get(connection.index()), connection, rule, epoch);
                }
            }
            engine.restore(new EngineState(parameters, state.moments(), state.updates()));
        }
        rules.values().forEach(rule -> rule.spiked().clear());
    }

    private void revive(Tensor weights, Connection connection, Rule rule, int epoch) {
        Synapses synapses = initial.synapses().get(connection.index());
        Double added = rule.spec().addToWeights();
        double[] redrawn = added == null
                ? Initialisers.redraw(connection, synapses, seed, epoch)
                : new double[connection.weights()];
        int columns = connection.to().size();
        for (int k = 0; k < redrawn.length; k++) {
            if (synapses.has(k) && !rule.spiked().get(k % columns)) {
                switch (weights) {
                    case Tensor.F32 f -> f.values()[k] = (float) (added == null ? redrawn[k] : f.values()[k] + added);
                    case Tensor.F64 f -> f.values()[k] = added == null ? redrawn[k] : f.values()[k] + added;
                }
            }
        }
    }
}
