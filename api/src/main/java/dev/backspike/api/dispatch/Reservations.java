package dev.backspike.api.dispatch;

import dev.backspike.common.id.JobId;
import dev.backspike.common.id.WorkerName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The table of slots that workers keep free for queued gangs. A worker has one reservation at most, which it makes,
 * renews and gives up itself when it asks for work; the one exception is the grant of the gang, which locks and removes
 * the reservations that it uses. One that is not renewed expires.
 */
@Component
class Reservations {

    private static final String UPDATE = "update slot_reservation set job_id = :job, device = :device, slots = :slots,"
            + " leased_as = :leasedAs, address = :address, reserved_at = :since, renewed_at = :renewedAt"
            + " where worker = :worker";
    private static final String INSERT = "insert into slot_reservation (worker, job_id, device, slots, leased_as,"
            + " address, reserved_at, renewed_at) values (:worker, :job, :device, :slots, :leasedAs, :address, :since,"
            + " :renewedAt)";

    private final JdbcClient jdbc;
    private final GangProperties gangs;
    private final Clock clock;

    Reservations(JdbcClient jdbc, GangProperties gangs, Clock clock) {
        this.jdbc = jdbc;
        this.gangs = gangs;
        this.clock = clock;
    }

    /**
     * @param leasedAs the identity of the worker according to its token
     * @param address where replicas of the worker are reached
     * @param since when it was made; it has been renewed in time ever since
     */
    record Reservation(
            String worker,
            JobId job,
            String device,
            int slots,
            String leasedAs,
            String address,
            Instant since,
            Instant renewedAt) {

        /** Apart from its times and the number of slots. */
        private boolean isSameAs(Reservation other) {
            return job.equals(other.job)
                    && device.equals(other.device)
                    && leasedAs.equals(other.leasedAs)
                    && address.equals(other.address);
        }
    }

    Optional<Reservation> of(WorkerName worker) {
        return jdbc.sql("select * from slot_reservation where worker = ?")
                .param(worker.text())
                .query(Reservations::read)
                .optional();
    }

    /**
     * Makes a reservation in the place of the worker's previous one, or renews that.
     *
     * @param queuedAt when the gang entered the queue
     * @return false if a grant has used the previous one meanwhile; then nothing is reserved
     */
    boolean make(Reservation next, Optional<Reservation> previous, Instant queuedAt) {
        Reservation earlier = previous.filter(one ->
                        one.isSameAs(next) && isValid(one) && !one.since().isBefore(queuedAt))
                .orElse(null);
        if (earlier != null
                && earlier.slots() == next.slots()
                && earlier.renewedAt()
                        .isAfter(next.renewedAt().minus(gangs.reservation().dividedBy(4)))) {
            return true;
        }
        Instant since = earlier == null ? next.since() : earlier.since();
        return set(previous.isEmpty() ? INSERT : UPDATE, next, since) > 0;
    }

    private boolean isValid(Reservation one) {
        return one.renewedAt().isAfter(expired());
    }

    private int set(String sql, Reservation next, Instant since) {
        return jdbc.sql(sql)
                .param("worker", next.worker())
                .param("job", next.job().text())
                .param("device", next.device())
                .param("slots", next.slots())
                .param("leasedAs", next.leasedAs())
                .param("address", next.address())
                .param("since", utc(since))
                .param("renewedAt", utc(next.renewedAt()))
                .update();
    }

    /** @return false if there is none */
    boolean giveUp(WorkerName worker) {
        return jdbc.sql("delete from slot_reservation where worker = ?")
                        .param(worker.text())
                        .update()
                > 0;
    }

    /** Those of a gang that have not expired, on workers with the same device. */
    List<Reservation> of(JobId gang, String device) {
        return jdbc.sql("select * from slot_reservation where job_id = ? and device = ? and renewed_at > ?")
                .params(gang.text(), device, utc(expired()))
                .query(Reservations::read)
                .list();
    }

    /**
     * Locks those of a gang that have not expired and that no other transaction has locked; never waits.
     *
     * @param queuedAt earlier ones are of an earlier wait of the same job
     * @return the oldest first
     */
    List<Reservation> tryLock(JobId gang, String device, Instant queuedAt) {
        return jdbc
                .sql("select * from slot_reservation where job_id = ? and device = ? and renewed_at > ?"
                        + " and reserved_at >= ? for update skip locked")
                .params(gang.text(), device, utc(expired()), utc(queuedAt))
                .query(Reservations::read)
                .list()
                .stream()
                .sorted(Comparator.comparing(Reservation::since).thenComparing(Reservation::worker))
                .toList();
    }

    /** The slots that are reserved, by gang and device. */
    Map<String, Map<String, Integer>> slots() {
        Map<String, Map<String, Integer>> slots = new HashMap<>();
        jdbc.sql("select job_id, device, sum(slots) as slots from slot_reservation where renewed_at > ?"
                        + " group by job_id, device")
                .param(utc(expired()))
                .query(row -> {
                    slots.computeIfAbsent(row.getString("job_id"), _ -> new HashMap<>())
                            .put(row.getString("device"), row.getInt("slots"));
                });
        return slots;
    }

    private Instant expired() {
        return clock.instant().minus(gangs.reservation());
    }

    private static Reservation read(ResultSet row, int index) throws SQLException {
        return new Reservation(
                row.getString("worker"),
                new JobId(row.getString("job_id")),
                row.getString("device"),
                row.getInt("slots"),
                row.getString("leased_as"),
                row.getString("address"),
                row.getObject("reserved_at", OffsetDateTime.class).toInstant(),
                row.getObject("renewed_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
