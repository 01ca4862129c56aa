package dev.backspike.api.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.Specs;
import dev.backspike.api.TestService;
import dev.backspike.api.job.JobQueue;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.protocol.WorkerMemory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Many workers, one queue. */
@ServiceTest
class ClaimingTest {

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WorkerApi api;

    @Autowired
    private JobQueue queue;

    @Autowired
    private PlatformTransactionManager transactions;

    private Service service;

    @BeforeEach
    void emptyDatabase() {
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from worker").update();
        service = new Service(port);
    }

    @Test
    void noJobIsGivenTwice() throws Exception {
        Set<String> submitted = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            submitted.add(service.submit());
        }

        List<String> given = new ArrayList<>();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<String>>> answers = new ArrayList<>();
            for (int w = 0; w < 12; w++) {
                answers.add(workers.submit(takeAll("worker-" + w)));
            }
            for (Future<List<String>> answer : answers) {
                given.addAll(answer.get());
            }
        }

        assertThat(given).containsExactlyInAnyOrderElementsOf(submitted);
    }

    @Test
    void anOpenClaimHidesItsOwnJobOnly() {
        String first = service.submit();
        String second = service.submit();
        TransactionTemplate outer = new TransactionTemplate(transactions);
        TransactionTemplate beside = new TransactionTemplate(transactions);
        beside.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);

        List<String> claimed = new ArrayList<>();
        outer.executeWithoutResult(_ -> {
            claimed.addAll(claim());
            beside.executeWithoutResult(_ -> claimed.addAll(claim()));
            beside.executeWithoutResult(_ -> claimed.addAll(claim()));
        });

        // The third claim sees the second again, as the one before gave it back unused.
        assertThat(claimed).containsExactly(first, second, second);
    }

    @Test
    void ownersTakeTurnsWithinAPriority() {
        String ann1 = submit("ann", 0);
        String ann2 = submit("ann", 0);
        String ann3 = submit("ann", 0);
        String bob1 = submit("bob", 0);
        String bob2 = submit("bob", 0);
        String urgent = submit("ann", 5);

        assertThat(places(ann1, ann2, ann3, bob1, bob2, urgent)).containsExactly(3, 5, 6, 2, 4, 1);
        assertThat(give(1)).containsExactly(urgent);
        assertThat(give(1)).as("bob has nothing running").containsExactly(bob1);
        assertThat(places(ann1, ann2, ann3, bob2)).containsExactly(1, 3, 4, 2);
        assertThat(give(3)).containsExactly(ann1, bob2, ann2);
        assertThat(give(3)).as("nobody else is left").containsExactly(ann3);
    }

    @Test
    void aLaterOwnerNeedNotWaitForAllOfAnEarlierOnesShortJobs() {
        List<String> owners = new ArrayList<>();
        List<String> submitted =
                List.of(submit("many", 0), submit("many", 0), submit("many", 0), submit("few", 0), submit("few", 0));
        PlayedWorker worker = new PlayedWorker(api, "w");
        for (int i = 0; i < submitted.size(); i++) {
            AttemptId attempt = worker.take().attempt();
            owners.add(service.job(attempt.jobId()).path("owner").asString());
            worker.tell(attempt, new AttemptEvent.Succeeded());
        }

        assertThat(owners.get(0)).isNotEqualTo(owners.get(1)).isEqualTo(owners.get(2));
        assertThat(owners.get(3)).isEqualTo(owners.get(1));
    }

    @Test
    void aJobGoesToAWorkerWhoseMemoryCanHoldItAndOthersOvertakeIt() {
        String large = service.submit(Specs.yinYang("name", "large"));
        String small = service.submit();

        assertThat(give("small", 2, TestService.LARGE_BYTES - 1)).containsExactly(small);
        assertThat(wait(large))
                .startsWith("not-enough-memory: the job needs at least 600 MB")
                .contains("has 600 MB");
        assertThat(give("large", 1, TestService.LARGE_BYTES)).containsExactly(large);
    }

    @Test
    void whatAWorkerRunsAlreadyCountsAgainstItsMemory() {
        String first = service.submit(Specs.yinYang("name", "large"));
        String second = service.submit(Specs.yinYang("name", "large"));
        String third = service.submit(Specs.yinYang("name", "large"));
        long heap = 2 * TestService.LARGE_BYTES;

        assertThat(give("w", 3, heap)).as("two fit at a time").containsExactly(first, second);
        List<AttemptId> held = List.of(new AttemptId(new JobId(first), 1), new AttemptId(new JobId(second), 1));
        assertThat(give("w", 1, held, heap)).isEmpty();
        assertThat(wait(third)).startsWith("workers-busy: the running jobs leave less than the 600 MB");
        new PlayedWorker(api, "w").tell(held.getFirst(), new AttemptEvent.Succeeded());
        assertThat(give("w", 1, held.subList(1, 2), heap)).containsExactly(third);
    }

    @Test
    void aWorkerThatDoesNotSayWhatItHasGetsAnyJob() {
        String large = service.submit(Specs.yinYang("name", "large"));

        assertThat(give(1)).containsExactly(large);
    }

    private String wait(String id) {
        JsonNode reason = service.job(id).path("waitReason");
        return reason.path("code").asString() + ": " + reason.path("message").asString();
    }

    private List<String> give(String worker, int most, long heap) {
        return give(worker, most, List.of(), heap);
    }

    private List<String> give(String worker, int most, List<AttemptId> held, long heap) {
        WorkerMemory memory = new WorkerMemory(heap, 0);
        return api
                .lease(new LeaseRequest(new WorkerName(worker), "cpu", 1, most, held, 0, memory, null, null))
                .grants()
                .stream()
                .map(grant -> grant.attempt().jobId().text())
                .toList();
    }

    private String submit(String owner, int priority) {
        String id = service.submit(Specs.yinYang("priority", priority));
        jdbc.sql("update job set owner = ? where id = ?").params(owner, id).update();
        return id;
    }

    private List<Integer> places(String... ids) {
        return Stream.of(ids)
                .map(id -> service.job(id).path("queuePosition").asInt())
                .toList();
    }

    private List<String> give(int most) {
        return api.lease(new LeaseRequest(new WorkerName("w"), "cpu", 1, most, List.of(), 0)).grants().stream()
                .map(grant -> grant.attempt().jobId().text())
                .toList();
    }

    private List<String> claim() {
        return queue.claim(Set.of("auto"), Long.MAX_VALUE, 1).stream()
                .map(job -> job.id().text())
                .toList();
    }

    private Callable<List<String>> takeAll(String worker) {
        return () -> {
            List<String> taken = new ArrayList<>();
            int empty = 0;
            // An empty answer may mean that others hold what is left, and then it may come back: ask a few times.
            while (empty < 5) {
                List<Grant> grants = api.lease(new LeaseRequest(new WorkerName(worker), "cpu", 1, 2, List.of(), 0))
                        .grants();
                grants.forEach(grant -> taken.add(grant.attempt().jobId().text()));
                empty = grants.isEmpty() ? empty + 1 : 0;
            }
            return taken;
        };
    }
}
