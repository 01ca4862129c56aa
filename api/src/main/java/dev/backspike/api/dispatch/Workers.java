package dev.backspike.api.dispatch;

import dev.backspike.api.clock.ClockWentBack;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.WorkerMemory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of workers. */
@Component
class Workers {

    private final JdbcClient jdbc;

    Workers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether the row says just this and is younger than {@code stale}; busy workers call many times a second. */
    boolean isFresh(LeaseRequest worker, Instant stale) {
        return jdbc.sql(
                                "select count(*) from worker where name = ? and seen_at >= ? and device = ? and threads = ?"
                                        + " and free_slots = ? and coalesce(assigned_job, '') = ? and coalesce(gang_slots, 0) = ?")
                        .params(
                                worker.worker().text(),
                                stale.atOffset(ZoneOffset.UTC),
                                worker.device(),
                                worker.threads(),
                                worker.freeSlots(),
                                Objects.requireNonNullElse(assignedJob(worker), ""),
                                Objects.requireNonNullElse(gangSlots(worker), 0))
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** @return false if the worker is not known */
    boolean refresh(LeaseRequest worker, Instant now) {
        return stated(
                                jdbc.sql("update worker set device = :device, threads = :threads,"
                                        + " free_slots = :freeSlots, gang_slots = :gangSlots, assigned_job = :assignedJob, heap_bytes = :heap,"
                                        + " device_bytes = :deviceBytes, seen_at = :now"
                                        + " where name = :name"),
                                worker,
                                now)
                        .update()
                > 0;
    }

    /** @throws org.springframework.dao.DuplicateKeyException if the worker is known */
    void add(LeaseRequest worker, Instant now) {
        stated(
                        jdbc.sql("insert into worker (name, device, threads, free_slots, gang_slots, assigned_job,"
                                + " heap_bytes, device_bytes, connected_at, seen_at) values (:name, :device, :threads,"
                                + " :freeSlots, :gangSlots, :assignedJob, :heap, :deviceBytes, :now, :now)"),
                        worker,
                        now)
                .update();
    }

    private static JdbcClient.StatementSpec stated(
            JdbcClient.StatementSpec statement, LeaseRequest worker, Instant now) {
        return statement
                .param("name", worker.worker().text())
                .param("device", worker.device())
                .param("threads", worker.threads())
                .param("freeSlots", worker.freeSlots())
                .param("gangSlots", gangSlots(worker))
                .param("assignedJob", assignedJob(worker))
                .param("heap", heap(worker))
                .param("deviceBytes", device(worker))
                .param("now", now.atOffset(ZoneOffset.UTC));
    }

    private static @Nullable Integer gangSlots(LeaseRequest worker) {
        return worker.gang() == null ? null : (Integer) worker.gang().slots();
    }

    private static @Nullable Long heap(LeaseRequest worker) {
        return worker.memory() == null ? null : worker.memory().heapBytes();
    }

    private static @Nullable Long device(LeaseRequest worker) {
        return worker.memory() == null ? null : worker.memory().deviceBytes();
    }

    /** Otherwise a worker that has disappeared would seem to be connected until the clock has caught up. */
    @EventListener
    void followBack(ClockWentBack jump) {
        OffsetDateTime now = jump.now().atOffset(ZoneOffset.UTC);
        jdbc.sql("update worker set seen_at = ? where seen_at > ?")
                .params(now, now)
                .update();
    }

    Optional<Worker> find(String name) {
        return jdbc.sql("select * from worker where name = ?")
                .param(name)
                .query(Workers::read)
                .optional();
    }

    /** Empty for a worker that accepts work. */
    Optional<Drain> drainOf(String name) {
        return jdbc.sql("select drain from worker where name = ? and drain is not null")
                .param(name)
                .query(String.class)
                .optional()
                .map(Drain::valueOf);
    }

    /** @param drain null to let it accept work again */
    void drain(String name, @Nullable Drain drain) {
        jdbc.sql("update worker set drain = :drain where name = :name")
                .param("drain", drain == null ? null : drain.name())
                .param("name", name)
                .update();
    }

    /** The workers seen since a time, in order of their names. */
    List<Worker> seenSince(Instant since) {
        return jdbc.sql("select * from worker where seen_at >= ? order by name")
                .param(since.atOffset(ZoneOffset.UTC))
                .query(Workers::read)
                .list();
    }

    /** The same together with those of some names, after a name. */
    List<Worker> seenSinceOr(Instant since, Collection<String> others, String after, int limit) {
        return jdbc.sql("select * from worker where (seen_at >= :since or name in (:others)) and name > :after"
                        + " order by name limit :limit")
                .param("since", since.atOffset(ZoneOffset.UTC))
                .param("others", others.isEmpty() ? List.of("") : others)
                .param("after", after)
                .param("limit", limit)
                .query(Workers::read)
                .list();
    }

    private static @Nullable String assignedJob(LeaseRequest worker) {
        JobId job = worker.job();
        return job == null ? null : job.text();
    }

    private static Worker read(ResultSet row, int index) throws SQLException {
        String drain = row.getString("drain");
        Long heap = row.getObject("heap_bytes", Long.class);
        return new Worker(
                row.getString("name"),
                row.getString("device"),
                row.getInt("threads"),
                row.getInt("free_slots"),
                row.getObject("gang_slots", Integer.class),
                row.getString("assigned_job"),
                heap == null ? null : new WorkerMemory(heap, row.getLong("device_bytes")),
                drain == null ? null : Drain.valueOf(drain),
                row.getObject("connected_at", OffsetDateTime.class).toInstant(),
                row.getObject("seen_at", OffsetDateTime.class).toInstant());
    }
}
