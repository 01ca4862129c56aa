package dev.backspike.api.dispatch;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** One thing that can happen to two jobs and two workers. */
sealed interface Step {

    /** A worker asks for work, and renews what it has or believes to have. */
    record Lease(int worker, boolean renewing) implements Step {}

    /**
     * A worker says or stores something.
     *
     * @param back of which attempt, counted from the latest
     * @param impostor whether it is not the attempt's worker
     */
    record Speak(int back, boolean impostor, Saying saying) implements Step {}

    /** @param action such as {@code :pause} */
    record User(int job, String action) implements Step {}

    record Pass(int seconds) implements Step {}

    /** @param seconds for which nobody looks for ended leases */
    record Restart(int seconds, boolean crash) implements Step {}

    enum Saying {
        /** Once all steps are done, that it has succeeded. */
        MEASURE,
        SAVE,
        UPLOAD,
        MODEL,
        RELEASED,
        PAUSED,
        FAILED,
        BROKEN
    }

    static Arbitrary<Step> any() {
        Arbitrary<Boolean> rarely = Arbitraries.frequency(Tuple.of(5, false), Tuple.of(1, true));
        Arbitrary<Saying> sayings = Arbitraries.frequency(
                Tuple.of(6, Saying.MEASURE),
                Tuple.of(2, Saying.SAVE),
                Tuple.of(1, Saying.UPLOAD),
                Tuple.of(2, Saying.MODEL),
                Tuple.of(1, Saying.RELEASED),
                Tuple.of(1, Saying.PAUSED),
                Tuple.of(1, Saying.FAILED),
                Tuple.of(1, Saying.BROKEN));
        Arbitrary<String> actions =
                Arbitraries.of(List.of(":resume", ":retry", ":pause", ":resume", ":retry", ":cancel"));
        return Arbitraries.frequencyOf(
                Tuple.of(
                        4,
                        Combinators.combine(Arbitraries.integers().between(0, 1), Arbitraries.of(true, false))
                                .as(Lease::new)),
                Tuple.of(
                        8,
                        Combinators.combine(Arbitraries.integers().between(0, 3), rarely, sayings)
                                .as(Speak::new)),
                Tuple.of(
                        3,
                        Combinators.combine(Arbitraries.integers().between(0, 1), actions)
                                .as(User::new)),
                Tuple.of(3, Arbitraries.integers().between(1, 16).map(fives -> new Pass(5 * fives))),
                Tuple.of(
                        1,
                        Combinators.combine(Arbitraries.integers().between(31, 400), Arbitraries.of(true, false))
                                .as(Restart::new)));
    }
}
