package dev.backspike.api.dispatch;

import dev.backspike.api.metric.Restarts;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of attempts. An attempt is read with its replica of rank 0; {@link Leases} changes replicas. */
@Component
class Attempts implements Restarts {

    private static final String SELECT = """
            select a.*, r.worker, r.leased_as, r.address, r.state as lease, r.lease_until,
              (select count(*) from attempt_replica s
                where s.job_id = a.job_id and s.attempt = a.number and s.state = 'SUSPECT') as suspects
            from attempt a join attempt_replica r on r.job_id = a.job_id and r.attempt = a.number and r.rank = 0\s""";

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final Leases leases;

    Attempts(JdbcClient jdbc, JdbcTemplate batches, Leases leases) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.leases = leases;
    }

    /** Stores attempts of one replica that begin. */
    void add(List<Attempt> begun) {
        if (begun.isEmpty()) {
            return;
        }
        insert(begun);
        leases.add(begun);
    }

    /**
     * Stores the attempt of a gang that begins.
     *
     * @param secret by which its replicas recognise each other
     * @param replicas by rank
     */
    void add(Attempt begun, String secret, List<Replica> replicas) {
        insert(List.of(begun));
        jdbc.sql("update attempt set gang_secret = ? where job_id = ? and number = ?")
                .params(secret, begun.id().jobId().text(), begun.number())
                .update();
        leases.add(begun.id(), replicas);
    }

    /** The secret of the gang of a running attempt; empty for an attempt of one replica. */
    Optional<String> gangSecret(AttemptId attempt) {
        return jdbc.sql("select gang_secret from attempt where job_id = ? and number = ? and gang_secret is not null")
                .params(attempt.jobId().text(), attempt.number())
                .query(String.class)
                .optional();
    }

    private void insert(List<Attempt> begun) {
        batches.batchUpdate(
                "insert into attempt (job_id, number, state, acknowledged, resumed_step, resumed_checkpoint, progressed,"
                        + " grows, started_at) values (?, ?, ?, ?, ?, ?, ?, false, ?)",
                begun.stream()
                        .map(attempt -> new Object[] {
                            attempt.id().jobId().text(),
                            attempt.number(),
                            attempt.storedState().name(),
                            attempt.acknowledged(),
                            attempt.origin().step(),
                            attempt.origin().checkpoint(),
                            attempt.hasProgressed(),
                            attempt.startedAt().atOffset(ZoneOffset.UTC)
                        })
                        .toList());
    }

    /** Stores what a report has changed, under the lock of the job. */
    void save(Attempt attempt) {
        Attempt.Training training = attempt.training();
        FailureKind failure = attempt.failure();
        Instant endedAt = attempt.endedAt();
        jdbc.sql("""
                        update attempt set state = :state, acknowledged = :acknowledged, training_since = :since,
                            engine = :engine, threads = :threads, failure = :failure, progressed = :progressed,
                            ended_at = :ended
                        where job_id = :job and number = :number""")
                .param("state", attempt.storedState().name())
                .param("acknowledged", attempt.acknowledged())
                .param("since", training == null ? null : training.since().atOffset(ZoneOffset.UTC))
                .param("engine", training == null ? null : training.engine())
                .param("threads", training == null ? null : training.threads())
                .param("failure", failure == null ? null : failure.name())
                .param("progressed", attempt.hasProgressed())
                .param("ended", endedAt == null ? null : endedAt.atOffset(ZoneOffset.UTC))
                .param("job", attempt.id().jobId().text())
                .param("number", attempt.number())
                .update();
        if (endedAt != null) {
            jdbc.sql("update attempt set gang_secret = null"
                            + " where job_id = ? and number = ? and gang_secret is not null")
                    .params(attempt.id().jobId().text(), attempt.number())
                    .update();
            leases.end(attempt.id());
        }
    }

    /**
     * Has the workers of a running attempt told to hand it back, so that its gang can grow.
     *
     * @return false if they are told already, or it has ended
     */
    boolean grow(AttemptId attempt) {
        return jdbc.sql("update attempt set grows = true"
                                + " where job_id = ? and number = ? and state = 'RUNNING' and not grows")
                        .params(attempt.jobId().text(), attempt.number())
                        .update()
                > 0;
    }

    /** Those that are to be handed back, so that their gangs can grow. */
    List<AttemptId> growing(List<AttemptId> attempts) {
        if (attempts.isEmpty()) {
            return List.of();
        }
        Set<AttemptId> growing = Set.copyOf(jdbc.sql(
                        "select job_id, number from attempt where grows and job_id in (:ids)")
                .param("ids", attempts.stream().map(one -> one.jobId().text()).toList())
                .query((row, _) -> new AttemptId(new JobId(row.getString("job_id")), row.getInt("number")))
                .list());
        return attempts.stream().filter(growing::contains).toList();
    }

    Optional<Attempt> find(AttemptId id) {
        return jdbc.sql(SELECT + "where a.job_id = ? and a.number = ?")
                .params(id.jobId().text(), id.number())
                .query(Attempts::read)
                .optional();
    }

    /**
     * The attempts of a job, oldest first.
     *
     * @param after the number of the attempt before the first
     */
    List<Attempt> ofJob(String jobId, int after, int limit) {
        return jdbc.sql(SELECT + "where a.job_id = ? and a.number > ? order by a.number limit ?")
                .params(jobId, after, limit)
                .query(Attempts::read)
                .list();
    }

    @Override
    public NavigableMap<Integer, Long> resumedSteps(String jobId) {
        NavigableMap<Integer, Long> steps = new TreeMap<>();
        jdbc.sql("select number, resumed_step from attempt where job_id = ?")
                .param(jobId)
                .query(row -> {
                    steps.put(row.getInt("number"), row.getLong("resumed_step"));
                });
        return steps;
    }

    private static Attempt read(ResultSet row, int index) throws SQLException {
        Instant trainingSince = time(row, "training_since");
        String failure = row.getString("failure");
        return new Attempt(
                new AttemptId(new JobId(row.getString("job_id")), row.getInt("number")),
                new Replica(
                        row.getString("worker"),
                        row.getString("leased_as"),
                        row.getString("address"),
                        Replica.State.valueOf(row.getString("lease")),
                        row.getObject("lease_until", OffsetDateTime.class).toInstant()),
                row.getInt("suspects") > 0,
                new Attempt.Origin(row.getLong("resumed_step"), row.getObject("resumed_checkpoint", Integer.class)),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                Attempt.State.valueOf(row.getString("state")),
                row.getLong("acknowledged"),
                trainingSince == null
                        ? null
                        : new Attempt.Training(row.getString("engine"), row.getInt("threads"), trainingSince),
                failure == null ? null : FailureKind.valueOf(failure),
                row.getBoolean("progressed"),
                time(row, "ended_at"));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
