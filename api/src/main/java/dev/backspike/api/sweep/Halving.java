package dev.backspike.api.sweep;

import dev.backspike.api.sweep.Objective.Goal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asynchronous successive halving (Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys 2020,
 * algorithm 2): a run that has reached a rung waits there until it is among the best {@code reached / factor} of the
 * {@code reached} runs that have reached the rung so far; it is then promoted, that is, trained up to the next rung.
 *
 * <p>The paper draws new configurations without end. A sweep has a fixed number of runs, which adds two rules: once no
 * further run can reach a rung, at least one run is promoted from it, so that a small sweep has a winner too; and a run
 * that can no longer be promoted, however the remaining runs do, is stopped at once.
 *
 * @param factor one in {@code factor} runs is promoted
 * @param rungs number of rungs
 */
record Halving(Goal goal, int factor, int rungs) {

    enum Status {
        /** Queued or running. */
        TRAINING,
        /** Paused at its next rung. */
        WAITING,
        /** Trained for all epochs, or stopped: it reaches no further rung. */
        FINISHED,
        /** Failed, or cancelled by a user: its values do not count. */
        EXCLUDED
    }

    /**
     * @param next index, from 0, of the rung that the run is at or trains towards; {@link #rungs} for the last epoch
     */
    record Contender(int run, int next, Status status) {}

    /**
     * @param promote runs to promote, those at higher rungs first, then better ones
     * @param stop runs that can no longer be promoted
     */
    record Decision(List<Integer> promote, List<Integer> stop) {}

    /** @param values for each rung, the values of the runs that have reached it, by run */
    Decision decide(List<Contender> contenders, List<Map<Integer, Double>> values) {
        Set<Integer> out = new HashSet<>();
        contenders.stream().filter(one -> one.status() == Status.EXCLUDED).forEach(one -> out.add(one.run()));
        List<Integer> promote = new ArrayList<>();
        List<Integer> stop = new ArrayList<>();
        for (int rung = rungs - 1; rung >= 0; rung--) {
            Map<Integer, Double> reached = values.get(rung);
            List<Integer> ranking = reached.keySet().stream()
                    .filter(run -> !out.contains(run))
                    .sorted(Comparator.<Integer, Double>comparing(reached::get, goal.betterFirst())
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
            long toCome = contenders.stream()
                    .filter(one -> one.status() == Status.TRAINING || one.status() == Status.WAITING)
                    .filter(one -> !reached.containsKey(one.run()))
                    .count();
            int now = toCome == 0 ? Math.max(1, ranking.size() / factor) : ranking.size() / factor;
            long atMost = Math.max(1, (ranking.size() + toCome) / factor);
            Set<Integer> waiting = waitingAt(rung, contenders);
            for (int place = 0; place < ranking.size(); place++) {
                int run = ranking.get(place);
                if (waiting.contains(run) && place < now) {
                    promote.add(run);
                } else if (waiting.contains(run) && place >= atMost) {
                    stop.add(run);
                }
            }
        }
        return new Decision(promote, stop);
    }

    private static Set<Integer> waitingAt(int rung, List<Contender> contenders) {
        Set<Integer> waiting = new HashSet<>();
        for (Contender one : contenders) {
            if (one.status() == Status.WAITING && one.next() == rung) {
                waiting.add(one.run());
            }
        }
        return waiting;
    }
}
