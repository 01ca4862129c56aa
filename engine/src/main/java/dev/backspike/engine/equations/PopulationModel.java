package dev.backspike.engine.equations;

import dev.backspike.common.spec.LossSpec.Profile;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.dynamics.ModelEquations;
import dev.backspike.engine.dynamics.NeuronModel;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.plan.Plan;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The neurons of a population with the states of their equations. The state z of a neuron has the model's states, then
 * a synaptic current for each receptor and time constant; its quantities q are the model's parameters, then the time
 * constants of the currents.
 */
final class PopulationModel {

    final Population population;
    final NeuronModel model;
    /** The model of a refractory neuron; the same model where neurons never are. */
    final NeuronModel held;
    /** {@code [current]}: the input of the model that it adds to. */
    final int[] receptors;
    /** Length of z. */
    final int size;
    /** Length of q. */
    final int quantities;

    final double refractory;
    /** Whether the last state is the integral of the first. */
    final boolean integrates;
    /** {@code [quantity]}: the value that all neurons share, where {@link #parameter} is negative. */
    private final double[] shared;
    /** {@code [quantity]}: index of the parameter with its individual values, or -1. */
    private final int[] parameter;
    /** {@code [quantity]}: the same if training changes them, else -1. */
    final int[] learnt;

    /** Whether all neurons have the same quantities. */
    final boolean alike;

    /**
     * @param together the connections of each synaptic current
     * @param average how the first state is averaged, or null
     */
    PopulationModel(
            Plan plan, Population population, Collection<List<Connection>> together, @Nullable Profile average) {
        this.population = population;
        ModelEquations equations = ModelEquations.of(population.neuron());
        integrates = average != null;
        if (average != null) {
            equations = equations.withIntegral(average, plan.network().duration());
        }
        model = NeuronModel.of(equations);
        refractory = switch (population.neuron()) {
            case NeuronSpec.Lif lif -> lif.refractory();
            case NeuronSpec.Equations given -> given.refractory();
            case NeuronSpec.Input _, NeuronSpec.Li _ -> 0;
        };
        held = refractory > 0 ? NeuronModel.held(equations) : model;
        receptors = together.stream()
                .mapToInt(c -> model.input(c.getFirst().receptor()))
                .toArray();
        size = model.states() + receptors.length;
        quantities = model.parameters() + receptors.length;
        shared = new double[quantities];
        parameter = new int[quantities];
        learnt = new int[quantities];
        List<ParameterSpec> values = ModelEquations.values(population.neuron());
        for (int k = 0; k < values.size(); k++) {
            set(plan, k, values.get(k), parameterOf(plan, equations.parameters().get(k)));
        }
        int current = values.size();
        for (List<Connection> connections : together) {
            Connection first = connections.getFirst();
            set(plan, current++, first.tauSyn(), plan.parameter(Kind.TAU_SYN, first.index()));
        }
        boolean all = true;
        for (int index : parameter) {
            all &= index < 0;
        }
        alike = all;
    }

    private int parameterOf(Plan plan, String name) {
        if (population.neuron() instanceof NeuronSpec.Equations) {
            String full = Parameter.neuronName(population, name);
            for (int k = 0; k < plan.parameters().size(); k++) {
                if (plan.parameters().get(k).kind() == Kind.NEURON
                        && plan.parameters().get(k).name().equals(full)) {
                    return k;
                }
            }
            return -1;
        }
        return name.equals("tauMem") ? plan.parameter(Kind.TAU_MEM, population.index()) : -1;
    }

    private void set(Plan plan, int quantity, ParameterSpec value, int index) {
        shared[quantity] = index < 0 ? value.value() : Double.NaN;
        parameter[quantity] = index;
        learnt[quantity] = index >= 0 && plan.parameters().get(index).learnable() ? index : -1;
    }

    /** The quantities of a neuron. */
    void quantities(double[][] parameters, int neuron, double[] q) {
        for (int k = 0; k < quantities; k++) {
            q[k] = parameter[k] < 0 ? shared[k] : parameters[parameter[k]][neuron];
        }
    }
}
