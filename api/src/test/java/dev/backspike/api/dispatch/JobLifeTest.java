package dev.backspike.api.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.MovableClock;
import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.Specs;
import dev.backspike.api.dispatch.Step.Lease;
import dev.backspike.api.dispatch.Step.Pass;
import dev.backspike.api.dispatch.Step.Restart;
import dev.backspike.api.dispatch.Step.Saying;
import dev.backspike.api.dispatch.Step.Speak;
import dev.backspike.api.dispatch.Step.User;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.JobState;
import dev.backspike.api.job.PublishedTransitions;
import dev.backspike.api.job.RetryClock;
import dev.backspike.api.job.StopRequests;
import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent.Failed;
import dev.backspike.common.event.AttemptEvent.Noted;
import dev.backspike.common.event.AttemptEvent.Paused;
import dev.backspike.common.event.AttemptEvent.Released;
import dev.backspike.common.event.AttemptEvent.Succeeded;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.WorkerApi;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestContextManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * Two workers, a user, the clock and restarts of the service do what they may in any order; workers also speak for
 * attempts that they have lost, and for each other's. Whatever happens, states follow the table in docs/jobs.md, no job
 * has two current attempts, nothing that a stale worker says or stores is seen, and in the end every job succeeds with
 * every point once.
 */
@ServiceTest
@SuppressWarnings("NullAway.Init") // jqwik fills the fields before each try
class JobLifeTest {

    private static final Map<JobState, Set<JobState>> PUBLISHED = PublishedTransitions.read();
    private static final int STEPS = 6;
    private static final String MODEL = "model.safetensors";
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
    private TransactionTemplate transaction;

    @Autowired
    private LeaseProperties lease;

    @Autowired
    private MovableClock clock;

    @Autowired
    private Wakeups wakeups;

    @Autowired
    private ApplicationContext context;

    private final List<String> jobs = new ArrayList<>();
    /** Whose an attempt is or was, and how many steps it has made. */
    private final Map<AttemptId, Integer> owners = new LinkedHashMap<>();

    private final Map<AttemptId, Integer> steps = new HashMap<>();
    /** By job: of each step the point that is to be seen. */
    private final Map<String, TreeMap<Integer, Double>> points = new HashMap<>();
    /** What was taken from workers: attempts that stored a model, and checkpoints as attempt and step. */
    private final List<String> models = new ArrayList<>();

    private Service service;
    private List<PlayedWorker> workers;
    private ReaperDuty duty;
    private LeaseExpiry expiry;

    @BeforeTry
    void beginAfresh() throws Exception {
        new TestContextManager(getClass()).prepareTestInstance(this);
        jdbc.sql("delete from job").update();
        freeDuty();
        service = new Service(port);
        workers = List.of(new PlayedWorker(api, "a"), new PlayedWorker(api, "b"));
        jobs.clear();
        owners.clear();
        steps.clear();
        points.clear();
        models.clear();
        startReaper();
    }

    @AfterTry
    void freeDuty() {
        jdbc.sql("update reaper set held_until = looked_at").update();
    }

    private void startReaper() {
        duty = new ReaperDuty(jdbc, lease, clock);
        expiry = new LeaseExpiry(
                duty,
                attempts,
                leases,
                stopRequests,
                retries,
                queue,
                transaction,
                lease,
                clock,
                wakeups,
                new ReaperMeters(new SimpleMeterRegistry()),
                context);
        expiry.look();
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        return Step.any().list().ofMinSize(15).ofMaxSize(50);
    }

    @Property(tries = 20, seed = "1")
    void nothingThatHappensBreaksIt(@ForAll("histories") List<Step> history) {
        for (int i = 0; i < 2; i++) {
            jobs.add(service.submit(Specs.yinYang("retry", Map.of("infrastructure", 3, "firstDelaySeconds", 20))));
        }
        for (Step step : history) {
            take(step);
            jobs.forEach(this::checkInvariants);
        }
        for (String job : jobs) {
            bringToSuccess(job);
            checkInvariants(job);
            assertThat(pointsOf(job)).containsOnlyKeys(1, 2, 3, 4, 5, 6);
        }
    }

    private void take(Step step) {
        switch (step) {
            case Lease(int worker, boolean renewing) -> lease(worker, renewing);
            case Speak(int back, boolean impostor, Saying saying) -> speak(back, impostor, saying);
            case User(int job, String action) -> user(jobs.get(job), action);
            case Pass(int seconds) -> pass(seconds);
            case Restart(int seconds, boolean crash) -> restart(seconds, crash);
        }
    }

    private void lease(int worker, boolean renewing) {
        List<AttemptId> held = owners.entrySet().stream()
                .filter(owner -> renewing && owner.getValue() == worker)
                .map(Map.Entry::getKey)
                .toList();
        for (Grant grant : workers.get(worker).lease(1, held)) {
            AttemptId attempt = grant.attempt();
            int from = grant.resume() == null ? 0 : (int) grant.resume().step();
            assertThat(owners).doesNotContainKey(attempt);
            owners.put(attempt, worker);
            steps.put(attempt, from);
            points.computeIfAbsent(attempt.jobId().text(), _ -> new TreeMap<>())
                    .tailMap(from, false)
                    .clear();
        }
    }

    /** Mostly recent attempts, but any may speak up again, and the other worker in its name. */
    private void speak(int back, boolean impostor, Saying saying) {
        List<AttemptId> known = List.copyOf(owners.keySet());
        if (known.isEmpty()) {
            return;
        }
        AttemptId attempt = known.get(known.size() - 1 - Math.min(known.size() - 1, back));
        int owner = Objects.requireNonNull(owners.get(attempt));
        int speaker = impostor ? 1 - owner : owner;
        boolean mayWrite = !impostor && isCurrent(attempt);
        try {
            say(workers.get(speaker), attempt, saying);
            assertThat(mayWrite)
                    .as("%s of %s, by worker %s", saying, attempt, speaker)
                    .isTrue();
        } catch (StaleAttemptException e) {
            // A look that the service has scheduled itself may have ended it just now.
            assertThat(mayWrite && isCurrent(attempt))
                    .as("%s of %s was refused", saying, attempt)
                    .isFalse();
        }
    }

    private void say(PlayedWorker worker, AttemptId attempt, Saying saying) {
        int done = Objects.requireNonNull(steps.get(attempt));
        switch (saying) {
            case MEASURE -> {
                if (done == STEPS) {
                    worker.tell(attempt, new Succeeded());
                } else {
                    advance(worker, attempt);
                }
            }
            case SAVE -> {
                if (done == 0) {
                    worker.tell(attempt, new Noted("n", "nothing to save yet"));
                } else {
                    worker.save(attempt, done, "step " + done, 1.0 / done);
                }
            }
            case UPLOAD -> worker.upload(attempt, "a file that nobody makes a checkpoint");
            case MODEL -> storeModel(worker, attempt);
            case RELEASED -> worker.tell(attempt, new Released());
            case PAUSED -> worker.tell(attempt, new Paused());
            case FAILED -> worker.tell(attempt, new Failed(FailureKind.INFRASTRUCTURE, "x", "x"));
            case BROKEN -> worker.tell(attempt, new Failed(FailureKind.USER, "x", "x"));
        }
    }

    private void advance(PlayedWorker worker, AttemptId attempt) {
        int next = Objects.requireNonNull(steps.get(attempt)) + 1;
        worker.measure(attempt, next, attempt.number());
        steps.put(attempt, next);
        Objects.requireNonNull(points.get(attempt.jobId().text())).put(next, (double) attempt.number());
    }

    private void storeModel(PlayedWorker worker, AttemptId attempt) {
        worker.store(attempt, MODEL, "model of attempt " + attempt.number());
        String stored = attempt.jobId() + " " + attempt.number();
        if (!models.contains(stored)) {
            models.add(stored);
        }
    }

    private void user(String job, String action) {
        var answer = service.http().post().uri("/api/v1/jobs/" + job + action).exchange();
        assertThat(answer.returnResult().getStatus().value()).isIn(200, 202, 409);
    }

    private void pass(int seconds) {
        for (int passed = 0; passed < seconds; passed += 5) {
            clock.forward(Duration.ofSeconds(5));
            expiry.look();
            RetryClock.look(context);
        }
    }

    /** Of the service's only replica; after a crash the next one does not know that it is the only one. */
    private void restart(int seconds, boolean crash) {
        List<AttemptId> before = openAttempts();
        if (!crash) {
            duty.destroy();
        }
        clock.forward(Duration.ofSeconds(seconds));
        startReaper();
        assertThat(openAttempts()).as("the service's absence costs no attempt").isEqualTo(before);
    }

    private List<AttemptId> openAttempts() {
        return leases.open().stream().map(Leases.Held::attempt).toList();
    }

    private boolean isCurrent(AttemptId attempt) {
        return jdbc.sql("select count(*) from job where id = ? and attempt = ? and state = 'RUNNING'")
                        .params(attempt.jobId().text(), attempt.number())
                        .query(Integer.class)
                        .single()
                == 1;
    }

    private void checkInvariants(String job) {
        List<JobState> history = history(job);
        for (int i = 1; i < history.size(); i++) {
            assertThat(PUBLISHED.get(history.get(i - 1))).as("%s", history).contains(history.get(i));
        }
        assertThat(openAttempts().stream().filter(id -> id.jobId().text().equals(job)))
                .hasSize(history.getLast() == JobState.RUNNING ? 1 : 0);
        assertThat(pointsOf(job)).isEqualTo(points.getOrDefault(job, new TreeMap<>()));
        assertThat(jdbc.sql("select job_id, attempt from artifact order by stored_at")
                        .query((row, _) -> row.getString("job_id") + " " + row.getInt("attempt"))
                        .list())
                .containsExactlyInAnyOrderElementsOf(models);
    }

    /** The states that the job has been in, after checking that its events are numbered 1, 2, 3, ... */
    private List<JobState> history(String job) {
        record Event(int seq, String type) {}
        List<Event> events = jdbc.sql("select seq, type from job_event where job_id = ? order by seq")
                .param(job)
                .query((row, _) -> new Event(row.getInt("seq"), row.getString("type")))
                .list();
        assertThat(events.getLast().seq()).isEqualTo(events.size());
        return events.stream()
                .map(event -> STATES.get(event.type()))
                .filter(Objects::nonNull)
                .toList();
    }

    private void bringToSuccess(String job) {
        for (int i = 0; i < 100; i++) {
            switch (history(job).getLast()) {
                case SUCCEEDED -> {
                    return;
                }
                case PAUSED -> user(job, ":resume");
                case FAILED, CANCELLED, RETRY_WAIT -> user(job, ":retry");
                case QUEUED -> lease(0, false);
                case RUNNING -> finish(job);
            }
        }
        throw new AssertionError("job " + job + " does not come to its end: " + history(job));
    }

    private void finish(String job) {
        AttemptId attempt = owners.keySet().stream()
                .filter(one -> one.jobId().text().equals(job) && isCurrent(one))
                .findFirst()
                .orElseThrow();
        PlayedWorker worker = workers.get(Objects.requireNonNull(owners.get(attempt)));
        while (Objects.requireNonNull(steps.get(attempt)) < STEPS) {
            advance(worker, attempt);
        }
        storeModel(worker, attempt);
        worker.tell(attempt, new Succeeded());
    }

    private Map<Integer, Double> pointsOf(String job) {
        JsonNode series = service.get("/api/v1/jobs/" + job + "/metrics").at("/series/0");
        Map<Integer, Double> seen = new TreeMap<>();
        for (int i = 0; i < series.path("steps").size(); i++) {
            Double twice = seen.put(
                    series.path("steps").path(i).asInt(),
                    series.path("values").path(i).asDouble());
            assertThat(twice).as("%s", series).isNull();
        }
        return seen;
    }
}
