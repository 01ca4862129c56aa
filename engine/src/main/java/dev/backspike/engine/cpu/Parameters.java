package dev.backspike.engine.cpu;

import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.cpu.HostLayout.Channel;
import dev.backspike.engine.cpu.HostLayout.Outgoing;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.InitialState;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Synapses;
import dev.backspike.engine.network.Tensor;
import dev.backspike.engine.plan.LossEntry;
import dev.backspike.engine.plan.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of all parameters and their gradients, and what the phases derive from values that are individual. The
 * phases read; only the optimiser and a restored state change values, after which {@link #refreshLearnt} or
 * {@link #refresh} must be called.
 */
final class Parameters {

    /** The weights, in the order of {@link HostLayout}. */
    final float[] weights;

    final float[] weightGradient;
    /** The weights of all connections first, then a variable for each other parameter, in the network's order. */
    final List<Variable> variables;
    /** The delays of each channel; null where all synapses of a connection share a delay. */
    final @Nullable IndividualDelays[] delays;
    /** The constants of each channel; null where all neurons share their time constants. */
    final @Nullable IndividualConstants[] constants;

    private final HostLayout layout;
    private final List<Synapses> synapses;

    Parameters(HostLayout layout, InitialState initial) {
        this.layout = layout;
        this.synapses = initial.synapses();
        weights = Aligned.floats(layout.weights);
        weightGradient = Aligned.floats(layout.weights);
        variables = variables();
        delays = new IndividualDelays[layout.channels.length];
        constants = new IndividualConstants[layout.channels.length];
        for (Channel channel : layout.channels) {
            int first = channel.sources()[0].connection();
            if (channel.individualDelays()) {
                delays[channel.index()] = new IndividualDelays(layout, variables.get(variable(Kind.DELAY, first)));
            }
            if (layout.individual[channel.target().index()]) {
                constants[channel.index()] = constants(channel);
            }
        }
        set(initial.parameters());
        refresh();
    }

    private List<Variable> variables() {
        List<Slice> ofWeights = new ArrayList<>();
        List<Variable> all = new ArrayList<>();
        for (Parameter p : layout.network.parameters()) {
            if (p.kind() == Kind.WEIGHT) {
                Outgoing rows = layout.of(layout.network.connections().get(p.owner()));
                Channel channel = rows.channel();
                int base = channel.weightBase() + rows.source().firstRow() * channel.stride();
                ofWeights.add(Slice.of(p, base, channel.stride()));
            } else {
                Slice slice = Slice.of(p, 0, Slice.columns(p));
                all.add(new Variable(new float[p.size()], new float[p.size()], p.size(), List.of(slice)));
            }
        }
        all.addFirst(new Variable(weights, weightGradient, layout.weights, ofWeights));
        return List.copyOf(all);
    }

    private IndividualConstants constants(Channel channel) {
        Network network = layout.network;
        LossEntry entry = layout.plan.entry();
        IndividualDrive drive = null;
        if (channel.target().equals(network.readout()) && entry.averages()) {
            drive = new IndividualDrive(
                    entry.profile(),
                    network.dt(),
                    layout.steps,
                    network.readout().size());
        }
        return new IndividualConstants(channel.target().size(), network.dt(), drive);
    }

    /** Index of the variable of an individual parameter that is no weight; -1 if all share a value. */
    int variable(Kind kind, int owner) {
        for (int k = 1; k < variables.size(); k++) {
            Parameter p = variables.get(k).slices().getFirst().parameter();
            if (p.kind() == kind && p.owner() == owner) {
                return k;
            }
        }
        return -1;
    }

    /** The same of one that is learnt; else -1. */
    int learnt(Kind kind, int owner) {
        int k = variable(kind, owner);
        return k >= 0 && variables.get(k).learnable() ? k : -1;
    }

    /** @param initial in the network's order */
    private void set(List<Tensor.F64> initial) {
        int k = 0;
        for (Variable variable : variables) {
            for (Slice slice : variable.slices()) {
                slice.write(initial.get(k++), variable.values());
            }
        }
    }

    /** Follows the values, after any may have changed. */
    void refresh() {
        for (Channel channel : layout.channels) {
            refresh(channel);
        }
    }

    /** Follows the values that training changes. */
    void refreshLearnt() {
        for (Channel channel : layout.channels) {
            if (learnt(channel)) {
                refresh(channel);
            }
        }
    }

    private boolean learnt(Channel channel) {
        int connection = channel.sources()[0].connection();
        return learnt(Kind.DELAY, connection) >= 0
                || learnt(Kind.TAU_SYN, connection) >= 0
                || learnt(Kind.TAU_MEM, channel.target().index()) >= 0;
    }

    private void refresh(Channel channel) {
        IndividualDelays late = delays[channel.index()];
        if (late != null) {
            late.refresh();
        }
        IndividualConstants individual = constants[channel.index()];
        if (individual != null) {
            refresh(channel, individual);
        }
    }

    private void refresh(Channel channel, IndividualConstants individual) {
        int connection = channel.sources()[0].connection();
        ParameterSpec tauSyn = layout.network.connections().get(connection).tauSyn();
        int ofMem = variable(Kind.TAU_MEM, channel.target().index());
        int ofSyn = variable(Kind.TAU_SYN, connection);
        for (int j = 0; j < individual.size(); j++) {
            individual.set(
                    j,
                    ofMem < 0
                            ? channel.target().tauMem().value()
                            : variables.get(ofMem).values()[j],
                    ofSyn < 0 ? tauSyn.value() : variables.get(ofSyn).values()[j]);
        }
    }

    /** Sets the gradients of weights without a synapse to 0. */
    void clearAbsent() {
        for (Connection c : layout.network.connections()) {
            Synapses of = synapses.get(c.index());
            if (!of.dense()) {
                Outgoing rows = layout.of(c);
                int stride = rows.channel().stride();
                int base = rows.channel().weightBase() + rows.source().firstRow() * stride;
                for (int i = 0; i < c.from().size(); i++) {
                    int row = base + i * stride;
                    of.forEachGap(i, (first, last) -> Arrays.fill(weightGradient, row + first, row + last, 0));
                }
            }
        }
    }
}
