package dev.backspike.api.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.sweep.Halving.Contender;
import dev.backspike.api.sweep.Halving.Decision;
import dev.backspike.api.sweep.Halving.Status;
import dev.backspike.api.sweep.Objective.Goal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who goes on at a rung, held against the published algorithm written down as plainly as can be. */
class HalvingTest {

    private static final int FACTOR = 3;

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    /** Some runs of which one after the other arrives somewhere, in a random order. */
    private static final class Game {

        private final Random random;
        private final int rungs;
        private final Halving halving;
        private final double[][] values;
        private final List<Map<Integer, Double>> reached = new ArrayList<>();
        private final List<Set<Integer>> promoted = new ArrayList<>();
        private final Map<Integer, Integer> next = new HashMap<>();
        private final Map<Integer, Status> stances = new HashMap<>();

        Game(long seed) {
            random = new Random(seed);
            rungs = 1 + random.nextInt(3);
            int runs = 1 + random.nextInt(30);
            halving = new Halving(random.nextBoolean() ? Goal.MAX : Goal.MIN, FACTOR, rungs);
            // Few values, so that there are ties.
            values = new double[rungs][];
            for (int rung = 0; rung < rungs; rung++) {
                values[rung] =
                        random.ints(runs, 0, 20).mapToDouble(v -> v / 20.0).toArray();
                reached.add(new HashMap<>());
                promoted.add(new HashSet<>());
            }
            for (int run = 0; run < runs; run++) {
                next.put(run, 0);
                stances.put(run, Status.TRAINING);
            }
        }

        /** @return whether anybody was on its way */
        boolean somebodyArrives() {
            List<Integer> moving = new ArrayList<>(runsWith(Status.TRAINING));
            if (moving.isEmpty()) {
                return false;
            }
            int run = moving.get(random.nextInt(moving.size()));
            int rung = at(run);
            if (rung == rungs) {
                stances.put(run, Status.FINISHED);
            } else {
                reached.get(rung).put(run, values[rung][run]);
                stances.put(run, Status.WAITING);
            }
            return true;
        }

        Decision decide() {
            return halving.decide(
                    next.keySet().stream()
                            .map(run -> new Contender(run, at(run), status(run)))
                            .toList(),
                    reached);
        }

        void apply(Decision decision) {
            for (int run : decision.stop()) {
                stances.put(run, Status.FINISHED);
            }
            for (int run : decision.promote()) {
                promoted.get(at(run)).add(run);
                next.put(run, at(run) + 1);
                stances.put(run, Status.TRAINING);
            }
        }

        /** The paper's {@code top_k(rung, |rung| / eta)} without those that were promoted before. */
        Set<Integer> promotable(int rung) {
            List<Integer> ranking = new ArrayList<>(reached.get(rung).keySet());
            Collections.sort(ranking);
            ranking.sort((a, b) -> {
                double difference = values[rung][a] - values[rung][b];
                return (int) Math.signum(halving.goal() == Goal.MIN ? difference : -difference);
            });
            Set<Integer> top = new HashSet<>(ranking.subList(0, ranking.size() / FACTOR));
            top.removeAll(promoted.get(rung));
            return top;
        }

        Set<Integer> runsWith(Status status) {
            Set<Integer> runs = new HashSet<>();
            stances.forEach((run, is) -> {
                if (is == status) {
                    runs.add(run);
                }
            });
            return runs;
        }

        int at(int run) {
            return next.getOrDefault(run, 0);
        }

        Status status(int run) {
            return stances.getOrDefault(run, Status.EXCLUDED);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whoeverThePublishedAlgorithmPromotesGoesOnAndNobodyThatItMightPromoteIsStopped(long seed) {
        Game game = new Game(seed);
        while (game.somebodyArrives()) {
            Decision decision = game.decide();
            for (int rung = 0; rung < game.rungs; rung++) {
                assertThat(decision.promote()).containsAll(game.promotable(rung));
            }
            assertThat(Collections.disjoint(decision.promote(), decision.stop()))
                    .isTrue();
            assertThat(game.runsWith(Status.WAITING))
                    .containsAll(decision.promote())
                    .containsAll(decision.stop());
            if (!game.runsWith(Status.TRAINING).isEmpty() && game.rungs == 1) {
                // Somebody is still to come, so that the paper's rule alone decides.
                assertThat(Set.copyOf(decision.promote())).isEqualTo(game.promotable(0));
            }
            game.apply(decision);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everySweepComesToItsEndWithAWinner(long seed) {
        Game game = new Game(seed);
        Decision nothing = new Decision(List.of(), List.of());
        while (game.somebodyArrives()) {
            // A decision at one rung may be what another waits for.
            for (Decision next = game.decide(); !next.equals(nothing); next = game.decide()) {
                game.apply(next);
            }
        }

        assertThat(game.stances.values()).containsOnly(Status.FINISHED);
        assertThat(game.next.values()).contains(game.rungs);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whenAllArriveAtOnceItIsSuccessiveHalving(long seed) {
        Random random = new Random(seed);
        int runs = 1 + random.nextInt(40);
        Map<Integer, Double> reached = new HashMap<>();
        IntStream.range(0, runs).forEach(run -> reached.put(run, random.nextDouble()));
        List<Integer> best = IntStream.range(0, runs)
                .boxed()
                .sorted((a, b) -> Double.compare(reached.getOrDefault(b, 0.0), reached.getOrDefault(a, 0.0)))
                .toList();

        Decision decision = new Halving(Goal.MAX, FACTOR, 1)
                .decide(
                        best.stream()
                                .map(run -> new Contender(run, 0, Status.WAITING))
                                .toList(),
                        List.of(reached));

        int keep = Math.max(1, runs / FACTOR);
        assertThat(decision.promote()).isEqualTo(best.subList(0, keep));
        assertThat(decision.stop()).isEqualTo(best.subList(keep, runs));
    }

    @Test
    void aRunIsStoppedOnceEnoughAreBetterWhoeverIsStillToCome() {
        Halving halving = new Halving(Goal.MIN, 2, 1);
        List<Contender> contenders = List.of(
                new Contender(1, 0, Status.WAITING),
                new Contender(2, 0, Status.WAITING),
                new Contender(3, 0, Status.WAITING),
                new Contender(4, 0, Status.TRAINING));

        Decision decision = halving.decide(contenders, List.of(Map.of(1, 0.1, 2, 0.2, 3, 0.3)));

        // Two of four can go on: the best is sure to, the second may, the third cannot.
        assertThat(decision).isEqualTo(new Decision(List.of(1), List.of(3)));
    }

    @Test
    void whatIsNoNumberIsTheWorst() {
        Decision decision = new Halving(Goal.MIN, 2, 1)
                .decide(
                        List.of(new Contender(1, 0, Status.WAITING), new Contender(2, 0, Status.WAITING)),
                        List.of(Map.of(1, Double.NaN, 2, 9.0)));

        assertThat(decision).isEqualTo(new Decision(List.of(2), List.of(1)));
    }

    @Test
    void aRunThatFailedAfterItsPromotionMakesRoomForTheNext() {
        Decision decision = new Halving(Goal.MAX, 3, 1)
                .decide(
                        List.of(
                                new Contender(1, 1, Status.EXCLUDED),
                                new Contender(2, 0, Status.WAITING),
                                new Contender(3, 0, Status.WAITING)),
                        List.of(Map.of(1, 0.9, 2, 0.8, 3, 0.7)));

        assertThat(decision).isEqualTo(new Decision(List.of(2), List.of(3)));
    }

    @Test
    void rungsAreThoseBeforeTheEnd() {
        assertThat(new HalvingSpec(1, 3).rungs(27)).containsExactly(1, 3, 9);
        assertThat(new HalvingSpec(2, 2).rungs(9)).containsExactly(2, 4, 8);
        assertThat(new HalvingSpec(5, 3).rungs(5)).isEmpty();
        assertThat(new HalvingSpec(2, 1000).rungs(Integer.MAX_VALUE))
                .containsExactly(2, 2000, 2_000_000, 2_000_000_000);
    }
}
