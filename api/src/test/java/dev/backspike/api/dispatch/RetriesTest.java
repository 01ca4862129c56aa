package dev.backspike.api.dispatch;

import static dev.backspike.api.Service.json;
import static dev.backspike.api.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.backspike.api.MovableClock;
import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.Specs;
import dev.backspike.api.job.RetryClock;
import dev.backspike.common.code.FailureCode;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Failed;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Command;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.LeaseResponse;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.WorkerApi;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** What becomes of a job whose attempt fails, is paused, cancelled or handed back. */
@ServiceTest
class RetriesTest {

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WorkerApi api;

    @Autowired
    private LeaseExpiry expiry;

    @Autowired
    private MovableClock clock;

    @Autowired
    private ApplicationContext context;

    private Service service;
    private PlayedWorker worker;

    @BeforeEach
    void emptyDatabase() {
        jdbc.sql("delete from job").update();
        service = new Service(port);
        worker = new PlayedWorker(api, "w");
    }

    @ParameterizedTest
    @EnumSource(names = {"USER", "NUMERICS"})
    void whatWouldGoTheSameWayAgainIsNotTriedAgain(FailureKind kind) {
        String id = service.submit();
        worker.tell(worker.take().attempt(), new Failed(kind, "code", "message"));
        assertThat(state(id)).isEqualTo("FAILED");
    }

    @ParameterizedTest
    @CsvSource({
        "INFRASTRUCTURE, infrastructure",
        "OUT_OF_MEMORY, outOfMemory",
        "NO_PROGRESS, noProgress",
        "UNEXPECTED, unexpected"
    })
    void everyKindHasItsOwnBudget(FailureKind kind, String budget) {
        String id = service.submit(Specs.yinYang("retry", Map.of(budget, 2, "firstDelaySeconds", 0)));
        for (FailureKind other : List.of(FailureKind.OUT_OF_MEMORY, FailureKind.INFRASTRUCTURE)) {
            if (other != kind) {
                fail(other);
                due();
            }
        }
        fail(kind);
        fail(kind);
        assertThat(state(id)).isEqualTo("QUEUED");
        fail(kind);
        assertThat(state(id)).isEqualTo("FAILED");
        assertThat(reason(id)).isEqualTo("message; no retries are left of 2");
    }

    @Test
    void aWorkerWithoutDiskSpaceCostsNoRetry() {
        String id = service.submit(
                Specs.yinYang("retry", Map.of("infrastructure", 0, "unexpected", 0, "firstDelaySeconds", 10)));
        for (int seconds : new int[] {10, 20, 40}) {
            worker.tell(worker.take().attempt(), new Failed(FailureCode.DISK_FULL, "no room"));
            assertThat(state(id)).isEqualTo("RETRY_WAIT");
            assertThat(service.job(id).at("/stateReason/code").asString()).isEqualTo("disk-full");
            assertThat(reason(id))
                    .startsWith("no room; this does not count as a retry; the job resumes from the beginning at 20");
            clock.forward(Duration.ofSeconds(seconds));
            due();
            assertThat(state(id)).isEqualTo("QUEUED");
        }
        fail(FailureKind.INFRASTRUCTURE);
        assertThat(reason(id)).isEqualTo("message; no retries are left of 0");
    }

    @Test
    void aLostDeviceCostsNoRetryButAJobThatEveryDeviceLosesIsNotRetriedForEver() {
        String id = service.submit(Specs.yinYang("retry", Map.of("infrastructure", 0, "firstDelaySeconds", 0)));
        for (int losses = 1; losses <= 5; losses++) {
            worker.tell(worker.take().attempt(), new Failed(FailureCode.DEVICE_LOST, "the device failed"));
            assertThat(state(id)).isEqualTo("QUEUED");
            assertThat(reason(id))
                    .isEqualTo("the device failed; this does not count as a retry; the job resumes from the beginning");
        }
        worker.tell(worker.take().attempt(), new Failed(FailureCode.DEVICE_LOST, "the device failed"));
        assertThat(state(id)).isEqualTo("FAILED");
        assertThat(reason(id))
                .isEqualTo("the device failed; GPUs failed 6 times in a row while they ran the job, without a"
                        + " checkpoint in between");
    }

    @Test
    void theDelayDoublesUpToALimitAndIsShown() {
        String id = service.submit(Specs.yinYang(
                "retry", Map.of("infrastructure", 9, "firstDelaySeconds", 10, "longestDelaySeconds", 30)));
        for (int seconds : new int[] {10, 20, 30, 30}) {
            Instant before = clock.instant();
            fail(FailureKind.INFRASTRUCTURE);
            JsonNode job = service.job(id);
            assertThat(job.path("state").asString()).isEqualTo("RETRY_WAIT");
            assertThat(Instant.parse(job.path("retryAt").asString()))
                    .isBetween(before.plusSeconds(seconds), clock.instant().plusSeconds(seconds));
            assertThat(reason(id)).contains("resumes from the beginning at 20");
            assertThat(worker.lease(1, List.of())).isEmpty();
            clock.forward(Duration.ofSeconds(seconds - 5));
            RetryClock.look(context);
            assertThat(state(id)).isEqualTo("RETRY_WAIT");
            clock.forward(Duration.ofSeconds(5));
            due();
        }
    }

    @Test
    void anAttemptThatLeavesACheckpointBeginsANewRow() {
        String id = service.submit(Specs.yinYang("retry", Map.of("outOfMemory", 1, "firstDelaySeconds", 0)));
        for (int step = 1; step <= 4; step++) {
            AttemptId attempt = worker.take().attempt();
            worker.save(attempt, step, "step " + step, 0.5);
            worker.tell(attempt, new Failed(FailureKind.OUT_OF_MEMORY, "code", "message"));
        }
        assertThat(reason(id)).contains("retry 1 of 1 resumes from checkpoint 4");
        fail(FailureKind.OUT_OF_MEMORY);
        assertThat(state(id)).isEqualTo("FAILED");
    }

    @Test
    void aRetryByTheUserFillsTheBudgetsAgain() {
        String id = service.submit(Specs.yinYang("retry", Map.of("unexpected", 0, "firstDelaySeconds", 0)));
        fail(FailureKind.UNEXPECTED);
        json(action(id, ":retry"), HttpStatus.OK);
        assertThat(state(id)).isEqualTo("QUEUED");
        worker.tell(worker.take().attempt(), new AttemptEvent.Succeeded());
        problem(action(id, ":retry"), HttpStatus.CONFLICT, "wrong-state");
    }

    @Test
    void aRetryDoesNotWaitForItsTime() {
        String id = service.submit();
        fail(FailureKind.INFRASTRUCTURE);
        assertThat(state(id)).isEqualTo("RETRY_WAIT");
        json(action(id, ":retry"), HttpStatus.OK);
        assertThat(state(id)).isEqualTo("QUEUED");
    }

    @Test
    void aRunningJobIsPausedByItsWorkerAndGoesOnWhereItWas() {
        String id = service.submit();
        AttemptId attempt = worker.take().attempt();
        json(action(id, ":pause"), HttpStatus.ACCEPTED);
        assertThat(service.job(id).path("pauseRequested").asBoolean()).isTrue();
        LeaseResponse told = api.lease(new LeaseRequest(new WorkerName("w"), "cpu", 1, 0, List.of(attempt), 0));
        assertThat(told.pauses()).containsExactly(attempt);
        assertThat(worker.tell(attempt, new AttemptEvent.Noted("a", "b")).command())
                .isEqualTo(Command.PAUSE);

        worker.save(attempt, 3, "three", 0.5);
        worker.tell(attempt, new AttemptEvent.Paused());

        assertThat(state(id)).isEqualTo("PAUSED");
        assertThat(reason(id)).contains("resumes from checkpoint 1 (epoch 3, step 3)");
        assertThat(worker.lease(1, List.of())).isEmpty();
        json(action(id, ":resume"), HttpStatus.OK);
        assertThat(worker.take().resume()).extracting("step").isEqualTo(3L);
    }

    @Test
    void aQueuedJobIsPausedAtOnceAndAnEndedOneNotAtAll() {
        String id = service.submit();
        json(action(id, ":pause"), HttpStatus.OK);
        json(action(id, ":pause"), HttpStatus.OK);
        assertThat(state(id)).isEqualTo("PAUSED");
        service.cancel(id, HttpStatus.OK);
        problem(action(id, ":pause"), HttpStatus.CONFLICT, "wrong-state");
        problem(action(id, ":resume"), HttpStatus.CONFLICT, "wrong-state");
    }

    @Test
    void aPauseThatIsWithdrawnCostsNothing() {
        String id = service.submit(Specs.yinYang("retry", Map.of("infrastructure", 0)));
        AttemptId attempt = worker.take().attempt();
        json(action(id, ":pause"), HttpStatus.ACCEPTED);
        json(action(id, ":resume"), HttpStatus.OK);
        worker.tell(attempt, new AttemptEvent.Paused());
        assertThat(state(id)).isEqualTo("QUEUED");
        assertThat(worker.take().attempt().number()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"false, PAUSED", "true, CANCELLED"})
    void whatTheUserWantsHoldsWhenTheWorkerVanishes(boolean cancelled, String expected) {
        String id = service.submit();
        worker.take();
        json(action(id, ":pause"), HttpStatus.ACCEPTED);
        if (cancelled) {
            service.cancel(id, HttpStatus.ACCEPTED);
        }
        pass(Duration.ofSeconds(75));
        assertThat(state(id)).isEqualTo(expected);
    }

    @Test
    void aWorkerThatDoesNotStopCannotKeepACancelledJobAlive() {
        String id = service.submit();
        AttemptId attempt = worker.take().attempt();
        service.cancel(id, HttpStatus.ACCEPTED);
        expiry.look();
        for (int seconds = 0; seconds < 30; seconds += 5) {
            assertThat(state(id)).isEqualTo("RUNNING");
            worker.lease(0, List.of(attempt));
            clock.forward(Duration.ofSeconds(5));
            expiry.look();
        }
        clock.forward(Duration.ofSeconds(5));
        expiry.look();
        assertThat(state(id)).isEqualTo("CANCELLED");
        assertThatExceptionOfType(StaleAttemptException.class)
                .isThrownBy(() -> worker.tell(attempt, new AttemptEvent.Succeeded()));
    }

    private void fail(FailureKind kind) {
        worker.tell(worker.take().attempt(), new Failed(kind, "code", "message"));
    }

    private void due() {
        RetryClock.look(context);
    }

    private void pass(Duration time) {
        expiry.look();
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusSeconds(5)) {
            clock.forward(Duration.ofSeconds(5));
            expiry.look();
        }
    }

    private String state(String id) {
        return service.job(id).path("state").asString();
    }

    private String reason(String id) {
        return service.job(id).at("/stateReason/message").asString();
    }

    private RestTestClient.ResponseSpec action(String id, String action) {
        return service.http().post().uri("/api/v1/jobs/" + id + action).exchange();
    }
}
