package dev.backspike.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.id.FileName;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.LeaseResponse;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.ReportResponse;
import dev.backspike.common.protocol.StoredArtifact;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.protocol.WorkerEnded;
import dev.backspike.engine.EngineFactory;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.training.FakeEngine;
import dev.backspike.worker.agent.WorkerAgent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;

class WorkerAutoConfigurationTest {

    /** Nobody listens on the discard port of a machine that runs tests; the agent goes on trying. */
    private static final String UNREACHABLE = "backspike.worker.api=http://127.0.0.1:9";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(WorkerAutoConfiguration.class))
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withBean(EngineFactory.class, () -> (options, solver) -> new FakeEngine(options, batch -> batch.size()));

    @Test
    void hasNoAgentWithoutAService() {
        runner.run(context -> assertThat(context).hasSingleBean(Datasets.class).doesNotHaveBean(WorkerAgent.class));
    }

    @Test
    void worksForTheApiOfItsOwnProcessOnceThatHasStarted() {
        CountDownLatch leased = new CountDownLatch(1);
        OwnApi api = new OwnApi(leased);
        runner.withPropertyValues("backspike.worker.mode=embedded")
                .withBean(OwnApi.class, () -> api)
                .run(context -> {
                    assertThat(context).hasSingleBean(WorkerAgent.class);
                    assertThat(context.getBean(WorkerAgent.class).isRunning()).isTrue();
                    assertThat(leased.await(30, TimeUnit.SECONDS)).isTrue();
                });
    }

    @Test
    void leavesTheServiceOfItsProcessToAWorkerProcessByDefault() {
        runner.withBean(OwnApi.class, () -> new OwnApi(new CountDownLatch(1)))
                .run(context -> assertThat(context).doesNotHaveBean(WorkerAgent.class));
    }

    @Test
    void startsAfterEverythingElseAndStopsBefore() {
        runner.withPropertyValues(UNREACHABLE)
                .run(context -> assertThat(context.getBean(WorkerAgent.class).getPhase())
                        .isEqualTo(SmartLifecycle.DEFAULT_PHASE)
                        .isEqualTo(Integer.MAX_VALUE));
    }

    @Test
    void worksForAnApiElsewhere() {
        runner.withPropertyValues(UNREACHABLE)
                .run(context ->
                        assertThat(context).hasSingleBean(WorkerAgent.class).hasNotFailed());
    }

    @Test
    void takesItsTokenFromTheEnvironmentOrAFile() {
        runner.withPropertyValues("backspike.token=bsk_x")
                .run(context ->
                        assertThat(context.getBean(WorkerToken.class).secret()).isEqualTo("bsk_x"));
        runner.withPropertyValues("backspike.token=bsk_x", "backspike.worker.token-file=/nonexistent/token")
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void canBeToldNotToWork() {
        runner.withPropertyValues(UNREACHABLE, "backspike.worker.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(WorkerAgent.class));
    }

    @Test
    void badValuesFailTheStart() {
        runner.withPropertyValues("backspike.worker.slots=-1")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessage("backspike.worker.slots must be 0 (one per CUDA device) to 1024, was -1"));
    }

    /** Never has work. */
    private record OwnApi(CountDownLatch leased) implements WorkerApi {

        @Override
        public LeaseResponse lease(LeaseRequest request) {
            leased.countDown();
            try {
                TimeUnit.MILLISECONDS.sleep(request.waitMillis());
            } catch (InterruptedException e) {
                throw new AssertionError("no thread that calls the api may be interrupted", e);
            }
            return new LeaseResponse(List.of(), List.of(), List.of(), List.of(), List.of(), 60_000, 10_000);
        }

        @Override
        public ReportResponse report(Report report) {
            throw new AssertionError("there is nothing to report");
        }

        @Override
        public void ended(WorkerEnded end) {
            throw new AssertionError("it has not ended");
        }

        @Override
        public StoredArtifact storeArtifact(
                WorkerName worker, JobId jobId, int attempt, FileName name, byte[] content) {
            throw new AssertionError("there is nothing to store");
        }

        @Override
        public StoredArtifact storeCheckpoint(WorkerName worker, JobId jobId, int attempt, byte[] content) {
            throw new AssertionError("there is nothing to store");
        }

        @Override
        public byte[] loadFile(WorkerName worker, JobId jobId, int attempt, Sha256 sha256) {
            throw new AssertionError("there is nothing to load");
        }
    }
}
