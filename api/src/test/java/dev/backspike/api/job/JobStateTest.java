package dev.backspike.api.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.backspike.api.Specs;
import dev.backspike.common.id.JobId;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.inspection.Inspection;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published transitions are the only ones. */
class JobStateTest {

    private static final Instant NOW = Instant.EPOCH;

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyWalkKeepsToTheTableAndStopsAtTheEnd(long seed) {
        Random random = new Random(seed);
        Job job = new Job(
                new JobId("j000000000000000001"),
                "ada",
                new Inspection(JobSpecParser.parse(Specs.yinYang()), 1600, 25_600),
                NOW);
        List<JobState> all = List.of(JobState.values());
        for (int i = 0; i < 50; i++) {
            JobState before = job.state();
            JobState wanted = all.get(random.nextInt(all.size()));
            if (before.next().contains(wanted)) {
                job.moveTo(wanted, new StateReason("c", "m"), NOW);
                assertThat(job.state()).isEqualTo(wanted);
            } else {
                assertThatIllegalStateException().isThrownBy(() -> job.moveTo(wanted, null, NOW));
                assertThat(job.state()).isEqualTo(before);
            }
            assertThat(job.endedAt() != null).isEqualTo(job.state().isEnded());
        }
    }

    @Test
    void theReadmePublishesTheTable() {
        Map<JobState, Set<JobState>> published = PublishedTransitions.read();

        for (JobState state : JobState.values()) {
            assertThat(published.get(state)).as("%s", state).isEqualTo(state.next());
        }
    }

    @Test
    void everyStateCanBeReachedAndOnlySuccessIsForGood() {
        Set<JobState> reachable = EnumSet.of(JobState.QUEUED);
        Deque<JobState> frontier = new ArrayDeque<>(reachable);
        while (!frontier.isEmpty()) {
            for (JobState next : frontier.remove().next()) {
                if (reachable.add(next)) {
                    frontier.add(next);
                }
            }
        }

        assertThat(reachable).containsExactlyInAnyOrder(JobState.values());
        for (JobState state : reachable) {
            assertThat(state.next().isEmpty()).as("%s", state).isEqualTo(state == JobState.SUCCEEDED);
        }
    }
}
