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
 * algorithm 2): a run that has reached a rung waits there; it goes on once it is among the best {@code arrived /
 * factor} of those that have arrived, whoever is still to come.
 *
 * <p>The paper draws new configurations without end; a sweep has so many runs, so that two things are added. When
 * nobody can arrive at a rung any more, at least one of it goes on, so that a small sweep has a winner too. And a run
 * that cannot go on whoever else arrives is stopped at once.
 *
 * @param factor one in so many goes on
 * @param rungs how many there are
 */
record Halving(Goal goal, int factor, int rungs) {

    enum Status {
        /** In the queue or at work. */
        ON_ITS_WAY,
        /** At its next rung. */
        WAITING,
        /** It will arrive nowhere any more: trained to its end, or stopped. */
        OVER,
        /** It failed, or a user cancelled it: nothing that it reached counts. */
        OUT
    }

    /** @param next the rung, from 0, that it is at or heads for; {@link #rungs} for its end */
    record Contender(int run, int next, Status status) {}

    /**
     * @param goOn runs that go on, those at higher rungs first, then better ones
     * @param stop runs that cannot go on any more
     */
    record Decision(List<Integer> goOn, List<Integer> stop) {}

    /** @param readings of each rung, by run, as far as runs have arrived */
    Decision decide(List<Contender> contenders, List<Map<Integer, Double>> readings) {
        Set<Integer> out = new HashSet<>();
        contenders.stream().filter(one -> one.status() == Status.OUT).forEach(one -> out.add(one.run()));
        List<Integer> goOn = new ArrayList<>();
        List<Integer> stop = new ArrayList<>();
        for (int rung = rungs - 1; rung >= 0; rung--) {
            Map<Integer, Double> reached = readings.get(rung);
            List<Integer> ranking = reached.keySet().stream()
                    .filter(run -> !out.contains(run))
                    .sorted(Comparator.<Integer, Double>comparing(reached::get, goal.betterFirst())
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
            long toCome = contenders.stream()
                    .filter(one -> one.status() == Status.ON_ITS_WAY || one.status() == Status.WAITING)
                    .filter(one -> !reached.containsKey(one.run()))
                    .count();
            int now = toCome == 0 ? Math.max(1, ranking.size() / factor) : ranking.size() / factor;
            long atMost = Math.max(1, (ranking.size() + toCome) / factor);
            Set<Integer> waiting = waitingAt(rung, contenders);
            for (int place = 0; place < ranking.size(); place++) {
                int run = ranking.get(place);
                if (waiting.contains(run) && place < now) {
                    goOn.add(run);
                } else if (waiting.contains(run) && place >= atMost) {
                    stop.add(run);
                }
            }
        }
        return new Decision(goOn, stop);
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
