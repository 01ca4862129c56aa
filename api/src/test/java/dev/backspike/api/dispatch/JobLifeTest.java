package dev.backspike.api.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.MovableClock;
import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.Specs;
import dev.backspike.api.job.JobState;
import dev.backspike.api.job.RetryClock;
import dev.backspike.common.protocol.AttemptEvent;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.FailureKind;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.WorkerApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Two workers, a user and the clock do what they may in a random order; the workers also speak for attempts that they
 * have lost. Whatever happens, states follow the published table, nobody writes for an attempt that is not current, and
 * in the end every job succeeds with every point once.
 */
@ServiceTest
class JobLifeTest {

    private static final int STEPS = 6;
    private static final Map<String, JobState> STATES = Map.of(
            "job.queued", JobState.QUEUED,
            "job.running", JobState.RUNNING,
            "job.paused", JobState.PAUSED,
            "job.retry-wait", JobState.RETRY_WAIT,
            "job.succeeded", JobState.SUCCEEDED,
            "job.failed", JobState.FAILED,
            "job.cancelled", JobState.CANCELLED);

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

    private final List<String> jobs = new ArrayList<>();
    /** Whose an attempt is or was, and how many steps it has made. */
    private final Map<AttemptId, PlayedWorker> owners = new LinkedHashMap<>();

    private final Map<AttemptId, Integer> steps = new HashMap<>();
    private Service service;
    private List<PlayedWorker> workers;

    static LongStream seeds() {
        return LongStream.range(0, 12);
    }

    @BeforeEach
    void emptyDatabase() {
        jdbc.sql("delete from job").update();
        service = new Service(port);
        workers = List.of(new PlayedWorker(api, "a"), new PlayedWorker(api, "b"));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingThatHappensBreaksIt(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2; i++) {
            jobs.add(service.submit(Specs.yinYang("retry", Map.of("infrastructure", 3, "firstDelaySeconds", 20))));
        }
        for (int i = 0; i < 60; i++) {
            step(random);
            jobs.forEach(this::checkInvariants);
        }
        for (String job : jobs) {
            bringToSuccess(job);
            checkInvariants(job);
            assertThat(pointsOf(job)).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    private void step(Random random) {
        String job = jobs.get(random.nextInt(jobs.size()));
        PlayedWorker worker = workers.get(random.nextInt(2));
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> lease(worker, random.nextBoolean());
            case 3, 4, 5, 6, 7 -> anyAttempt(random, attempt -> work(attempt, random));
            case 8 ->
                user(job, List.of(":pause", ":resume", ":retry", ":cancel").get(random.nextInt(4)));
            case 9 -> user(job, ":resume");
            default -> pass(Duration.ofSeconds(5 + random.nextInt(60)));
        }
    }

    private void lease(PlayedWorker worker, boolean renewing) {
        List<AttemptId> held = renewing
                ? owners.entrySet().stream()
                        .filter(e -> e.getValue() == worker)
                        .map(Map.Entry::getKey)
                        .toList()
                : List.of();
        for (Grant grant : worker.lease(1, held)) {
            assertThat(owners).doesNotContainKey(grant.attempt());
            owners.put(grant.attempt(), worker);
            steps.put(
                    grant.attempt(),
                    grant.resume() == null ? 0 : (int) grant.resume().step());
        }
    }

    private void anyAttempt(Random random, Consumer<AttemptId> action) {
        List<AttemptId> known = List.copyOf(owners.keySet());
        if (!known.isEmpty()) {
            // Mostly recent ones, but any may speak up again.
            int back = Math.min(known.size() - 1, random.nextInt(4));
            AttemptId attempt = known.get(known.size() - 1 - back);
            boolean current = isCurrent(attempt);
            List<JsonNode> before = eventsOf(attempt.jobId());
            try {
                action.accept(attempt);
                assertThat(current).as("%s could write", attempt).isTrue();
            } catch (StaleAttemptException e) {
                // A scheduled look may have ended it just now.
                assertThat(current && isCurrent(attempt))
                        .as("%s could not write", attempt)
                        .isFalse();
                assertThat(eventsOf(attempt.jobId()).size()).isGreaterThanOrEqualTo(before.size());
            }
        }
    }

    private void work(AttemptId attempt, Random random) {
        PlayedWorker worker = Objects.requireNonNull(owners.get(attempt));
        int done = Objects.requireNonNull(steps.get(attempt));
        if (done == STEPS) {
            worker.tell(attempt, new AttemptEvent.Succeeded());
            return;
        }
        switch (random.nextInt(8)) {
            case 0 -> worker.tell(attempt, new AttemptEvent.Released());
            case 1 -> worker.tell(attempt, new AttemptEvent.Paused());
            case 2 -> worker.tell(attempt, new AttemptEvent.Failed(anyKind(random), "x", "x"));
            case 3 -> {
                if (done > 0) {
                    worker.save(attempt, done, "step " + done, 1.0 / done);
                } else {
                    worker.tell(attempt, new AttemptEvent.Noted("n", "n"));
                }
            }
            default -> advance(worker, attempt);
        }
    }

    private void advance(PlayedWorker worker, AttemptId attempt) {
        int next = Objects.requireNonNull(steps.get(attempt)) + 1;
        worker.measure(attempt, next, 1.0 / next);
        steps.put(attempt, next);
    }

    private static FailureKind anyKind(Random random) {
        FailureKind[] kinds = FailureKind.values();
        return kinds[random.nextInt(kinds.length)];
    }

    private void user(String job, String action) {
        var answer = service.http().post().uri("/api/v1/jobs/" + job + action).exchange();
        assertThat(answer.returnResult().getStatus().value()).isIn(200, 202, 409);
    }

    private void pass(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusSeconds(5)) {
            clock.forward(Duration.ofSeconds(5));
            expiry.look();
            RetryClock.look(context);
        }
    }

    private boolean isCurrent(AttemptId attempt) {
        JsonNode job = service.job(attempt.jobId());
        return job.path("state").asString().equals("RUNNING")
                && job.path("attempt").asInt() == attempt.number();
    }

    private void checkInvariants(String job) {
        List<JobState> history = eventsOf(job).stream()
                .map(event -> STATES.get(event.path("type").asString()))
                .filter(Objects::nonNull)
                .toList();
        for (int i = 1; i < history.size(); i++) {
            assertThat(history.get(i - 1).next()).as("%s", history).contains(history.get(i));
        }
        JsonNode attempts = service.get("/api/v1/jobs/" + job + "/attempts").path("attempts");
        long running = attempts.valueStream()
                .filter(attempt -> attempt.path("state").asString().equals("RUNNING"))
                .count();
        assertThat(running).isEqualTo(history.getLast() == JobState.RUNNING ? 1 : 0);
        assertThat(pointsOf(job)).doesNotHaveDuplicates().isSorted();
    }

    private void bringToSuccess(String job) {
        for (int i = 0; i < 100; i++) {
            switch (JobState.valueOf(service.job(job).path("state").asString())) {
                case SUCCEEDED -> {
                    return;
                }
                case PAUSED -> user(job, ":resume");
                case FAILED, CANCELLED, RETRY_WAIT -> user(job, ":retry");
                case QUEUED -> lease(workers.getFirst(), false);
                case RUNNING -> finish(job);
            }
        }
        throw new AssertionError("job " + job + " does not come to its end: " + eventsOf(job));
    }

    private void finish(String job) {
        AttemptId attempt = new AttemptId(job, service.job(job).path("attempt").asInt());
        PlayedWorker worker = Objects.requireNonNull(owners.get(attempt));
        while (Objects.requireNonNull(steps.get(attempt)) < STEPS) {
            advance(worker, attempt);
        }
        worker.tell(attempt, new AttemptEvent.Succeeded());
    }

    private List<JsonNode> eventsOf(String job) {
        return service.get("/api/v1/jobs/" + job + "/events?limit=1000")
                .path("events")
                .valueStream()
                .toList();
    }

    private List<Integer> pointsOf(String job) {
        JsonNode steps = service.get("/api/v1/jobs/" + job + "/metrics").at("/series/0/steps");
        return steps.valueStream().map(JsonNode::asInt).toList();
    }
}
