package dev.backspike.api.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.api.MovableClock;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.Specs;
import dev.backspike.common.code.FailureCode;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Checkpointed;
import dev.backspike.common.event.AttemptEvent.Failed;
import dev.backspike.common.event.AttemptEvent.Measured;
import dev.backspike.common.event.AttemptEvent.Released;
import dev.backspike.common.event.AttemptEvent.Succeeded;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.GangOffer;
import dev.backspike.common.protocol.GangPlace;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.LeaseResponse;
import dev.backspike.common.protocol.RefusedException;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.ReportResponse;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.StoredArtifact;
import dev.backspike.common.protocol.WorkerApi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Jobs of several replicas: who gets which, and what ends them. */
@ServiceTest
class GangsTest {

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WorkerApi api;

    @Autowired
    private MovableClock clock;

    @Autowired
    private LeaseExpiry expiry;

    @Autowired
    private EndedWorkers ended;

    @Autowired
    private GangGrowth growth;

    private Service service;
    private final Member a = new Member("a", 1);
    private final Member b = new Member("b", 1);
    private final Member c = new Member("c", 1);
    private final Member d = new Member("d", 1);

    @BeforeEach
    void emptyDatabase() {
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from worker").update();
        jdbc.sql("delete from slot_reservation").update();
        jdbc.sql("update reaper set silent_since = null").update();
        service = new Service(port);
        expiry.look();
    }

    /** A worker as this test plays it: knows what it holds. */
    private final class Member {

        private final WorkerName name;
        private final int slots;
        private final @Nullable JobId only;
        private final Map<AttemptId, List<Grant>> held = new ConcurrentHashMap<>();
        private LeaseResponse last = new LeaseResponse(List.of(), List.of(), List.of(), List.of(), List.of(), 0, 0);

        Member(String name, int slots) {
            this(name, slots, null);
        }

        Member(String name, int slots, @Nullable JobId only) {
            this.name = new WorkerName(name);
            this.slots = slots;
            this.only = only;
        }

        /** Asks for work once. */
        List<Grant> poll() {
            return poll(0);
        }

        List<Grant> poll(long waitMillis) {
            int free = slots - held.values().stream().mapToInt(List::size).sum();
            last = api.lease(new LeaseRequest(
                    name,
                    "cpu",
                    1,
                    free,
                    List.copyOf(held.keySet()),
                    free > 0 ? waitMillis : 0,
                    null,
                    only,
                    new GangOffer("10.0.0.1:" + (4000 + name.text().charAt(0)), slots)));
            last.lost().forEach(held::remove);
            last.grants()
                    .forEach(grant -> held.computeIfAbsent(grant.attempt(), _ -> new ArrayList<>())
                            .add(grant));
            return last.grants();
        }

        /** The only replica that it holds. */
        Grant grant() {
            List<Grant> all = held.values().stream().flatMap(List::stream).toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }

        List<Grant> grant(String job) {
            return held.getOrDefault(new AttemptId(new JobId(job), 1), List.of());
        }

        ReportResponse tell(AttemptEvent event) {
            return tell(1, event);
        }

        ReportResponse tell(long sequence, AttemptEvent event) {
            return tell(grant(), sequence, event);
        }

        ReportResponse tell(Grant grant, long sequence, AttemptEvent event) {
            return api.report(new Report(
                    name, grant.attempt(), grant.rank(), List.of(new SequencedEvent(sequence, Instant.EPOCH, event))));
        }
    }

    @Test
    void allReplicasAreGrantedTogetherOrNone() {
        String gang = submit(2);

        assertThat(a.poll()).isEmpty();
        assertThat(state(gang)).isEqualTo("QUEUED");
        assertThat(wait(gang))
                .isEqualTo("not-enough-slots: the job needs 2 slots on workers with one device, and the"
                        + " only matching worker offers 1; connect more workers, give them more slots, or lower"
                        + " /resources/replicas");
        assertThat(b.poll()).isEmpty();
        assertThat(wait(gang)).isEqualTo("waiting-for-slots: waits for 2 slots, 1 reserved");
        assertThat(a.poll()).hasSize(1);
        assertThat(state(gang)).isEqualTo("RUNNING");
        assertThat(b.poll()).hasSize(1);

        GangPlace first = place(b.grant());
        GangPlace second = place(a.grant());
        assertThat(List.of(first.rank(), second.rank())).containsExactly(0, 1);
        assertThat(first.members()).containsExactly("10.0.0.1:4098", "10.0.0.1:4097");
        assertThat(second.members()).isEqualTo(first.members());
        assertThat(second.secret()).isEqualTo(first.secret()).hasSize(43);
        assertThat(service.job(gang).path("workers").valueStream().map(w -> w.asString()))
                .containsExactly("b", "a");
        assertThat(service.job(gang).path("worker").asString()).isEqualTo("b");
        assertThat(service.get("/api/v1/jobs/" + gang + "/attempts")
                        .at("/attempts/0/workers")
                        .toString())
                .isEqualTo("[\"b\",\"a\"]");
        assertThat(service.get("/api/v1/workers").toString()).contains(gang);
    }

    @Test
    void theSecretIsInNoOtherAnswerAndGoneWithTheAttempt() {
        String gang = submit(2);
        start(a, b);
        String secret = place(a.grant()).secret();

        for (String path : List.of("", "/attempts", "/events", "/logs")) {
            assertThat(service.get("/api/v1/jobs/" + gang + path).toString()).doesNotContain(secret);
        }
        assertThat(service.get("/api/v1/workers").toString()).doesNotContain(secret);
        assertThat(a.grant().toString()).doesNotContain(secret);
        lead(a, b).tell(new Succeeded());
        assertThat(jdbc.sql("select count(*) from attempt where gang_secret is not null")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aWorkerMayHoldSeveralReplicasAndJobsGetTheSlotsThatAGangDoesNotNeed() {
        String gang = submit(2);
        String single = service.submit();
        Member wide = new Member("wide", 4);

        List<Grant> grants = wide.poll();

        assertThat(grants.stream().filter(grant -> id(grant).equals(gang)).map(Grant::rank))
                .containsExactly(0, 1);
        assertThat(grants.stream().filter(grant -> id(grant).equals(single))).hasSize(1);
        assertThat(service.job(gang).path("workers").toString()).isEqualTo("[\"wide\",\"wide\"]");
        assertThat(service.get("/api/v1/workers").at("/workers/0/holds")).hasSize(2);
    }

    @Test
    void aReservationEndsWhenItsWorkerNoLongerAsks() {
        String gang = submit(2);
        a.poll();
        b.poll();
        clock.forward(Duration.ofSeconds(6));

        assertThat(c.poll()).isEmpty();
        assertThat(wait(gang)).isEqualTo("waiting-for-slots: waits for 2 slots, 1 reserved");
    }

    @Test
    void aReservationOfAnEarlierWaitOfTheSameJobDoesNotCount() {
        String gang = submit(2);
        b.poll();
        a.poll();
        service.post("/api/v1/jobs/" + gang + ":pause", "").expectStatus().is2xxSuccessful();
        String single = service.submit();
        assertThat(a.poll().stream().map(GangsTest::id)).containsExactly(single);
        service.post("/api/v1/jobs/" + gang + ":resume", "").expectStatus().is2xxSuccessful();

        assertThat(b.poll()).isEmpty();
        assertThat(state(gang)).isEqualTo("QUEUED");
    }

    @Test
    void aDrainedWorkerGivesItsReservationUp() {
        String gang = submit(2);
        a.poll();
        b.poll();
        service.post("/api/v1/workers/b:drain", "{}").expectStatus().is2xxSuccessful();
        b.poll();
        c.poll();

        assertThat(wait(gang)).isEqualTo("waiting-for-slots: waits for 2 slots, 1 reserved");
        service.post("/api/v1/workers/b:undrain", "").expectStatus().is2xxSuccessful();
    }

    @Test
    void aGangThatNoFleetCanServeHoldsNothingUp() {
        a.poll();
        b.poll();
        c.poll();
        String large = submit(4);
        String small = submit(2);
        String single = service.submit();

        assertThat(wait(large)).startsWith("not-enough-slots: the job needs 4 slots");
        a.poll();
        b.poll();
        assertThat(state(small)).isEqualTo("RUNNING");
        assertThat(c.poll().stream().map(GangsTest::id)).containsExactly(single);
    }

    @Test
    void aLargeGangIsNotOvertakenByJobsThatComeLater() {
        List<Member> fleet = List.of(a, b, c, d);
        fleet.forEach(member -> service.submit());
        fleet.forEach(Member::poll);
        String gang = submit(4);
        // Whenever a worker is free, another job of one replica is queued.
        for (int round = 0; round < 2; round++) {
            for (Member member : fleet) {
                if (!member.held.isEmpty() && state(gang).equals("QUEUED")) {
                    member.tell(new Succeeded());
                    member.held.clear();
                    service.submit();
                }
                member.poll();
            }
        }

        assertThat(state(gang)).isEqualTo("RUNNING");
        assertThat(fleet).allSatisfy(member -> assertThat(id(member.grant())).isEqualTo(gang));
    }

    @Test
    void aGangKeepsItsTurnWhileItCollectsThoughItsOwnerHasMoreRunningThanOthers() {
        String gang = submit(3);
        own(gang, "ann");
        List<Member> fleet = List.of(a, b, c);
        fleet.forEach(Member::poll);
        assertThat(state(gang))
                .as("the third to ask has told that there are three")
                .isEqualTo("QUEUED");
        a.poll();
        own(service.submit(), "bob");

        assertThat(b.poll()).hasSize(1);
        assertThat(fleet.stream().mapToInt(member -> member.poll().size()).sum())
                .isEqualTo(2);
        assertThat(state(gang)).isEqualTo("RUNNING");
    }

    @Test
    void jobsOfHigherPriorityAndEarlierJobsOfTheSameOwnerComeFirst() {
        a.poll();
        b.poll();
        String earlier = service.submit();
        String gang = submit(2);
        String urgent = service.submit(Specs.yinYang("priority", 5));

        assertThat(a.poll().stream().map(GangsTest::id)).containsExactly(urgent);
        assertThat(b.poll().stream().map(GangsTest::id)).containsExactly(earlier);
        a.tell(new Succeeded());
        b.tell(new Succeeded());
        a.held.clear();
        b.held.clear();
        a.poll();
        b.poll();
        assertThat(state(gang)).isEqualTo("RUNNING");
    }

    @Test
    void theReplicasOfAnOwnerCountInTurnsUntilTheAttemptEnds() {
        own(submit(2), "ann");
        start(a, b);
        assertThat(replicas()).isEqualTo(2);
        own(service.submit(), "bob");
        c.poll();
        String anns = service.submit();
        own(anns, "ann");
        String bobs = service.submit();
        own(bobs, "bob");

        assertThat(d.poll().stream().map(GangsTest::id))
                .as("ann has two replicas running, bob one")
                .containsExactly(bobs);
        lead(a, b).tell(new Succeeded());
        assertThat(replicas())
                .as("as of the transaction that ended the attempt")
                .isEqualTo(2);
    }

    @Test
    void anElasticGangStartsWithFewerOnceItHasWaited() {
        String gang = submit(Map.of("min", 2, "max", 4));
        Member wide = new Member("wide", 4);
        wide.poll(); // tells that there are enough
        assertThat(state(gang)).isEqualTo("RUNNING");
        assertThat(wide.grant(gang)).hasSize(4);
        wide.tell(wide.grant(gang).getFirst(), 1, new Failed(FailureCode.REPLICA_LOST, "replica 1 is lost"));
        wide.held.clear();

        a.poll();
        b.poll();
        a.poll();
        assertThat(wait(gang)).isEqualTo("waiting-for-slots: waits for 2 to 4 slots, 2 reserved");
        clock.forward(Duration.ofSeconds(3));
        a.poll();
        b.poll();
        clock.forward(Duration.ofSeconds(3));
        a.poll();
        b.poll();

        assertThat(state(gang)).isEqualTo("RUNNING");
        assertThat(service.job(gang).path("workers")).hasSize(2);
    }

    @Test
    void aGangThatRunsWithFewerIsHandedBackAtACheckpointWhenSlotsAreFreeAndResumesWithMore() {
        String gang = small();
        c.poll();
        growth.look();
        lead(a, b).poll();
        assertThat(lead(a, b).last.releases()).as("it has left no checkpoint").isEmpty();

        save(lead(a, b));
        growth.look();
        growth.look();
        lead(a, b).poll();
        assertThat(lead(a, b).last.releases()).hasSize(1);
        assertThat(service.eventTypes(gang)).filteredOn("note"::equals).hasSize(1);
        lead(a, b).tell(2, new Released());
        assertThat(service.job(gang).at("/stateReason/code").asString()).isEqualTo("gang-grows");
        assertThat(service.job(gang).at("/stateReason/message").asString())
                .startsWith(
                        "the worker handed attempt 1 back, as slots are free for more replicas; the job resumes from");
        a.held.clear();
        b.held.clear();
        List.of(a, b, c, a, b, c).forEach(Member::poll);

        assertThat(state(gang)).isEqualTo("RUNNING");
        assertThat(service.job(gang).path("workers")).hasSize(3);
        assertThat(Objects.requireNonNull(a.grant().resume()).step()).isEqualTo(30);
        assertThat(a.last.releases()).as("the attempt has all its replicas").isEmpty();
    }

    @Test
    void aGangDoesNotGrowBeforeItHasTrainedForAWhile() {
        small();
        c.poll();
        save(lead(a, b));
        clock.forward(Duration.ofSeconds(-30));
        growth.look();
        lead(a, b).poll();

        assertThat(lead(a, b).last.releases()).isEmpty();
    }

    @Test
    void aGangDoesNotGrowWhileAQueuedJobCouldUseTheSlot() {
        small();
        c.poll();
        save(lead(a, b));
        String waiting = service.submit();
        growth.look();
        lead(a, b).poll();

        assertThat(lead(a, b).last.releases()).isEmpty();
        assertThat(c.poll().stream().map(GangsTest::id)).containsExactly(waiting);
        growth.look();
        lead(a, b).poll();
        assertThat(lead(a, b).last.releases()).as("no slot is free").isEmpty();
    }

    @Test
    void aGangDoesNotGrowOntoAWorkerThatIsDrainedOrServesAnotherJob() {
        small();
        Member other = new Member("g", 1, new JobId("j000000000000000001"));
        other.poll();
        c.poll();
        service.post("/api/v1/workers/c:drain", "{}").expectStatus().is2xxSuccessful();
        save(lead(a, b));
        growth.look();
        lead(a, b).poll();

        assertThat(lead(a, b).last.releases()).isEmpty();
        service.post("/api/v1/workers/c:undrain", "").expectStatus().is2xxSuccessful();
    }

    /** A gang of up to three that runs with two, on a and b, for a minute. */
    private String small() {
        String gang = submit(Map.of("min", 2, "max", 3));
        a.poll();
        b.poll();
        a.poll();
        clock.forward(Duration.ofSeconds(3));
        a.poll();
        b.poll();
        clock.forward(Duration.ofSeconds(3));
        a.poll();
        b.poll();
        a.poll();
        assertThat(service.job(gang).path("workers")).hasSize(2);
        clock.forward(Duration.ofSeconds(50));
        a.poll();
        b.poll();
        clock.forward(Duration.ofSeconds(15));
        a.poll();
        b.poll();
        return gang;
    }

    private void save(Member lead) {
        Grant grant = lead.grant();
        StoredArtifact file = api.storeCheckpoint(
                lead.name,
                grant.attempt().jobId(),
                grant.attempt().number(),
                "checkpoint".getBytes(StandardCharsets.UTF_8));
        lead.tell(1, new Checkpointed(3, 30, file.sha256(), file.bytes(), Map.of("train.loss", 0.5)));
    }

    @Test
    void workersThatWereStartedForAGangServeItAndNoOther() {
        submit(2);
        String gang = submit(2);
        Member first = new Member("e", 1, new JobId(gang));
        Member second = new Member("f", 1, new JobId(gang));

        first.poll();
        second.poll();
        first.poll();

        assertThat(id(first.grant())).isEqualTo(gang);
        assertThat(id(second.grant())).isEqualTo(gang);
    }

    @Test
    void aWorkerThatOffersNoSlotsToGangsGetsOtherJobs() {
        submit(2);
        String single = service.submit();

        assertThat(api.lease(new LeaseRequest(new WorkerName("old"), "cpu", 1, 2, List.of(), 0)).grants().stream()
                        .map(GangsTest::id))
                .containsExactly(single);
    }

    @Test
    void aLeaseThatIsNotRenewedEndsTheAttemptForAll() {
        String gang = submit(2);
        start(a, b);
        Member lead = lead(a, b);
        Member other = other(a, b);
        for (int passed = 0; passed < 65; passed += 5) {
            lead.poll();
            clock.forward(Duration.ofSeconds(5));
            expiry.look();
        }
        assertThat(service.get("/api/v1/jobs/" + gang + "/attempts")
                        .at("/attempts/0/state")
                        .asString())
                .isEqualTo("SUSPECT");
        lead.tell(new Measured(1, 1, Map.of("train.loss", 0.5)));
        for (int passed = 0; passed < 15; passed += 5) {
            clock.forward(Duration.ofSeconds(5));
            expiry.look();
        }

        assertThat(state(gang)).isEqualTo("QUEUED");
        assertThat(service.eventTypes(gang))
                .containsExactly(
                        "job.queued", "job.running", "attempt.suspect", "metrics", "attempt.lost", "job.queued");
        lead.poll();
        assertThat(lead.last.lost()).hasSize(1);
        other.poll();
        assertThat(other.last.lost()).hasSize(1);
    }

    @Test
    void aReplicaReturnsInTimeAndTheAttemptIsNoLongerSuspect() {
        String gang = submit(2);
        start(a, b);
        for (int passed = 0; passed < 65; passed += 5) {
            lead(a, b).poll();
            clock.forward(Duration.ofSeconds(5));
            expiry.look();
        }
        other(a, b).poll();

        assertThat(service.get("/api/v1/jobs/" + gang + "/attempts")
                        .at("/attempts/0/state")
                        .asString())
                .isEqualTo("RUNNING");
        assertThat(service.eventTypes(gang)).endsWith("attempt.suspect", "attempt.readopted");
    }

    @Test
    void anyReplicaMaySayThatAnotherIsLostAndTheJobIsQueuedAtOnce() {
        String gang = submit(2);
        start(a, b);
        Member lead = lead(a, b);
        Member other = other(a, b);

        other.tell(new Failed(FailureCode.REPLICA_LOST, "replica 0 is lost: it closed the connection"));

        assertThat(state(gang)).isEqualTo("QUEUED");
        assertThat(service.job(gang).at("/stateReason/code").asString()).isEqualTo("replica-lost");
        assertThat(service.job(gang).at("/stateReason/message").asString())
                .isEqualTo("replica 0 is lost: it closed the connection; retry 1 of 10 resumes from the beginning");
        assertThatThrownBy(() -> lead.tell(new Succeeded())).isInstanceOf(StaleAttemptException.class);
        assertThatThrownBy(() -> other.tell(new Failed(FailureCode.REPLICA_LOST, "again")))
                .isInstanceOf(StaleAttemptException.class);
        lead.poll();
        assertThat(lead.held).isEmpty();
    }

    @Test
    void onlyRankZeroReportsAndStores() {
        submit(2);
        start(a, b);
        Member lead = lead(a, b);
        Member other = other(a, b);
        AttemptId attempt = lead.grant().attempt();

        assertThatThrownBy(() -> other.tell(new Measured(1, 1, Map.of())))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("replica 1 may only report one event");
        assertThatThrownBy(() -> other.tell(new Succeeded())).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> api.storeCheckpoint(other.name, attempt.jobId(), 1, new byte[] {1}))
                .isInstanceOf(StaleAttemptException.class);
        assertThatThrownBy(() -> api.report(new Report(other.name, attempt, List.of())))
                .isInstanceOf(StaleAttemptException.class);
        assertThatThrownBy(() -> api.report(new Report(lead.name, attempt, 1, List.of())))
                .as("in the name of another rank")
                .isInstanceOf(StaleAttemptException.class);
        assertThat(api.report(new Report(other.name, attempt, 1, List.of())).acknowledged())
                .isZero();
    }

    @Test
    void everyReplicaResumesFromTheSameCheckpointAndMayLoadIt() {
        String gang = submit(2);
        start(a, b);
        Member lead = lead(a, b);
        StoredArtifact file =
                api.storeCheckpoint(lead.name, new JobId(gang), 1, "checkpoint".getBytes(StandardCharsets.UTF_8));
        lead.tell(1, new Checkpointed(3, 30, file.sha256(), file.bytes(), Map.of("train.loss", 0.5)));
        lead.tell(2, new Failed(FailureCode.REPLICA_LOST, "replica 1 is lost"));
        a.held.clear();
        b.held.clear();
        start(a, b);

        for (Member member : List.of(a, b)) {
            assertThat(Objects.requireNonNull(member.grant().resume()).sha256()).isEqualTo(file.sha256());
            assertThat(api.loadFile(member.name, new JobId(gang), 2, file.sha256()))
                    .isEqualTo("checkpoint".getBytes(StandardCharsets.UTF_8));
        }
        assertThatThrownBy(() -> api.loadFile(c.name, new JobId(gang), 2, file.sha256()))
                .isInstanceOf(StaleAttemptException.class);
    }

    @Test
    void allReplicasAreToldToStopAndOneEndEndsAll() {
        String gang = submit(2);
        start(a, b);
        service.cancel(gang, HttpStatus.ACCEPTED);
        a.poll();
        b.poll();
        assertThat(a.last.cancels()).hasSize(1);
        assertThat(b.last.cancels()).hasSize(1);

        // It only knows that another replica stops.
        lead(a, b).tell(new Released());
        assertThat(state(gang)).isEqualTo("CANCELLED");
        b.poll();
        a.poll();
        assertThat(a.held).isEmpty();
        assertThat(b.held).isEmpty();
    }

    @Test
    void aWorkerWhoseProcessHasEndedEndsTheAttemptsOfWhichItHadAReplica() {
        String gang = submit(2);
        start(a, b);

        ended.failAttempts(other(a, b).name, new EndOfWorker(FailureCode.WORKER_KILLED, "was killed"));

        assertThat(service.job(gang).at("/stateReason/code").asString()).isEqualTo("worker-killed");
        assertThat(service.get("/api/v1/jobs/" + gang + "/attempts")
                        .at("/attempts/0/failure")
                        .asString())
                .isEqualTo(FailureKind.INFRASTRUCTURE.name());
    }

    @Test
    void addressesAndSlotsAreChecked() {
        for (GangOffer offer : List.of(
                new GangOffer("10.0.0.1", 1),
                new GangOffer("10.0.0.1:port", 1),
                new GangOffer("a b:1", 1),
                new GangOffer("10.0.0.1:1", 0))) {
            assertThatThrownBy(() -> api.lease(
                            new LeaseRequest(new WorkerName("w"), "cpu", 1, 0, List.of(), 0, null, null, offer)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("host:port");
        }
    }

    @Test
    void gangsOfTwoOnThreeSlotsNeverBlockEachOther() {
        List<Member> fleet = List.of(a, b, c);
        Random random = new Random(17);
        fleet.forEach(Member::poll);
        List<String> waiting = new ArrayList<>();
        int done = 0;
        int polls = 0;
        while (done < 100) {
            while (waiting.size() < 2) {
                waiting.add(submit(2));
            }
            Member member = fleet.get(random.nextInt(fleet.size()));
            member.poll();
            polls++;
            if (random.nextInt(3) == 0 && isComplete(fleet, member)) {
                Grant grant = member.grant();
                if (grant.rank() == 0) {
                    member.tell(new Succeeded());
                    waiting.remove(id(grant));
                    done++;
                }
            }
            assertThat(polls).as("polls for %d gangs", done).isLessThan(5000);
        }
        assertThat(waiting).hasSize(1);
    }

    @Test
    void gangsAndJobsThatWorkersAskForAtTheSameTimeAllEnd() throws Exception {
        List<Member> fleet = List.of(a, b, c);
        fleet.forEach(Member::poll);
        int jobs = 40;
        for (int k = 0; k < jobs; k++) {
            if (k % 4 == 3) {
                service.submit();
            } else {
                submit(k % 4 == 2 ? (Object) Map.of("min", 1, "max", 3) : 2);
            }
        }
        AtomicInteger done = new AtomicInteger();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            for (Member member : fleet) {
                ends.add(workers.submit(() -> {
                    while (done.get() < jobs) {
                        member.poll(200);
                        if (isComplete(fleet, member) && member.grant().rank() == 0) {
                            member.tell(new Succeeded());
                            done.incrementAndGet();
                        }
                    }
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
        assertThat(jdbc.sql("select count(*) from job where state = 'SUCCEEDED'")
                        .query(Long.class)
                        .single())
                .isEqualTo(jobs);
    }

    /** Whether the member holds a replica, and all others of the attempt are held too. */
    private static boolean isComplete(List<Member> fleet, Member member) {
        return member.held.values().stream()
                .flatMap(List::stream)
                .findFirst()
                .filter(grant -> fleet.stream()
                                .mapToInt(one -> one.held
                                        .getOrDefault(grant.attempt(), List.of())
                                        .size())
                                .sum()
                        == (grant.gang() == null ? 1 : grant.gang().members().size()))
                .isPresent();
    }

    /** Both ask until both hold a replica. */
    private static void start(Member first, Member second) {
        first.poll();
        second.poll();
        first.poll();
        second.poll();
        assertThat(first.grant().attempt()).isEqualTo(second.grant().attempt());
    }

    private static Member lead(Member first, Member second) {
        return first.grant().rank() == 0 ? first : second;
    }

    private static Member other(Member first, Member second) {
        return first.grant().rank() == 0 ? second : first;
    }

    private static GangPlace place(Grant grant) {
        return Objects.requireNonNull(grant.gang());
    }

    private static String id(Grant grant) {
        return grant.attempt().jobId().text();
    }

    private String submit(Object replicas) {
        return service.submit(Specs.yinYang("resources", new HashMap<>(Map.of("replicas", replicas))));
    }

    private void own(String job, String owner) {
        jdbc.sql("update job set owner = ? where id = ?").params(owner, job).update();
    }

    private long replicas() {
        return jdbc.sql("select sum(replicas) from job").query(Long.class).single();
    }

    private String state(String job) {
        return service.job(job).path("state").asString();
    }

    private String wait(String job) {
        var reason = service.job(job).path("waitReason");
        return reason.path("code").asString() + ": " + reason.path("message").asString();
    }
}
