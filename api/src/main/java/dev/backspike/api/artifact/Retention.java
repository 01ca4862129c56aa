package dev.backspike.api.artifact;

import dev.backspike.common.spec.CheckpointSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which checkpoints of a job are kept: the newest usable ones, the best one, and all that are pinned. */
final class Retention {

    private Retention() {}

    /** @param all of one job */
    static List<Checkpoint> superfluous(List<Checkpoint> all, CheckpointSpec spec) {
        Set<Integer> kept = all.stream()
                .filter(one -> one.state() == Checkpoint.State.COMPLETE)
                .sorted(Comparator.comparingLong(Checkpoint::step).reversed())
                .limit(spec.keepLast())
                .map(Checkpoint::number)
                .collect(Collectors.toSet());
        best(all, spec).ifPresent(one -> kept.add(one.number()));
        return all.stream()
                .filter(one -> !one.pinned() && !kept.contains(one.number()))
                .toList();
    }

    private static Optional<Checkpoint> best(List<Checkpoint> all, CheckpointSpec spec) {
        String series = spec.best().series();
        Comparator<Checkpoint> byValue = Comparator.comparingDouble(
                one -> Objects.requireNonNull(one.values().get(series)));
        return all.stream()
                .filter(one -> one.state() == Checkpoint.State.COMPLETE)
                .filter(one -> one.values().containsKey(series))
                .min(spec.best().isLoss() ? byValue : byValue.reversed());
    }
}
