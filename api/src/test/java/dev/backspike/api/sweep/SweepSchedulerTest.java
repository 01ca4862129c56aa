package dev.backspike.api.sweep;

import static dev.backspike.api.Service.json;
import static dev.backspike.api.sweep.SweepDocuments.rates;
import static dev.backspike.api.sweep.SweepDocuments.with;
import static dev.backspike.api.sweep.SweepDocuments.withSeeds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent.Failed;
import dev.backspike.common.event.AttemptEvent.Measured;
import dev.backspike.common.event.AttemptEvent.Paused;
import dev.backspike.common.event.AttemptEvent.Succeeded;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Command;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.WorkerApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of the runs of a sweep while a worker works on them. */
@ServiceTest
class SweepSchedulerTest {

    private static final int EPOCHS = 20;

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WorkerApi api;

    @Autowired
    private SweepScheduler scheduler;

    @Autowired
    private ApplicationContext context;

    private Service service;
    private PlayedWorker worker;

    @BeforeEach
    void emptyDatabase() {
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from sweep").update();
        jdbc.sql("delete from worker").update();
        service = new Service(port);
        worker = new PlayedWorker(api, "w");
    }

    @Test
    void onlySoManyRunsAreInTheQueueAtATime() {
        String sweep = submit(with(rates(0.001, 0.002, 0.003), "maxConcurrentRuns", "2"));
        assertThat(codes(sweep)).containsExactly("no-worker", "no-worker", "held-by-sweep");

        scheduler.runOnce();
        assertThat(counts(sweep)).isEqualTo("{PAUSED=1, QUEUED=2}");
        train(worker.take(), 0, EPOCHS, 0.5);
        scheduler.runOnce();

        assertThat(counts(sweep)).isEqualTo("{QUEUED=2, SUCCEEDED=1}");
        assertThat(service.eventTypes(jobs(sweep).get(2).path("id").asString()))
                .containsExactly("job.queued", "job.paused", "job.queued");
    }

    @Test
    void aRunThatReachesItsRungIsSavedAndWaits() {
        String sweep = submit(halved(0.001, 0.002, 0.003));
        AttemptId attempt = worker.take().attempt();

        Command before = measure(attempt, 1, 0.5);
        Command at = measure(attempt, 2, 0.6);
        worker.tell(attempt, new Paused());

        assertThat(before).isEqualTo(Command.CONTINUE);
        assertThat(at).isEqualTo(Command.PAUSE);
        JsonNode job = service.job(attempt.jobId());
        assertThat(job.path("state").asString()).isEqualTo("PAUSED");
        assertThat(job.at("/stateReason/code").asString()).isEqualTo("waits-at-rung");
        scheduler.runOnce();
        assertThat(counts(sweep)).isEqualTo("{PAUSED=1, QUEUED=2}");
    }

    @Test
    void theBestAtEachRungGoOnFromWhereTheyAreAndTheOthersAreStopped() {
        // Rungs 2, 6 and 18: of nine runs three go on, then one, to the end.
        String sweep = submit(halved(1e-3, 2e-3, 3e-3, 4e-3, 5e-3, 6e-3, 7e-3, 8e-3, 9e-3));
        List<Integer> finished = new ArrayList<>();
        for (int turns = 0; turns < 20 && !ended(sweep); turns++) {
            List<Grant> grants = worker.lease(1, List.of());
            if (!grants.isEmpty()) {
                Grant grant = grants.getFirst();
                int run = run(grant);
                int done = service.job(grant.attempt().jobId())
                        .at("/progress/epoch")
                        .asInt();
                if (train(grant, done, nextRung(done), 1 - run / 10.0)) {
                    finished.add(run);
                }
            }
            scheduler.runOnce();
        }

        JsonNode ended = service.get("/api/v1/sweeps/" + sweep);
        assertThat(ended.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(counts(sweep)).isEqualTo("{CANCELLED=8, SUCCEEDED=1}");
        assertThat(ended.path("stoppedBySweep").asInt()).isEqualTo(8);
        assertThat(ended.path("percent").asDouble()).isEqualTo(100);
        assertThat(finished).containsExactly(1);
        JsonNode results = service.get("/api/v1/sweeps/" + sweep + "/results").path("configurations");
        assertThat(results.at("/0/configuration").asInt()).isEqualTo(1);
        assertThat(results.at("/0/mean").asDouble()).isEqualTo(0.9);
        assertThat(results.at("/8/stopped").asInt()).isEqualTo(1);
        JsonNode loser = jobs(sweep).getLast();
        assertThat(loser.at("/stateReason/code").asString()).isEqualTo("stopped-by-sweep");
        assertThat(loser.at("/stateReason/message").asString())
                .contains("epoch 2")
                .contains("validation.accuracy");
    }

    @Test
    void aRunThatFailsDoesNotKeepTheOthersFromGoingOn() {
        String sweep = submit(halved(0.001, 0.002));
        AttemptId failing = worker.take().attempt();
        worker.tell(failing, new Failed(FailureKind.NUMERICS, "loss-not-finite", "NaN"));
        Grant other = worker.take();
        train(other, 0, 2, 0.1);
        scheduler.runOnce();

        assertThat(counts(sweep)).isEqualTo("{FAILED=1, QUEUED=1}");
        for (int rung : List.of(6, 18, EPOCHS)) {
            Grant grant = worker.take();
            train(
                    grant,
                    service.job(grant.attempt().jobId()).at("/progress/epoch").asInt(),
                    rung,
                    0.2);
            scheduler.runOnce();
        }
        assertThat(service.get("/api/v1/sweeps/" + sweep).path("state").asString())
                .isEqualTo("FAILED");
    }

    @Test
    void aRunThatAUserResumesAtARungGoesOnToItsEnd() {
        String sweep = submit(halved(0.001, 0.002, 0.003));
        Grant grant = worker.take();
        train(grant, 0, 2, 0.1);
        scheduler.runOnce();
        String job = grant.attempt().jobId().text();
        json(service.http().post().uri("/api/v1/jobs/" + job + ":resume").exchange(), HttpStatus.OK);

        train(worker.take(), 2, EPOCHS, 0.1);
        scheduler.runOnce();

        assertThat(service.job(job).path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(counts(sweep)).isEqualTo("{QUEUED=2, SUCCEEDED=1}");
    }

    @Test
    void aPausedSweepDecidesNothingUntilItIsResumed() {
        String sweep = submit(halved(0.001, 0.002));
        train(worker.take(), 0, 2, 0.1);
        train(worker.take(), 0, 2, 0.2);
        json(service.http().post().uri("/api/v1/sweeps/" + sweep + ":pause").exchange(), HttpStatus.OK);
        scheduler.runOnce();
        assertThat(codes(sweep)).containsExactly("waits-at-rung", "waits-at-rung");

        json(service.http().post().uri("/api/v1/sweeps/" + sweep + ":resume").exchange(), HttpStatus.OK);
        scheduler.runOnce();

        assertThat(codes(sweep)).containsExactly("stopped-by-sweep", "promoted-by-sweep");
    }

    @Test
    void aRunningRunIsPausedAndResumedWithItsSweep() {
        String sweep = submit(rates(0.001));
        AttemptId attempt = worker.take().attempt();
        json(service.http().post().uri("/api/v1/sweeps/" + sweep + ":pause").exchange(), HttpStatus.OK);
        assertThat(measure(attempt, 1, 0.5)).isEqualTo(Command.PAUSE);
        json(service.http().post().uri("/api/v1/sweeps/" + sweep + ":resume").exchange(), HttpStatus.OK);
        assertThat(measure(attempt, 2, 0.5)).isEqualTo(Command.CONTINUE);
        json(service.http().post().uri("/api/v1/sweeps/" + sweep + ":pause").exchange(), HttpStatus.OK);
        worker.tell(attempt, new Paused());

        assertThat(codes(sweep)).containsExactly("paused-by-sweep");
        json(service.http().post().uri("/api/v1/sweeps/" + sweep + ":resume").exchange(), HttpStatus.OK);
        assertThat(counts(sweep)).isEqualTo("{QUEUED=1}");
    }

    @Test
    void cancellingWaitsForTheWorkers() {
        String sweep = submit(rates(0.001, 0.002));
        worker.take();

        JsonNode cancelled = json(
                service.http().post().uri("/api/v1/sweeps/" + sweep + ":cancel").exchange(), HttpStatus.ACCEPTED);

        assertThat(cancelled.path("state").asString()).isEqualTo("RUNNING");
        assertThat(cancelled.path("cancelRequested").asBoolean()).isTrue();
        assertThat(counts(sweep)).isEqualTo("{CANCELLED=1, RUNNING=1}");
    }

    @Test
    void resultsAreMeanAndDeviationOverTheSeeds() {
        String sweep = submit(withSeeds(rates(0.001, 0.002), 1, 2, 3));
        for (double accuracy : new double[] {0.5, 0.6, 0.7, 0.9, 0.92, 0.97}) {
            train(worker.take(), 0, EPOCHS, accuracy);
        }

        JsonNode best = service.get("/api/v1/sweeps/" + sweep).path("best");
        JsonNode second = service.get("/api/v1/sweeps/" + sweep + "/results").at("/configurations/1");

        assertThat(best.path("configuration").asInt()).isEqualTo(2);
        assertThat(best.path("deviation").asDouble()).isEqualTo(0.03605551275463989, within(1e-12));
        assertThat(second.path("mean").asDouble()).isEqualTo(0.6, within(1e-12));
        assertThat(second.path("deviation").asDouble()).isEqualTo(0.1, within(1e-12));
        assertThat(second.path("n").asInt()).isEqualTo(3);
        assertThat(service.get("/api/v1/sweeps/" + sweep + "/results?series=train.loss")
                        .at("/configurations/0/mean")
                        .asDouble())
                .isEqualTo(1);
    }

    static LongStream seeds() {
        return LongStream.range(0, 2);
    }

    /** Two replicas of the service look whenever they like, also at once, while a worker works in any order. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whateverTheOrderEverySweepEndsWithAWinnerAndNoRunIsBothPromotedAndStopped(long seed) {
        Random random = new Random(seed);
        double[] values = random.doubles(7).toArray();
        SweepScheduler replica = context.getAutowireCapableBeanFactory().createBean(SweepScheduler.class);
        String sweep = submit(with(
                halved(random.doubles(7, 1e-3, 1e-2).distinct().toArray()),
                "maxConcurrentRuns",
                String.valueOf(1 + random.nextInt(4))));
        List<Grant> held = new ArrayList<>();
        for (int steps = 0; steps < 500 && !ended(sweep); steps++) {
            switch (random.nextInt(4)) {
                case 0 ->
                    held.addAll(
                            worker.lease(1, held.stream().map(Grant::attempt).toList()));
                case 1 -> {
                    Thread other = Thread.ofVirtual().start(replica::runOnce);
                    scheduler.runOnce();
                    join(other);
                }
                default -> {
                    if (!held.isEmpty()) {
                        Grant grant = held.get(random.nextInt(held.size()));
                        if (advance(grant, values[run(grant) - 1])) {
                            held.remove(grant);
                        }
                    }
                }
            }
        }

        assertThat(service.get("/api/v1/sweeps/" + sweep).path("state").asString())
                .isEqualTo("SUCCEEDED");
        assertThat(counts(sweep)).contains("SUCCEEDED=");
    }

    private static void join(Thread other) {
        try {
            other.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** One epoch more. @return whether the attempt ended */
    private boolean advance(Grant grant, double accuracy) {
        JsonNode job = service.job(grant.attempt().jobId());
        int epoch = job.at("/progress/epoch").asInt();
        if (job.path("pauseRequested").asBoolean()) {
            worker.save(grant.attempt(), epoch, "epoch " + epoch, 1);
            worker.tell(grant.attempt(), new Paused());
            return true;
        }
        if (epoch == EPOCHS) {
            worker.tell(grant.attempt(), new Succeeded());
            return true;
        }
        measure(grant.attempt(), epoch + 1, accuracy);
        return false;
    }

    /** @return whether the run came to its end; else it was saved and paused at {@code until} */
    private boolean train(Grant grant, int from, int until, double accuracy) {
        Command command = Command.CONTINUE;
        for (int epoch = from + 1; epoch <= until; epoch++) {
            command = measure(grant.attempt(), epoch, accuracy);
            assertThat(command)
                    .as("after epoch %d", epoch)
                    .isEqualTo(epoch == until && until < EPOCHS ? Command.PAUSE : Command.CONTINUE);
        }
        if (command == Command.PAUSE) {
            worker.save(grant.attempt(), until, "epoch " + until, 1);
            worker.tell(grant.attempt(), new Paused());
            return false;
        }
        worker.tell(grant.attempt(), new Succeeded());
        return true;
    }

    private Command measure(AttemptId attempt, int epoch, double accuracy) {
        return worker.tell(
                        attempt, new Measured(epoch, epoch, Map.of("validation.accuracy", accuracy, "train.loss", 1.0)))
                .command();
    }

    private static int nextRung(int done) {
        return done < 2 ? 2 : done < 6 ? 6 : done < 18 ? 18 : EPOCHS;
    }

    private static int run(Grant grant) {
        String name = grant.spec().name();
        return Integer.parseInt(name.substring(name.indexOf('/') + 1));
    }

    private static ObjectNode halved(double... rates) {
        return with(rates(rates), "halving", "{'minEpochs': 2, 'factor': 3}");
    }

    private String submit(ObjectNode sweep) {
        return json(service.post("/api/v1/sweeps", sweep.toString()), HttpStatus.CREATED)
                .path("id")
                .asString();
    }

    private boolean ended(String sweep) {
        return !service.get("/api/v1/sweeps/" + sweep).path("endedAt").isNull();
    }

    /** Only states that occur. */
    private String counts(String sweep) {
        Map<String, Integer> counts = new TreeMap<>();
        service.get("/api/v1/sweeps/" + sweep).path("counts").forEachEntry((state, count) -> {
            if (count.asInt() > 0) {
                counts.put(state, count.asInt());
            }
        });
        return counts.toString();
    }

    private List<String> codes(String sweep) {
        return jobs(sweep).stream()
                .map(job -> job.at("/stateReason/code").asString())
                .toList();
    }

    private List<JsonNode> jobs(String sweep) {
        List<JsonNode> jobs = new ArrayList<>();
        service.get("/api/v1/jobs?limit=200&sweep=" + sweep).path("jobs").forEach(jobs::addFirst);
        return jobs;
    }
}
