package dev.backspike.api.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.backspike.api.MovableClock;
import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.RetryClock;
import dev.backspike.api.job.StopRequests;
import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.code.FailureCode;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent.Failed;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.LeaseResponse;
import dev.backspike.common.protocol.WorkerApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/** Whose attempts are taken back, and when. */
@ServiceTest
class LeaseExpiryTest {

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ReaperDuty duty;

    @Autowired
    private ReaperMeters meters;

    @Autowired
    private MeterRegistry registry;

    @Autowired
    private Attempts attempts;

    @Autowired
    private Leases leases;

    @Autowired
    private StopRequests stopRequests;

    @Autowired
    private Retries retries;

    @Autowired
    private JobQueue queue;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private LeaseProperties lease;

    @Autowired
    private MovableClock clock;

    @Autowired
    private Wakeups wakeups;

    @Autowired
    private WorkerApi api;

    @Autowired
    private LeaseExpiry expiry;

    @Autowired
    private ApplicationEventPublisher publisher;

    @Autowired
    private ApplicationContext context;

    private Service service;

    @BeforeEach
    void emptyDatabase() {
        jdbc.sql("delete from job").update();
        jdbc.sql("update reaper set silent_since = null").update();
        service = new Service(port);
        expiry.look();
    }

    @Test
    void aKilledWorkersJobIsQueuedAgainWithin75Seconds() {
        assertThat(lease.duration().plus(lease.grace()).plus(Duration.parse("PT" + LeaseProperties.CHECK_INTERVAL)))
                .isLessThanOrEqualTo(Duration.ofSeconds(75));
        AttemptId attempt = begin("w");
        pass(65);
        assertThat(state(attempt)).isEqualTo("SUSPECT");
        assertThat(service.job(attempt.jobId()).path("state").asString()).isEqualTo("RUNNING");
        pass(10);
        assertThat(state(attempt)).isEqualTo("LOST");
        assertThat(service.job(attempt.jobId()).path("state").asString()).isEqualTo("QUEUED");
        assertThat(service.eventTypes(attempt.jobId()))
                .containsExactly("job.queued", "job.running", "attempt.suspect", "attempt.lost", "job.queued");
    }

    @Test
    void aWorkerThatReturnsInTimeKeepsItsAttempt() {
        AttemptId attempt = begin("w");
        pass(65);
        assertThat(renew("w", attempt).lost()).isEmpty();
        assertThat(state(attempt)).isEqualTo("RUNNING");
        pass(50);
        assertThat(state(attempt)).isEqualTo("RUNNING");
        assertThat(service.eventTypes(attempt.jobId()))
                .containsExactly("job.queued", "job.running", "attempt.suspect", "attempt.readopted");
    }

    @Test
    void aReportIsASignOfLifeToo() {
        AttemptId attempt = begin("w");
        pass(65);
        new PlayedWorker(api, "w").measure(attempt, 1, 0.5);
        pass(50);
        assertThat(state(attempt)).isEqualTo("RUNNING");
        assertThat(service.eventTypes(attempt.jobId()))
                .containsExactly("job.queued", "job.running", "attempt.suspect", "attempt.readopted", "metrics");
    }

    @Test
    void nobodyElseCanReturnForAWorker() {
        AttemptId attempt = begin("w");
        pass(65);
        assertThat(renew("another", attempt).lost()).containsExactly(attempt);
        assertThat(state(attempt)).isEqualTo("SUSPECT");
    }

    @Test
    void whenMostOfAFleetFallsSilentNothingIsTakenUntilSomeAreBack() {
        Map<String, AttemptId> fleet = fleet();
        pass(120);
        assertThat(fleet.values())
                .allSatisfy(attempt -> assertThat(state(attempt)).isEqualTo("SUSPECT"));
        assertThat(registry.get("backspike.reaper.suspended").gauge().value()).isEqualTo(1);

        for (String worker : List.of("w1", "w2", "w3")) {
            assertThat(renew(worker, attempt(fleet, worker)).lost()).isEmpty();
        }
        pass(5);
        assertThat(registry.get("backspike.reaper.suspended").gauge().value()).isZero();
        assertThat(state(attempt(fleet, "w4"))).as("may be about to return").isEqualTo("SUSPECT");
        pass(15);
        assertThat(state(attempt(fleet, "w4"))).isEqualTo("LOST");
        assertThat(state(attempt(fleet, "w1"))).isEqualTo("RUNNING");
    }

    @Test
    void aFleetThatDoesNotReturnIsGivenUpInTheEnd() {
        Map<String, AttemptId> fleet = fleet();
        pass(60 + 290);
        assertThat(fleet.values())
                .allSatisfy(attempt -> assertThat(state(attempt)).isEqualTo("SUSPECT"));
        pass(10);
        assertThat(fleet.values())
                .allSatisfy(attempt -> assertThat(state(attempt)).isEqualTo("LOST"));
    }

    @Test
    void whatComesBackBeforeItsDatabaseStillRenewsFirst() {
        AttemptId attempt = begin("w");
        FailingOnce failing = new FailingOnce(transactions);
        LeaseExpiry ours = new LeaseExpiry(
                duty,
                attempts,
                leases,
                stopRequests,
                retries,
                queue,
                failing,
                lease,
                clock,
                wakeups,
                meters,
                publisher);
        clock.forward(Duration.ofHours(8));

        failing.armed = true;
        assertThatExceptionOfType(CannotCreateTransactionException.class).isThrownBy(ours::look);
        clock.forward(Duration.ofSeconds(5));
        ours.look();

        assertThat(state(attempt)).isEqualTo("RUNNING");
        assertThat(renew("w", attempt).lost()).isEmpty();
    }

    @Test
    void aClockThatIsSetForwardTakesNoAttempt() {
        AttemptId attempt = begin("w");
        clock.forward(Duration.ofMinutes(7));
        expiry.look();
        pass(50);

        assertThat(state(attempt)).isEqualTo("RUNNING");
        pass(25);
        assertThat(state(attempt)).as("its worker is gone").isEqualTo("LOST");
    }

    @Test
    void aWorkerThatIsGoneIsNoticedInTimeThoughTheClockWasSetBack() {
        AttemptId attempt = begin("w");
        clock.forward(Duration.ofMinutes(-7));
        expiry.look();
        pass(50);
        assertThat(state(attempt)).isEqualTo("RUNNING");
        pass(25);

        assertThat(state(attempt)).isEqualTo("LOST");
        assertThat(service.get("/api/v1/workers").path("workers"))
                .noneMatch(worker -> worker.path("name").asString().equals("w"));
    }

    @Test
    void aRetryIsNotDelayedByAClockThatWasSetBack() {
        AttemptId attempt = begin("w");
        new PlayedWorker(api, "w")
                .tell(attempt, new Failed(FailureKind.INFRASTRUCTURE, FailureCode.WORKER_KILLED, "killed"));
        assertThat(service.job(attempt.jobId()).path("state").asString()).isEqualTo("RETRY_WAIT");
        clock.forward(Duration.ofMinutes(-7));
        expiry.look();
        RetryClock.look(context);

        assertThat(service.job(attempt.jobId()).path("state").asString()).isEqualTo("QUEUED");
    }

    @Test
    void theDutyOfAServiceThatDiedBeforeTheClockWasSetBackIsTakenOver() {
        clock.forward(Duration.ofMinutes(7));
        new ReaperDuty(jdbc, lease, clock).take(clock.instant());
        jdbc.sql("update reaper set holder = 'dead', held_until = ?")
                .param(clock.instant().plusSeconds(15).atOffset(ZoneOffset.UTC))
                .update();
        clock.forward(Duration.ofMinutes(-7));

        assertThat(duty.take(clock.instant()).ours()).isTrue();
    }

    private Map<String, AttemptId> fleet() {
        Map<String, AttemptId> fleet = new LinkedHashMap<>();
        for (String worker : List.of("w1", "w2", "w3", "w4", "w5")) {
            fleet.put(worker, begin(worker));
        }
        return fleet;
    }

    private static AttemptId attempt(Map<String, AttemptId> fleet, String worker) {
        AttemptId attempt = fleet.get(worker);
        if (attempt == null) {
            throw new AssertionError("no worker " + worker);
        }
        return attempt;
    }

    private AttemptId begin(String worker) {
        service.submit();
        return new PlayedWorker(api, worker).take().attempt();
    }

    private LeaseResponse renew(String worker, AttemptId attempt) {
        return api.lease(new LeaseRequest(new WorkerName(worker), "cpu", 1, 0, List.of(attempt), 0));
    }

    private void pass(int seconds) {
        for (int passed = 0; passed < seconds; passed += 5) {
            clock.forward(Duration.ofSeconds(5));
            expiry.look();
        }
    }

    private String state(AttemptId attempt) {
        return service.get("/api/v1/jobs/" + attempt.jobId() + "/attempts")
                .at("/attempts/" + (attempt.number() - 1) + "/state")
                .asString();
    }

    private static final class FailingOnce extends TransactionTemplate {

        private static final long serialVersionUID = 1L;

        private boolean armed;

        FailingOnce(PlatformTransactionManager transactions) {
            super(transactions);
        }

        @Override
        public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
            if (armed) {
                armed = false;
                throw new CannotCreateTransactionException("the database is away");
            }
            return super.execute(action);
        }
    }
}
