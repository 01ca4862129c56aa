package dev.backspike.worker.agent;

import static dev.backspike.worker.agent.ScriptedApi.Mishap.ANSWER_LOST;
import static dev.backspike.worker.agent.ScriptedApi.Mishap.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.protocol.AttemptEvent;
import dev.backspike.common.protocol.AttemptEvent.Cancelled;
import dev.backspike.common.protocol.AttemptEvent.Failed;
import dev.backspike.common.protocol.AttemptEvent.Released;
import dev.backspike.common.protocol.AttemptEvent.Started;
import dev.backspike.common.protocol.AttemptEvent.Succeeded;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.FailureKind;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.PopulationSpec;
import dev.backspike.worker.dataset.Datasets;
import dev.backspike.worker.engine.Batch;
import dev.backspike.worker.training.FakeEngine;
import dev.backspike.worker.training.Jobs;
import dev.backspike.worker.training.Trainer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerAgentTest {

    private static final AttemptId FIRST = new AttemptId("first", 1);
    private static final AttemptId SECOND = new AttemptId("second", 1);
    /** More batches than any test lets through. */
    private static final JobSpec ENDLESS = Jobs.yinYang(1_000_000, 1);

    private final ScriptedApi api = new ScriptedApi();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong skippedNanos = new AtomicLong();

    private ToDoubleFunction<Batch> loss = Batch::size;
    private int slots = 1;
    private final AtomicLong batchesRun = new AtomicLong();

    private final List<WorkerAgent> agents = new ArrayList<>();

    @AfterEach
    void stopAgents() {
        agents.forEach(WorkerAgent::stop);
    }

    @Test
    void trainsWhatItIsGrantedAndStoresTheModelBeforeItSaysSo() {
        start();
        grant(FIRST, Jobs.yinYang(2, 32));
        api.until(() -> api.hasEnded(FIRST));
        List<AttemptEvent> events = api.events(FIRST);
        assertThat(events.getFirst()).isEqualTo(new Started("fake", 3, 2, 4));
        assertThat(events.getLast()).isEqualTo(new Succeeded());
        assertThat(api.modelsOf).containsExactly(FIRST);
        assertThat(api.artifacts).containsExactly("model.safetensors", "model.nir");
    }

    @Test
    void storesWhyThereIsNoNirModelOfANetworkThatNirCannotExpress() {
        JobSpec job = Jobs.yinYang(1, 32);
        Map<String, PopulationSpec> populations =
                new LinkedHashMap<>(job.network().populations());
        populations.replaceAll((_, population) -> population.neuron() instanceof NeuronSpec.Lif lif
                ? new PopulationSpec(
                        new NeuronSpec.Lif(lif.tauMem(), lif.vThresh(), lif.vReset(), 1), population.size())
                : population);
        start();
        grant(FIRST, job.withNetwork(job.network().withPopulations(populations)));
        api.until(() -> api.hasEnded(FIRST));
        assertThat(api.events(FIRST).getLast()).isEqualTo(new Succeeded());
        assertThat(api.artifacts).containsExactly("model.safetensors", "model.nir.refusal");
    }

    @Test
    void waitsForWorkWhenIdleAndPresentsItself() {
        start();
        api.until(() -> !api.leases.isEmpty());
        assertThat(api.leases.getFirst())
                .hasFieldOrPropertyWithValue("worker", "test")
                .hasFieldOrPropertyWithValue("device", "cpu")
                .hasFieldOrPropertyWithValue("threads", 3)
                .hasFieldOrPropertyWithValue("freeSlots", 1)
                .hasFieldOrPropertyWithValue("held", List.of())
                .hasFieldOrPropertyWithValue("waitMillis", 20_000L);
    }

    @Test
    void renewsWhatItHoldsAndAsksForMoreOnlyWhenThereIsRoom() {
        start();
        grant(FIRST, ENDLESS);
        grant(SECOND, Jobs.yinYang(1, 32));
        api.until(() -> heldInLastLease(FIRST) && api.leases.size() > 4);
        assertThat(api.leases.getLast().freeSlots()).isZero();
        assertThat(api.events(SECOND)).isEmpty();
        assertThat(meters.get("backspike.worker.attempts").gauge().value()).isEqualTo(1);

        api.change(() -> api.cancels.add(FIRST));
        api.until(() -> api.hasEnded(SECOND));
        assertThat(api.events(FIRST).getLast()).isEqualTo(new Cancelled());
    }

    @Test
    void slotsRunBesideEachOther() {
        slots = 2;
        start();
        grant(FIRST, ENDLESS);
        grant(SECOND, ENDLESS);
        api.until(() -> heldInLastLease(FIRST) && heldInLastLease(SECOND));
        assertThat(api.leases.getLast().freeSlots()).isZero();
    }

    @Test
    void aCancelStopsItBetweenBatches() {
        start();
        grant(FIRST, ENDLESS);
        api.until(() -> heldInLastLease(FIRST));
        api.change(() -> api.cancels.add(FIRST));
        api.until(() -> api.hasEnded(FIRST));
        assertThat(api.events(FIRST).getLast()).isEqualTo(new Cancelled());
        assertThat(api.modelsOf).isEmpty();
    }

    @Test
    void aCancelInAnAnswerToAReportDoesToo() {
        api.cancelInReports = true;
        start();
        grant(FIRST, ENDLESS);
        api.until(() -> api.hasEnded(FIRST));
        assertThat(api.events(FIRST).getLast()).isEqualTo(new Cancelled());
    }

    @Test
    void aLostLeaseStopsItWithoutAWord() {
        start();
        grant(FIRST, ENDLESS);
        api.until(() -> !api.events(FIRST).isEmpty());
        api.change(() -> api.lost.add(FIRST));
        grant(SECOND, Jobs.yinYang(1, 32));
        api.until(() -> api.hasEnded(SECOND));
        assertThat(api.hasEnded(FIRST)).isFalse();
    }

    @Test
    void aStaleReportStopsItWithoutAWord() {
        api.stale.add(FIRST);
        start();
        grant(FIRST, ENDLESS);
        grant(SECOND, Jobs.yinYang(1, 32));
        api.until(() -> api.hasEnded(SECOND));
        assertThat(api.reports.stream().filter(r -> r.attempt().equals(FIRST))).hasSize(1);
    }

    @Test
    void aLeaseThatCannotBeRenewedStopsItBeforeItEnds() {
        start();
        grant(FIRST, ENDLESS);
        api.until(() -> heldInLastLease(FIRST));
        api.change(() -> api.leasesFail = true);
        int failing = api.leases.size();
        api.until(() -> api.leases.size() > failing);
        skippedNanos.addAndGet(TimeUnit.SECONDS.toNanos(55));
        api.until(() -> !api.leases.getLast().held().contains(FIRST)
                && api.leases.getLast().freeSlots() == 1);
        long then = batchesRun.get();

        api.change(() -> api.leasesFail = false);
        grant(SECOND, Jobs.yinYang(1, 32));
        api.until(() -> api.hasEnded(SECOND));
        assertThat(batchesRun.get() - then).as("batches of the second alone").isEqualTo(4);
        assertThat(api.hasEnded(FIRST)).isFalse();
    }

    @Test
    void anApiThatIsAwayForAWhileCostsNothing() {
        api.reportMishaps.addAll(List.of(UNREACHABLE, UNREACHABLE, ANSWER_LOST));
        api.artifactMishaps.addAll(List.of(UNREACHABLE, ANSWER_LOST));
        api.leasesFail = true;
        start();
        api.until(() -> api.leases.size() >= 2);
        api.change(() -> api.leasesFail = false);
        grant(FIRST, Jobs.yinYang(2, 3));
        api.until(() -> api.hasEnded(FIRST));

        List<AttemptEvent> events = api.events(FIRST);
        assertThat(events).hasSize(1 + 23 + 1).doesNotHaveDuplicates();
        assertThat(events.getLast()).isEqualTo(new Succeeded());
        assertThat(api.modelsOf).containsExactly(FIRST);
    }

    @Test
    void aModelThatIsRefusedAsStaleEndsItWithoutAWord() {
        // another attempt takes its place while the test set is evaluated, after everything else
        loss = batch -> {
            if (batch.size() == 20) {
                api.change(() -> api.stale.add(FIRST));
            }
            return batch.size();
        };
        start();
        grant(FIRST, Jobs.yinYang(1, 32));
        grant(SECOND, Jobs.yinYang(1, 64));
        api.until(() -> api.hasEnded(SECOND));
        assertThat(api.hasEnded(FIRST)).isFalse();
        assertThat(api.modelsOf).containsExactly(SECOND);
    }

    @Test
    void aDivergingTrainingIsReportedAsNumerics() {
        loss = _ -> Double.NaN;
        start();
        grant(FIRST, Jobs.yinYang(1, 32));
        api.until(() -> api.hasEnded(FIRST));
        assertThat(api.events(FIRST).getLast())
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.kind()).isEqualTo(FailureKind.NUMERICS));
    }

    @Test
    void whatNobodyExpectedIsReportedAndTheWorkerGoesOn() {
        loss = batch -> {
            if (batch.size() == 32) {
                throw new IllegalStateException("bug");
            }
            return 1;
        };
        start();
        grant(FIRST, Jobs.yinYang(1, 32));
        grant(SECOND, Jobs.yinYang(1, 64));
        api.until(() -> api.hasEnded(FIRST) && api.hasEnded(SECOND));
        assertThat(api.events(FIRST).getLast())
                .isEqualTo(
                        new Failed(FailureKind.INFRASTRUCTURE, "worker-error", "java.lang.IllegalStateException: bug"));
        assertThat(api.events(SECOND).getLast()).isEqualTo(new Succeeded());
    }

    @Test
    void stoppingHandsTheAttemptBack() {
        WorkerAgent agent = start();
        grant(FIRST, ENDLESS);
        api.until(() -> !api.events(FIRST).isEmpty());
        agent.stop();
        assertThat(agent.isRunning()).isFalse();
        assertThat(meters.get("backspike.worker.attempts").gauge().value()).isZero();
        assertThat(api.events(FIRST).getLast()).isEqualTo(new Released());
        agent.stop();
    }

    @Test
    void whatIsGrantedWhileStoppingIsHandedBackToo() {
        slots = 2;
        WorkerAgent agent = start();
        grant(FIRST, ENDLESS);
        api.until(() -> heldInLastLease(FIRST) && api.leases.getLast().waitMillis() > 0);
        api.change(() -> api.renewMillis = 20_000);
        int asked = api.leases.size();
        api.until(() -> api.leases.size() > asked + 1);
        Thread.ofVirtual().start(() -> {
            api.until(() -> api.hasEnded(FIRST));
            grant(SECOND, ENDLESS);
        });
        agent.stop();
        api.until(() -> api.hasEnded(SECOND));
        assertThat(api.events(SECOND)).containsExactly(new Released());
    }

    private WorkerAgent start() {
        Trainer trainer = new Trainer(
                new Datasets(null),
                (options, solver) -> new FakeEngine(options, batch -> {
                    batchesRun.incrementAndGet();
                    if (batch.size() == 1) {
                        LockSupport.parkNanos(200_000); // the endless job shall not fill the memory with its events
                    }
                    return loss.applyAsDouble(batch);
                }),
                3,
                meters);
        WorkerAgent agent = new WorkerAgent(
                api,
                new WorkerIdentity("test", "cpu", 3, slots),
                trainer,
                meters,
                () -> System.nanoTime() + skippedNanos.get());
        agents.add(agent);
        agent.start();
        return agent;
    }

    private void grant(AttemptId attempt, JobSpec spec) {
        api.change(() -> api.queue.add(new Grant(attempt, spec)));
    }

    private boolean heldInLastLease(AttemptId attempt) {
        return !api.leases.isEmpty() && api.leases.getLast().held().contains(attempt);
    }
}
