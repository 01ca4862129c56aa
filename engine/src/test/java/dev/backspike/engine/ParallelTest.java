package dev.backspike.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void runsEveryIndexOnceInEachOfManyLoops(int threads) {
        try (Parallel parallel = new Parallel(threads)) {
            for (int n = 0; n < 200; n++) {
                AtomicIntegerArray runs = new AtomicIntegerArray(n);
                parallel.forEach(n, (i, thread) -> {
                    assertThat(thread).isBetween(0, threads - 1);
                    runs.incrementAndGet(i);
                });
                for (int i = 0; i < n; i++) {
                    assertThat(runs.get(i)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void oneThreadIsTheCaller() {
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        try (Parallel parallel = new Parallel(1)) {
            parallel.forEach(10, (i, thread) -> seen.add(Thread.currentThread()));
        }
        assertThat(seen).containsExactly(Thread.currentThread());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void anExceptionReachesTheCallerAndTheNextLoopRuns(int threads) {
        try (Parallel parallel = new Parallel(threads)) {
            for (int round = 0; round < 50; round++) {
                assertThatThrownBy(() -> parallel.forEach(100, (i, thread) -> {
                            if (i == 57) {
                                throw new IllegalArgumentException("iteration 57");
                            }
                        }))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("iteration 57");
                AtomicIntegerArray runs = new AtomicIntegerArray(1);
                parallel.forEach(100, (i, thread) -> runs.incrementAndGet(0));
                assertThat(runs.get(0)).isEqualTo(100);
            }
        }
    }

    @Test
    void refusesALoopAfterClose() {
        Parallel parallel = new Parallel(2);
        parallel.close();
        assertThatThrownBy(() -> parallel.forEach(2, (i, thread) -> {})).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aLoopThatIsStoppedLeavesOutWhatHasNotBegunAndTheNextLoopRuns(int threads) {
        try (Parallel parallel = new Parallel(threads)) {
            AtomicIntegerArray runs = new AtomicIntegerArray(2);
            AtomicBoolean stop = new AtomicBoolean();
            assertThatThrownBy(() -> parallel.forEachUntil(stop::get, 1000, (i, thread) -> {
                        stop.set(true);
                        runs.incrementAndGet(0);
                    }))
                    .isInstanceOf(StoppedException.class);
            assertThat(runs.get(0)).isBetween(1, threads);
            stop.set(false);
            parallel.forEachUntil(stop::get, 100, (i, thread) -> runs.incrementAndGet(1));
            assertThat(runs.get(1)).isEqualTo(100);
        }
    }
}
