package dev.backspike.api.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Queries about the jobs of sweeps. */
@Component
public class SweepJobs {

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<TreeMap<String, Double>> VALUES = new TypeReference<>() {};

    private final JdbcClient jdbc;

    SweepJobs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The state of a run.
     *
     * @param run its number within the sweep
     * @param reasonCode why it is in its state; null without a reason
     * @param pauseAtEpoch the epoch after which it pauses by itself; null for none
     * @param epoch epochs completed
     */
    public record RunState(
            int run,
            String jobId,
            JobState state,
            @Nullable String reasonCode,
            @Nullable PausedBy pausedBy,
            @Nullable Integer pauseAtEpoch,
            int epoch) {}

    /**
     * The state of a run with its metrics.
     *
     * @param latest newest value of each series
     * @param best best value of each loss and accuracy
     */
    public record RunMetrics(RunState state, Map<String, Double> latest, Map<String, Double> best) {}

    /**
     * How many runs of a sweep share a state and a reason.
     *
     * @param epochsDone epochs completed; all epochs of a run that has ended
     * @param lastEnd when the last of them ended; null if none has
     */
    public record RunGroup(
            String sweepId,
            JobState state,
            @Nullable String reasonCode,
            int runs,
            long epochsDone,
            long epochs,
            @Nullable Instant lastEnd) {}

    /** The runs of a sweep whose jobs exist, in order. */
    public List<RunState> states(String sweepId) {
        return jdbc.sql("select id, sweep_run, state, reason_code, paused_by, pause_at_epoch, epoch from job"
                        + " where sweep_id = ? order by sweep_run")
                .param(sweepId)
                .query((row, _) -> state(row))
                .list();
    }

    /** The same with metrics, from one run number to another. */
    public List<RunMetrics> metrics(String sweepId, int first, int last) {
        return jdbc.sql("select id, sweep_run, state, reason_code, paused_by, pause_at_epoch, epoch, latest, best"
                        + " from job where sweep_id = ? and sweep_run between ? and ? order by sweep_run")
                .params(sweepId, first, last)
                .query((row, _) -> new RunMetrics(
                        state(row),
                        JSON.readValue(row.getString("latest"), VALUES),
                        JSON.readValue(row.getString("best"), VALUES)))
                .list();
    }

    /** @param sweepIds not empty */
    public List<RunGroup> groups(Collection<String> sweepIds) {
        return jdbc.sql("""
                        select sweep_id, state, reason_code, count(*) as runs,
                            sum(case when ended_at is null then epoch else epochs end) as done,
                            sum(epochs) as epochs, max(ended_at) as last_end
                        from job where sweep_id in (:sweeps) group by sweep_id, state, reason_code""")
                .param("sweeps", sweepIds)
                .query((row, _) -> {
                    OffsetDateTime lastEnd = row.getObject("last_end", OffsetDateTime.class);
                    return new RunGroup(
                            row.getString("sweep_id"),
                            JobState.valueOf(row.getString("state")),
                            row.getString("reason_code"),
                            row.getInt("runs"),
                            row.getLong("done"),
                            row.getLong("epochs"),
                            lastEnd == null ? null : lastEnd.toInstant());
                })
                .list();
    }

    /** Changes whenever one of the jobs of a sweep does. */
    public String version(String sweepId) {
        return jdbc.sql("select count(*) as jobs, coalesce(sum(revision), 0) as changes from job where sweep_id = ?")
                .param(sweepId)
                .query((row, _) -> row.getLong("jobs") + "." + row.getLong("changes"))
                .single();
    }

    private static RunState state(ResultSet row) throws SQLException {
        String pausedBy = row.getString("paused_by");
        return new RunState(
                row.getInt("sweep_run"),
                row.getString("id"),
                JobState.valueOf(row.getString("state")),
                row.getString("reason_code"),
                pausedBy == null ? null : PausedBy.valueOf(pausedBy),
                row.getObject("pause_at_epoch", Integer.class),
                row.getInt("epoch"));
    }
}
