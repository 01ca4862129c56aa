package dev.backspike.worker.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.code.FailureCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Failed;
import dev.backspike.common.event.AttemptEvent.Measured;
import dev.backspike.common.event.AttemptEvent.Released;
import dev.backspike.common.event.AttemptEvent.Succeeded;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.GangOffer;
import dev.backspike.common.protocol.GangPlace;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.engine.DeviceLostException;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineFactory;
import dev.backspike.engine.Engines;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.training.Jobs;
import dev.backspike.engine.training.PhaseListener;
import dev.backspike.engine.training.Trainer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two workers, each with a replica of the same attempt; a service each, which sees what its worker says. */
class WorkerGangTest {

    private static final AttemptId ATTEMPT = ScriptedApi.attempt(1, 1);
    /** More batches than any test lets through. */
    private static final JobSpec ENDLESS = Jobs.yinYang(1_000_000, 8);

    private final List<Rendezvous> meeting = IntStream.range(0, 2)
            .mapToObj(_ -> Rendezvous.open(InetAddress.getLoopbackAddress(), 0, Duration.ofSeconds(20)))
            .toList();
    private final ScriptedApi ofLead = new ScriptedApi();
    private final ScriptedApi ofOther = new ScriptedApi();
    private final WorkerAgent lead = agent("lead", ofLead, 0, Engines.withoutCuda());

    @AfterEach
    void stop() {
        ofLead.change(() -> ofLead.stale.add(ATTEMPT));
        ofOther.change(() -> ofOther.stale.add(ATTEMPT));
        lead.stop();
        meeting.forEach(Rendezvous::close);
    }

    @Test
    void bothTrainAndRankZeroReportsWhileTheOtherHoldsItsSlotUntilTheAttemptHasEnded() {
        WorkerAgent other = start(Engines.withoutCuda());
        grant(Jobs.yinYang(2, 32));

        ofLead.until(() -> ofLead.hasEnded(ATTEMPT));
        assertThat(ofLead.events(ATTEMPT))
                .hasAtLeastOneElementOfType(Measured.class)
                .endsWith(new Succeeded());
        ofOther.until(() -> !ofOther.reports.isEmpty());
        assertThat(ofOther.reports).extracting(Report::rank).containsOnly(1);
        assertThat(ofOther.reports).flatExtracting(Report::events).isEmpty();
        assertThat(ofOther.artifacts).isEmpty();
        assertThat(ofOther.leases.getLast().held()).containsExactly(ATTEMPT);

        ofOther.change(() -> ofOther.stale.add(ATTEMPT));
        ofOther.until(() -> ofOther.leases.getLast().held().isEmpty());
        assertThat(ofOther.leases)
                .extracting(LeaseRequest::gang)
                .containsOnly(new GangOffer(meeting.get(1).address(), 1));
        other.stop();
    }

    @Test
    void whatAReplicaFailsOfIsTheReasonOfTheAttempt() {
        WorkerAgent other = start((_, _) -> {
            throw new IllegalStateException("a defect");
        });
        grant(ENDLESS);

        ofLead.until(() -> ofLead.hasEnded(ATTEMPT));
        assertThat(end(ofLead)).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.hasCode(FailureCode.WORKER_ERROR)).isTrue();
            assertThat(failed.message()).startsWith("replica 1: ").contains("a defect");
        });
        // Its own service has not heard of that, so that it says so itself after a while.
        ofOther.until(() -> ofOther.hasEnded(ATTEMPT));
        assertThat(end(ofOther))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.message()).startsWith("replica 1: "));
        other.stop();
    }

    @Test
    void aReplicaWhoseWorkerIsDrainedMakesRankZeroHandTheAttemptBack() {
        WorkerAgent other = start(Engines.withoutCuda());
        grant(ENDLESS);
        ofLead.until(() -> ofLead.events(ATTEMPT).stream().anyMatch(Measured.class::isInstance));
        ofOther.change(() -> ofOther.releases.add(ATTEMPT));

        ofLead.until(() -> ofLead.hasEnded(ATTEMPT));
        assertThat(end(ofLead)).isEqualTo(new Released());
        ofOther.change(() -> ofOther.stale.add(ATTEMPT));
        ofOther.until(() -> ofOther.leases.getLast().held().isEmpty());
        assertThat(ofOther.reports).flatExtracting(Report::events).isEmpty();
        other.stop();
    }

    @Test
    void aDeviceThatAReplicaLosesFailsTheAttemptAsOneOfRankZeroDoes() {
        WorkerAgent other =
                start((options, solver) -> losing(Engines.withoutCuda().create(options, solver)));
        grant(ENDLESS);

        ofLead.until(() -> ofLead.hasEnded(ATTEMPT));
        assertThat(end(ofLead)).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.hasCode(FailureCode.DEVICE_LOST)).isTrue();
            assertThat(failed.message()).startsWith("replica 1: ").contains("CUDA_ERROR_LAUNCH_FAILED");
        });
        ofOther.change(() -> ofOther.stale.add(ATTEMPT));
        ofOther.until(() -> !other.isRunning());
        assertThat(ofOther.reports).flatExtracting(Report::events).isEmpty();
    }

    @Test
    void oneWorkerMayHoldTwoReplicasOfAnAttempt() {
        ofLead.change(() -> {
            for (int rank = 0; rank < 2; rank++) {
                ofLead.queue.add(new Grant(
                        ATTEMPT,
                        Jobs.yinYang(2, 32),
                        null,
                        null,
                        new GangPlace(rank, List.of(address(0), address(0)), "secret")));
            }
        });
        lead.start();

        ofLead.until(() -> ofLead.hasEnded(ATTEMPT));
        assertThat(ofLead.events(ATTEMPT)).endsWith(new Succeeded());
        assertThat(ofLead.leases).extracting(LeaseRequest::held).contains(List.of(ATTEMPT));
    }

    /** An engine whose device is lost at the third batch. */
    private static Engine losing(Engine engine) {
        AtomicInteger batches = new AtomicInteger();
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (_, method, arguments) -> {
                    if (method.getName().equals("forward") && batches.incrementAndGet() == 3) {
                        throw new DeviceLostException("running forward: CUDA_ERROR_LAUNCH_FAILED (719)");
                    }
                    try {
                        return method.invoke(engine, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private WorkerAgent start(EngineFactory engines) {
        WorkerAgent other = agent("other", ofOther, 1, engines);
        lead.start();
        other.start();
        return other;
    }

    private void grant(JobSpec spec) {
        List<ScriptedApi> apis = List.of(ofLead, ofOther);
        for (int rank = 0; rank < 2; rank++) {
            ScriptedApi api = apis.get(rank);
            GangPlace place = new GangPlace(rank, List.of(address(0), address(1)), "secret");
            api.change(() -> api.queue.add(new Grant(ATTEMPT, spec, null, null, place)));
        }
    }

    private String address(int worker) {
        return meeting.get(worker).address();
    }

    private static AttemptEvent end(ScriptedApi api) {
        return api.events(ATTEMPT).getLast();
    }

    private WorkerAgent agent(String name, ScriptedApi api, int place, EngineFactory engines) {
        Trainer trainer = new Trainer(new Datasets(null), engines, 1, PhaseListener.NONE);
        return new WorkerAgent(
                api,
                new WorkerIdentity(new WorkerName(name), "cpu", 1, place == 0 ? 2 : 1, null),
                trainer,
                new SimpleMeterRegistry(),
                FailurePolicy.endAttempt(),
                0,
                meeting.get(place));
    }
}
