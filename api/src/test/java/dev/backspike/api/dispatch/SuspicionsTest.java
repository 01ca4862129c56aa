package dev.backspike.api.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.Specs;
import dev.backspike.api.job.RetryClock;
import dev.backspike.common.code.FailureCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.protocol.WorkerMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Who is charged when a worker that runs several jobs runs out of memory. */
@ServiceTest
class SuspicionsTest {

    private static final WorkerName WORKER = new WorkerName("w");
    private static final long HEAP = 1L << 30;

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WorkerApi api;

    @Autowired
    private EndedWorkers ended;

    @Autowired
    private ApplicationContext context;

    private Service service;

    @BeforeEach
    void emptyDatabase() {
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from worker").update();
        service = new Service(port);
    }

    @Test
    void ofTwoJobsTheHungryOneRunsOutOfItsOwnRetriesAndItsNeighbourIsNotCharged() {
        String hungry = submit();
        String neighbour = submit();
        String later = submit();

        assertThat(lease(2)).containsExactly(hungry, neighbour);
        outOfMemory();
        assertThat(service.job(hungry).at("/stateReason/code").asString()).isEqualTo("worker-ended");
        assertThat(service.job(neighbour).at("/stateReason/message").asString())
                .contains("while it ran 2 jobs", "does not count as a retry", "resumes from");

        assertThat(lease(2)).as("alone").containsExactly(hungry);
        assertThat(lease(1, attempt(hungry))).isEmpty();
        assertThat(service.job(neighbour).at("/waitReason/message").asString())
                .contains("reserved for the job since its worker ran out of memory");
        outOfMemory();
        assertThat(service.job(hungry).path("state").asString()).isEqualTo("RETRY_WAIT");
        assertThat(service.job(hungry).at("/stateReason/message").asString()).contains("retry 1 of 1");

        assertThat(lease(2)).as("not suspected any more").containsExactly(neighbour, later);
        finish(neighbour, later);
        retryNow(hungry);
        assertThat(lease(2)).containsExactly(hungry);
        outOfMemory();

        assertThat(service.job(hungry).path("state").asString()).isEqualTo("FAILED");
        assertThat(service.job(hungry).at("/stateReason/code").asString()).isEqualTo("out-of-memory");
        assertThat(failures(hungry)).containsExactly("", "OUT_OF_MEMORY", "OUT_OF_MEMORY");
        assertThat(failures(neighbour)).containsExactly("", "");
        assertThat(service.job(neighbour).path("state").asString()).isEqualTo("SUCCEEDED");
    }

    @Test
    void ofManyJobsHalfAsManyRunTogetherEachTimeUntilOneRunsAlone() {
        List<String> jobs = IntStream.range(0, 8).mapToObj(_ -> submit()).toList();
        String hungry = jobs.getFirst();

        List<Integer> together = new ArrayList<>();
        List<String> given;
        do {
            given = lease(8);
            assertThat(given).contains(hungry);
            together.add(given.size());
            outOfMemory();
        } while (given.size() > 1);

        assertThat(together).containsExactly(8, 4, 2, 1);
        assertThat(lease(8)).as("the others are not suspected any more").hasSize(7);
        assertThat(failures(hungry)).containsExactly("", "", "", "OUT_OF_MEMORY");
        assertThat(jobs.subList(1, 8))
                .allSatisfy(job -> assertThat(failures(job)).containsOnly(""));
    }

    @Test
    void aJobThatHasExhaustedAWorkerAloneRunsAloneAfterwards() {
        String hungry = submit();
        assertThat(lease(2)).containsExactly(hungry);
        outOfMemory();
        String other = submit();
        retryNow(hungry);

        assertThat(lease(2)).containsExactly(hungry);
        assertThat(lease(1, attempt(hungry))).isEmpty();
        finish(hungry);
        assertThat(lease(1)).containsExactly(other);
    }

    @Test
    void aRequestToCancelIsFollowedAndAUsersRetryRemovesTheSuspicion() {
        String cancelled = submit();
        String other = submit();
        assertThat(lease(2)).hasSize(2);
        service.cancel(cancelled, HttpStatus.ACCEPTED);
        outOfMemory();
        assertThat(service.job(cancelled).path("state").asString()).isEqualTo("CANCELLED");

        service.post("/api/v1/jobs/" + cancelled + ":retry", "{}");
        service.cancel(other, HttpStatus.OK);
        String fresh = submit();
        assertThat(lease(2)).containsExactly(cancelled, fresh);
    }

    private String submit() {
        return service.submit(Specs.yinYang("retry", Map.of("outOfMemory", 1, "infrastructure", 0)));
    }

    private List<String> lease(int slots, AttemptId... held) {
        return api
                .lease(new LeaseRequest(
                        WORKER, "cpu", 1, slots, List.of(held), 0, new WorkerMemory(HEAP, 0), null, null))
                .grants()
                .stream()
                .map(grant -> grant.attempt().jobId().text())
                .toList();
    }

    private AttemptId attempt(String job) {
        return new AttemptId(new JobId(job), service.job(job).path("attempt").asInt());
    }

    @Test
    void aWorkerThatLosesItsDeviceChargesNoJob() {
        String one = submit();
        String other = submit();
        assertThat(lease(2)).containsExactly(one, other);
        ended.failAttempts(
                WORKER, new EndOfWorker(FailureCode.DEVICE_LOST, "lost its CUDA device to a fault and ended"));

        for (String job : List.of(one, other)) {
            assertThat(service.job(job).path("state").asString()).isEqualTo("QUEUED");
            assertThat(service.job(job).at("/stateReason/message").asString())
                    .contains("lost its CUDA device", "does not count as a retry", "resumes from");
            assertThat(failures(job)).containsExactly("DEVICE_LOST");
        }
        assertThat(lease(2)).as("no job is suspected").containsExactly(one, other);
        finish(one, other);
    }

    private void outOfMemory() {
        ended.failAttempts(WORKER, new EndOfWorker(FailureCode.OUT_OF_MEMORY, "ran out of memory and ended"));
    }

    private void finish(String... jobs) {
        Stream.of(jobs).forEach(job -> new PlayedWorker(api, "w").tell(attempt(job), new AttemptEvent.Succeeded()));
    }

    private void retryNow(String job) {
        jdbc.sql("update job set retry_at = created_at where id = ?").param(job).update();
        RetryClock.look(context);
    }

    private List<String> failures(String job) {
        List<String> failures = new ArrayList<>();
        for (JsonNode attempt : service.get("/api/v1/jobs/" + job + "/attempts").path("attempts")) {
            failures.add(attempt.path("failure").asString(""));
        }
        return failures;
    }
}
