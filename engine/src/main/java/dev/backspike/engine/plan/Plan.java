package dev.backspike.engine.plan;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Population;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A network and its loss as engines run them: which connections share a synaptic current, which parameter holds the
 * values of whom, and where the loss enters.
 */
public final class Plan {

    private final Network network;
    private final LossEntry entry;
    private final List<Current> currents;
    private final List<Parameter> parameters;

    public Plan(Network network, LossSpec loss) {
        this.network = network;
        entry = LossEntry.of(loss, network.duration());
        parameters = network.parameters();
        currents = new ArrayList<>();
        for (Population target : network.populations()) {
            for (List<Connection> together :
                    grouped(target, c -> c.tauSyn().individual() || c.delay().individual())) {
                currents.add(Current.of(currents.size(), together));
            }
        }
    }

    public Network network() {
        return network;
    }

    /** What the loss reads, and where it enters the adjoint equations. */
    public LossEntry entry() {
        return entry;
    }

    /**
     * All currents, target after target. Connections into a population with the same tau_syn share one, in the order in
     * which the first of each is given; a connection whose time constants or delays are individual has its own.
     */
    public List<Current> currents() {
        return currents;
    }

    /** Connections into a population by tau_syn; one whose tau_syn is individual is alone, whatever its delays. */
    public Collection<List<Connection>> bySynapse(Population target) {
        return grouped(target, c -> c.tauSyn().individual());
    }

    private Collection<List<Connection>> grouped(Population target, Predicate<Connection> alone) {
        Map<Object, List<Connection>> groups = new LinkedHashMap<>();
        into(target)
                .forEach(c -> groups.computeIfAbsent(
                                alone.test(c) ? c : c.tauSyn().value(), _ -> new ArrayList<>())
                        .add(c));
        return groups.values();
    }

    private Stream<Connection> into(Population target) {
        return network.connections().stream().filter(c -> c.to().equals(target));
    }

    /** All parameters: {@link Network#parameters()}. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /**
     * Index among {@link #parameters()} of the individual values of a connection or population; -1 if all share one.
     *
     * @param owner as {@link Parameter#owner()}
     */
    public int parameter(Kind kind, int owner) {
        for (int k = 0; k < parameters.size(); k++) {
            if (parameters.get(k).kind() == kind && parameters.get(k).owner() == owner) {
                return k;
            }
        }
        return -1;
    }

    /** The same of values that training changes; else -1. */
    public int learnt(Kind kind, int owner) {
        int k = parameter(kind, owner);
        return k >= 0 && parameters.get(k).learnable() ? k : -1;
    }

    /** Whether neurons of a population differ in the time constants of their membranes or synapses. */
    public boolean individualTaus(Population target) {
        return target.neuron() instanceof NeuronSpec.Leaky leaky
                && (leaky.tauMem().individual()
                        || into(target).anyMatch(c -> c.tauSyn().individual()));
    }

    public boolean learnsTauMem(Population target) {
        return learnt(Kind.TAU_MEM, target.index()) >= 0;
    }

    public boolean learnsTauSyn(Current current) {
        return learnt(Kind.TAU_SYN, current.first().index()) >= 0;
    }

    public boolean learnsDelays(Current current) {
        return learnt(Kind.DELAY, current.first().index()) >= 0;
    }
}
