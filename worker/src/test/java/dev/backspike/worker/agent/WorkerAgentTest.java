package dev.backspike.worker.agent;

import static dev.backspike.worker.agent.ScriptedApi.Mishap.ANSWER_LOST;
import static dev.backspike.worker.agent.ScriptedApi.Mishap.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.backspike.common.code.FailureCode;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Cancelled;
import dev.backspike.common.event.AttemptEvent.Checkpointed;
import dev.backspike.common.event.AttemptEvent.Failed;
import dev.backspike.common.event.AttemptEvent.Measured;
import dev.backspike.common.event.AttemptEvent.Noted;
import dev.backspike.common.event.AttemptEvent.Paused;
import dev.backspike.common.event.AttemptEvent.Released;
import dev.backspike.common.event.AttemptEvent.Started;
import dev.backspike.common.event.AttemptEvent.Succeeded;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.JobOutcome;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.ResumePoint;
import dev.backspike.common.protocol.WorkerMemory;
import dev.backspike.common.spec.CheckpointSpec;
import dev.backspike.common.spec.EarlyStoppingSpec.Watched;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.PopulationSpec;
import dev.backspike.common.spec.RetrySpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.DeviceLostException;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.training.FakeEngine;
import dev.backspike.engine.training.Jobs;
import dev.backspike.engine.training.PhaseListener;
import dev.backspike.engine.training.Trainer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;

class WorkerAgentTest {

    private static final AttemptId FIRST = ScriptedApi.attempt(1, 1);
    private static final AttemptId SECOND = ScriptedApi.attempt(2, 1);
    /** More batches than any test lets through. */
    private static final JobSpec ENDLESS = Jobs.yinYang(1_000_000, 1);

    private final ScriptedApi api = new ScriptedApi();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong skippedNanos = new AtomicLong();

    private ToDoubleFunction<Batch> loss = Batch::size;
    private int slots = 1;
    private @Nullable AssignedJob job;
    private FailurePolicy failurePolicy = FailurePolicy.endAttempt();
    private final AtomicLong batchesRun = new AtomicLong();

    private final List<WorkerAgent> agents = new ArrayList<>();

    @AfterEach
    void stopAgents() {
        agents.forEach(WorkerAgent::stop);
    }

    @Test
    void aWorkerSaysWhatMemoryItsAttemptsShare() {
        start();

        api.until(() -> !api.leases.isEmpty());
        assertThat(api.leases.getFirst().memory())
                .isEqualTo(new WorkerMemory(Runtime.getRuntime().maxMemory(), 80L << 30));
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
                .hasFieldOrPropertyWithValue("worker", new WorkerName("test"))
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

    /** The service has taken the end already, so that it does not count the attempt as held any more. */
    @Test
    void aRenewalThatTheEndOvertakesIsNoLoss() {
        api.overtaking = FIRST;
        List<String> said = logOf(AttemptRun.class, () -> {
            start();
            grant(FIRST, Jobs.yinYang(2, 32));
            grant(SECOND, Jobs.yinYang(2, 32));
            api.until(() -> api.hasEnded(SECOND));
        });
        assertThat(said)
                .contains("INFO Attempt " + FIRST + " has succeeded")
                .noneMatch(line -> line.startsWith("WARN"));
    }

    @Test
    void aLossIsSaidInTheLogOfTheWorker() {
        List<String> said = logOf(AttemptRun.class, () -> {
            start();
            grant(FIRST, ENDLESS);
            api.until(() -> !api.events(FIRST).isEmpty());
            api.change(() -> api.lost.add(FIRST));
            grant(SECOND, Jobs.yinYang(1, 32));
            api.until(() -> api.hasEnded(SECOND));
        });
        assertThat(said).anyMatch(line -> line.startsWith("WARN Attempt " + FIRST + " is abandoned: "));
    }

    private static List<String> logOf(Class<?> type, Runnable run) {
        Logger logger = (Logger) LoggerFactory.getLogger(type);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            run.run();
        } finally {
            logger.detachAppender(lines);
        }
        return lines.list.stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList();
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
    void aTrainingWhoseLeaseCannotBeRenewedStandsStillAndGoesOnWhenTheApiIsBack() {
        long then = letTheLeaseEnd();

        api.change(() -> api.leasesFail = false);
        api.until(() -> batchesRun.get() > then + 10);
        assertThat(api.lost).isEmpty();
        api.change(() -> api.cancels.add(FIRST));
        api.until(() -> api.hasEnded(FIRST));
    }

    @Test
    void aTrainingThatHasBeenGivenToAnotherMeanwhileMakesNoFurtherStep() {
        long then = letTheLeaseEnd();

        api.change(() -> {
            api.lost.add(FIRST);
            api.leasesFail = false;
        });
        grant(SECOND, Jobs.yinYang(1, 32));
        api.until(() -> api.hasEnded(SECOND));
        assertThat(batchesRun.get() - then).as("batches of the second alone").isEqualTo(4);
        assertThat(api.hasEnded(FIRST)).isFalse();
    }

    /** @return how many batches had been run when the training stood still */
    private long letTheLeaseEnd() {
        start();
        grant(FIRST, ENDLESS);
        api.until(() -> heldInLastLease(FIRST) && batchesRun.get() > 0);
        api.change(() -> api.leasesFail = true);
        int failing = api.leases.size();
        api.until(() -> api.leases.size() > failing);
        skippedNanos.addAndGet(TimeUnit.SECONDS.toNanos(55));
        // A batch that has begun is finished; then nothing moves for as long as it takes to ask three times.
        long before = -1;
        while (before != batchesRun.get()) {
            before = batchesRun.get();
            int asked = api.leases.size();
            api.until(() -> api.leases.size() > asked + 2);
        }
        assertThat(api.leases.getLast().held()).containsExactly(FIRST);
        return before;
    }

    @Test
    void logsTheDataTheEngineAndTheModel() {
        start();
        grant(FIRST, Jobs.yinYang(2, 32));
        api.until(() -> api.hasEnded(FIRST));

        assertThat(api.log(FIRST))
                .anyMatch(line -> line.startsWith("training data: ") && line.contains("64 samples"))
                .anyMatch(line -> line.startsWith("engine fake, 3 threads; "))
                .anyMatch(line -> line.matches("model\\.safetensors: \\d+ bytes stored"));
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
                .isEqualTo(new Failed(FailureKind.UNEXPECTED, "worker-error", "java.lang.IllegalStateException: bug"));
        assertThat(api.events(SECOND).getLast()).isEqualTo(new Succeeded());
    }

    @Test
    void runningOutOfMemoryWhileTheModelIsStoredIsReportedAsThat() {
        api.change(() -> api.artifactsRunOutOfMemory = true);
        start();
        grant(FIRST, Jobs.yinYang(1, 32));
        api.until(() -> api.hasEnded(FIRST));
        assertThat(api.events(FIRST).getLast())
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY));
    }

    @Test
    void aModelThatTheApiRefusesIsNotTrainedAgain() {
        api.change(() -> api.artifactsRefused = true);
        start();
        grant(FIRST, Jobs.yinYang(1, 32));
        api.until(() -> api.hasEnded(FIRST));
        assertThat(api.events(FIRST).getLast()).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(FailureKind.USER);
            assertThat(failed.code()).isEqualTo("model-refused");
        });
    }

    @Test
    void whatGoesWrongOnTheWayToACheckpointIsNotBlamedOnIt() {
        start();
        api.change(() -> api.loadFailure = new OutOfMemoryError("Java heap space"));
        AttemptId second = ScriptedApi.attempt(3, 2);
        grant(second, ENDLESS, new ResumePoint(1, Sha256.ofUtf8("file"), 1, 64));
        api.until(() -> api.hasEnded(second));
        api.change(() -> api.loadFailure =
                HttpClientErrorException.create(HttpStatus.UNAUTHORIZED, "", HttpHeaders.EMPTY, new byte[0], null));
        AttemptId third = ScriptedApi.attempt(4, 3);
        grant(third, ENDLESS, new ResumePoint(1, Sha256.ofUtf8("file"), 1, 64));
        api.until(() -> api.hasEnded(third));

        assertThat(api.events(second))
                .singleElement()
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY));
        assertThat(api.events(third)).singleElement().isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(FailureKind.INFRASTRUCTURE);
            assertThat(failed.code()).isEqualTo("api-refused");
        });
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
    void anAttemptThatIsToBeHandedBackIsSavedAndTheWorkerStays() {
        start();
        grant(FIRST, ENDLESS);
        api.until(() -> heldInLastLease(FIRST) && batchesRun.get() > 10);
        api.change(() -> api.releases.add(FIRST));
        api.until(() -> api.hasEnded(FIRST));
        List<AttemptEvent> events = api.events(FIRST);
        assertThat(events.getLast()).isEqualTo(new Released());
        assertThat(events.get(events.size() - 2)).isInstanceOf(Checkpointed.class);
        grant(SECOND, Jobs.yinYang(1, 32));
        api.until(() -> api.hasEnded(SECOND));
    }

    @Test
    void aPauseSavesWhereItIsAndTheNextAttemptGoesOnThere() {
        start();
        grant(FIRST, ENDLESS);
        api.until(() -> heldInLastLease(FIRST) && batchesRun.get() > 10);
        api.change(() -> {
            api.checkpointMishaps.add(UNREACHABLE);
            api.pauses.add(FIRST);
        });
        api.until(() -> api.hasEnded(FIRST));
        List<AttemptEvent> events = api.events(FIRST);
        assertThat(events.getLast()).isEqualTo(new Paused());
        Checkpointed saved = (Checkpointed) events.get(events.size() - 2);
        assertThat(saved.step()).isGreaterThan(5);

        grant(SECOND, ENDLESS, new ResumePoint(1, saved.sha256(), saved.epoch(), saved.step()));
        api.until(() -> !api.events(SECOND).isEmpty());
        assertThat(api.events(SECOND).getFirst())
                .isInstanceOfSatisfying(
                        Noted.class, note -> assertThat(note.code()).isEqualTo("resumed"));
        api.until(() -> api.events(SECOND).stream()
                .anyMatch(event -> event instanceof Measured point && point.step() > saved.step()));
        // A stop between the last batch of an epoch and its evaluation leaves the point of that step to the next
        // attempt.
        assertThat(steps(SECOND)).allMatch(step -> step >= saved.step()).doesNotContainAnyElementsOf(steps(FIRST));
    }

    private List<Long> steps(AttemptId attempt) {
        return api.events(attempt).stream()
                .filter(Measured.class::isInstance)
                .map(event -> ((Measured) event).step())
                .toList();
    }

    @Test
    void checkpointsAreStoredAsOftenAsTheJobSays() {
        start();
        // One that waits gives way to a newer one, and to the end of the job: this job goes on until some have arrived.
        grant(FIRST, saving(Jobs.yinYang(1_000_000, 32), new CheckpointSpec(2, 0, 1, Watched.TRAIN_LOSS)));
        api.until(() -> checkpoints(FIRST).size() >= 2);
        List<Checkpointed> saved = checkpoints(FIRST);
        assertThat(saved).allSatisfy(one -> {
            assertThat(one.epoch()).isEven();
            assertThat(one.step()).isEqualTo(2L * one.epoch());
            assertThat(one.values()).containsKeys("train.loss", "validation.loss", "test.accuracy");
            assertThat(api.files.get(one.sha256())).hasSize((int) one.bytes());
        });
    }

    private List<Checkpointed> checkpoints(AttemptId attempt) {
        return api.events(attempt).stream()
                .filter(Checkpointed.class::isInstance)
                .map(Checkpointed.class::cast)
                .toList();
    }

    @Test
    void aCheckpointThatIsDamagedOrMissingIsRefused() {
        start();
        Sha256 ofAnother = Sha256.ofUtf8("another");
        api.change(() -> api.files.put(ofAnother, new byte[] {1, 2, 3}));
        int job = 0;
        for (Sha256 file : List.of(ofAnother, Sha256.ofUtf8("missing"))) {
            AttemptId attempt = ScriptedApi.attempt(++job, 2);
            grant(attempt, ENDLESS, new ResumePoint(1, file, 1, 64));
            api.until(() -> api.hasEnded(attempt));
            assertThat(api.events(attempt))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Failed.class, failed -> assertThat(failed.code()).isEqualTo("checkpoint-refused"));
        }
    }

    @Test
    void anOrderThatIsBeingObeyedIsNoReasonToAskAgainAtOnce() throws InterruptedException {
        CountDownLatch released = standStill();
        slots = 2;
        api.renewMillis = 20_000;
        start();
        grant(FIRST, ENDLESS);
        api.until(() -> heldInLastLease(FIRST));
        api.change(() -> api.cancels.add(FIRST));
        api.until(() -> api.leases.size() > 3);
        int asked = api.leases.size();
        Thread.sleep(500);
        assertThat(api.leases.size()).isLessThanOrEqualTo(asked + 1);
        released.countDown();
        api.until(() -> api.hasEnded(FIRST));
        assertThat(api.events(FIRST).getLast()).isEqualTo(new Cancelled());
    }

    @Test
    void aTrainingThatStandsStillIsReported() {
        CountDownLatch released = standStill();
        start();
        RetrySpec impatient = new RetrySpec(0, 0, 0, 0, 0, 0, 0.01);
        JobSpec job = Jobs.yinYang(1, 32);
        grant(
                FIRST,
                new JobSpec(
                        job.name(),
                        job.labels(),
                        job.priority(),
                        job.dataset(),
                        job.network(),
                        job.training(),
                        job.resources(),
                        impatient));
        api.until(() -> api.hasEnded(FIRST));
        released.countDown();
        assertThat(api.events(FIRST).getLast())
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.kind()).isEqualTo(FailureKind.NO_PROGRESS));
    }

    @Test
    void theAttemptOfATrainingThatIgnoresACancelIsEndedForIt() throws InterruptedException {
        CountDownLatch released = standStill();
        CountDownLatch stuck = new CountDownLatch(1);
        failurePolicy = new FailurePolicy(Duration.ofSeconds(1), stuck::countDown, () -> {});
        start();
        grant(FIRST, ENDLESS);
        api.until(() -> heldInLastLease(FIRST));
        api.change(() -> api.cancels.add(FIRST));
        api.until(() -> api.hasEnded(FIRST));
        stuck.await();
        assertThat(api.events(FIRST).getLast()).isEqualTo(new Cancelled());
        int events = api.events(FIRST).size();
        released.countDown();
        api.until(() -> api.leases.getLast().freeSlots() == 1);
        assertThat(api.events(FIRST)).hasSize(events);
    }

    @Test
    void aDeviceThatIsLostHandsAllAttemptsBackAndEndsTheWorker() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        failurePolicy = new FailurePolicy(Duration.ofMinutes(1), () -> {}, ended::countDown);
        slots = 2;
        AtomicLong batches = new AtomicLong();
        loss = batch -> {
            // The third batch of the second attempt, whose batches are larger.
            if (batch.size() == 32 && batches.incrementAndGet() == 3) {
                throw new DeviceLostException("running forward: CUDA_ERROR_ECC_UNCORRECTABLE (214)");
            }
            return batch.size();
        };
        WorkerAgent agent = start();
        grant(FIRST, ENDLESS);
        api.until(() -> heldInLastLease(FIRST));
        grant(SECOND, Jobs.yinYang(1000, 32));

        assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(api.events(FIRST)).endsWith(new Released());
        assertThat(api.events(FIRST)).doesNotHaveAnyElementsOfTypes(Failed.class);
        assertThat(api.events(SECOND).getLast()).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.hasCode(FailureCode.DEVICE_LOST)).isTrue();
            assertThat(failed.kind()).isEqualTo(FailureKind.DEVICE_LOST);
            assertThat(failed.message()).contains("CUDA_ERROR_ECC_UNCORRECTABLE");
        });
        assertThat(agent.isRunning()).isFalse();
        int asked = api.leases.size();
        grant(ScriptedApi.attempt(3, 1), ENDLESS);
        assertThat(api.leases).hasSize(asked);
    }

    @Test
    void aCancelledAttemptWhoseDeviceIsLostIsCancelled() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        failurePolicy = new FailurePolicy(Duration.ofMinutes(1), () -> {}, ended::countDown);
        CountDownLatch released = new CountDownLatch(1);
        loss = _ -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            throw new DeviceLostException("lost");
        };
        start();
        grant(FIRST, ENDLESS);
        api.until(() -> heldInLastLease(FIRST));
        api.change(() -> api.cancels.add(FIRST));
        int asked = api.leases.size();
        api.until(() -> api.leases.size() > asked + 1);
        released.countDown();
        assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(api.events(FIRST)).endsWith(new Cancelled());
    }

    /** Lets no batch end before it is counted down. */
    private CountDownLatch standStill() {
        CountDownLatch released = new CountDownLatch(1);
        loss = batch -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return batch.size();
        };
        return released;
    }

    private static JobSpec saving(JobSpec job, CheckpointSpec checkpoint) {
        return new JobSpec(
                job.name(),
                job.labels(),
                job.priority(),
                job.dataset(),
                job.network(),
                job.training().withCheckpoint(checkpoint),
                job.resources(),
                job.retry());
    }

    private void grant(AttemptId attempt, JobSpec spec, ResumePoint from) {
        api.change(() -> api.queue.add(new Grant(attempt, spec, from, null, null)));
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

    @Test
    void whatIsGrantedToAnIdleWorkerWhileItStopsIsHandedBack() {
        WorkerAgent agent = start();
        api.until(() -> !api.leases.isEmpty());
        // Found by the request that waits, when the worker says that it leaves.
        api.onLeave = () -> api.queue.add(new Grant(FIRST, ENDLESS, null, null, null));
        agent.stop();
        assertThat(api.leases).anyMatch(ScriptedApi::leaves);
        assertThat(api.events(FIRST)).containsExactly(new Released());
    }

    @Test
    void aWorkerForOneJobAsksForThatJobOnlyAndIsDoneWhenTheJobIs() {
        job = new AssignedJob(FIRST.jobId());
        start();
        grant(FIRST, Jobs.yinYang(2, 32));
        api.until(() -> api.hasEnded(FIRST));
        api.change(() -> api.outcome = JobOutcome.SUCCEEDED);
        assertThat(job.await()).isEqualTo(AssignedJob.End.SUCCEEDED);
        assertThat(job.await().exitCode()).isZero();
        assertThat(api.leases).extracting(LeaseRequest::job).containsOnly(FIRST.jobId());
    }

    @ParameterizedTest
    @CsvSource({"FAILED, 1", "CANCELLED, 1", "NOT_FOUND, 2", "PAUSED, 6", "ATTEMPT_OVER, 7"})
    void aWorkerForOneJobEndsWithTheExitCodeOfItsOutcome(JobOutcome outcome, int exitCode) {
        job = new AssignedJob(FIRST.jobId());
        api.outcome = outcome;
        start();
        assertThat(job.await().exitCode()).isEqualTo(exitCode);
    }

    @Test
    void aWorkerForOneJobLetsItsAttemptReportItsEndFirst() {
        job = new AssignedJob(FIRST.jobId());
        start();
        grant(FIRST, ENDLESS);
        api.until(() -> heldInLastLease(FIRST));
        api.change(() -> api.outcome = JobOutcome.CANCELLED);
        api.until(() -> heldInLastLease(FIRST));
        api.change(() -> api.cancels.add(FIRST));
        assertThat(job.await()).isEqualTo(AssignedJob.End.CANCELLED);
        assertThat(api.events(FIRST).getLast()).isEqualTo(new Cancelled());
    }

    @Test
    void aWorkerForOneJobGivesUpWhenTheServiceRefusesIt() {
        job = new AssignedJob(FIRST.jobId());
        api.leasesRefused = true;
        start();
        assertThat(job.await()).isEqualTo(AssignedJob.End.REFUSED);
    }

    @Test
    void aWorkerForOneJobWaitsForAServiceThatDoesNotAnswer() {
        job = new AssignedJob(FIRST.jobId());
        api.leasesFail = true;
        start();
        api.until(() -> api.leases.size() > 1);
        api.change(() -> {
            api.leasesFail = false;
            api.outcome = JobOutcome.SUCCEEDED;
        });
        assertThat(job.await()).isEqualTo(AssignedJob.End.SUCCEEDED);
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
                PhaseListener.NONE);
        WorkerAgent agent = new WorkerAgent(
                api,
                new WorkerIdentity(new WorkerName("test"), "cpu", 3, slots, job),
                trainer,
                meters,
                failurePolicy,
                80L << 30,
                null,
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
