package dev.backspike.api.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.api.Specs;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.file.DataReport;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.inspection.GradientReport;
import dev.backspike.engine.inspection.Inspection;
import dev.backspike.engine.inspection.JobInspector;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

class GradientChecksTest {

    private static final GradientReport REPORT = new GradientReport(2, List.of(), 0.5);

    private final JobSpec spec = JobSpecParser.parse(Specs.yinYang());

    @Test
    void aSecondCheckIsToldToComeLater() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        GradientChecks checks = new GradientChecks(inspector(() -> {
            began.countDown();
            await(end);
            return REPORT;
        }));
        CompletableFuture<GradientReport> first = CompletableFuture.supplyAsync(() -> checks.check(spec));
        await(began);

        assertThatThrownBy(() -> checks.check(spec))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.status()).isEqualTo(HttpStatus.TOO_MANY_REQUESTS));
        end.countDown();
        assertThat(first.get()).isEqualTo(REPORT);
        assertThat(checks.check(spec)).isEqualTo(REPORT);
    }

    @Test
    void aCheckThatFailsGivesItsTurnBack() {
        GradientChecks checks = new GradientChecks(inspector(() -> {
            throw new IllegalStateException("broken");
        }));
        for (int k = 0; k < 2; k++) {
            assertThatThrownBy(() -> checks.check(spec)).isInstanceOf(IllegalStateException.class);
        }
    }

    private static JobInspector inspector(Supplier<GradientReport> check) {
        return new JobInspector() {
            @Override
            public Inspection inspect(JobSpec job) {
                throw new UnsupportedOperationException("not called");
            }

            @Override
            public List<Integer> speakers(JobSpec spec) {
                throw new AssertionError("not asked for");
            }

            @Override
            public DataReport data(JobSpec resolved, int examples) {
                throw new UnsupportedOperationException("not called");
            }

            @Override
            public GradientReport checkGradients(JobSpec resolved) {
                return check.get();
            }
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
