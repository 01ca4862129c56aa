package dev.backspike.engine.cuda.source;

import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.plan.Current.Source;
import dev.backspike.engine.plan.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of all parameters are, in the order that {@link DeviceLayout} draws.
 *
 * @param all in the network's order
 * @param tauBase where the learnt time constants begin; they end at {@code learnt}
 * @param learnt values that training changes, paddings included: the first ones
 * @param values how many there are
 */
public record Slices(List<Slice> all, int tauBase, int learnt, int values) {

    /** @param weights floats in the rows of all channels */
    static Slices of(List<Parameter> parameters, List<Channel> channels, int weights) {
        return new Placing(parameters, channels).slices(weights);
    }

    /** Learnt time constants, paddings included. */
    public int taus() {
        return learnt - tauBase;
    }

    /** The slice of a parameter with individual values; null if all share one value. */
    public @Nullable Slice of(Kind kind, int owner) {
        return all.stream()
                .filter(s -> s.parameter().kind() == kind && s.parameter().owner() == owner)
                .findFirst()
                .orElse(null);
    }

    /** The same of one that is learnt, else null. */
    public @Nullable Slice learnt(Kind kind, int owner) {
        Slice slice = of(kind, owner);
        return slice != null && slice.parameter().learnable() ? slice : null;
    }

    private static final class Placing {

        private final List<Parameter> parameters;
        private final List<Channel> channels;
        private final Slice[] placed;
        private final Space space = new Space();

        Placing(List<Parameter> parameters, List<Channel> channels) {
            this.parameters = parameters;
            this.channels = channels;
            placed = new Slice[parameters.size()];
        }

        Slices slices(int weights) {
            space.take(weights);
            place(List.of(Kind.WEIGHT), true);
            place(List.of(Kind.DELAY), true);
            int tauBase = space.end();
            place(List.of(Kind.TAU_SYN, Kind.TAU_MEM), true);
            int learnt = space.end();
            place(List.of(Kind.DELAY, Kind.TAU_SYN, Kind.TAU_MEM), false);
            return new Slices(List.of(placed), tauBase, learnt, space.end());
        }

        private void place(List<Kind> kinds, boolean learnable) {
            for (int k = 0; k < placed.length; k++) {
                Parameter p = parameters.get(k);
                if (p.learnable() == learnable && kinds.contains(p.kind())) {
                    placed[k] = p.kind() == Kind.WEIGHT ? weights(p) : fresh(p);
                }
            }
        }

        private Slice fresh(Parameter p) {
            int columns = Slice.columns(p);
            int stride = DeviceLayout.padded(columns);
            return Slice.of(p, space.take((long) p.size() / columns * stride), stride);
        }

        private Slice weights(Parameter p) {
            for (Channel c : channels) {
                for (Source s : c.sources()) {
                    if (s.connection().index() == p.owner()) {
                        return Slice.of(p, c.weightBase(s), c.stride());
                    }
                }
            }
            throw new IllegalStateException("no channel has " + p.name());
        }
    }
}
