package dev.backspike.api.sweep;

import dev.backspike.api.job.JobState;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts the runs of sweeps, by the database. */
@Component
class SweepCounts {

    private final JdbcClient jdbc;

    SweepCounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By sweep; one without jobs is missing. */
    Map<String, RunCounts> of(Collection<String> sweeps) {
        Map<String, RunCounts> counts = new HashMap<>();
        if (sweeps.isEmpty()) {
            return counts;
        }
        jdbc.sql("""
                        select sweep_id, state, count(*) as jobs,
                            sum(case when reason_code = :stopped then 1 else 0 end) as stopped,
                            sum(case when ended_at is null then epoch else epochs end) as done,
                            sum(epochs) as epochs, max(ended_at) as last_end
                        from job where sweep_id in (:sweeps) group by sweep_id, state""")
                .param("stopped", SweepKeeper.STOPPED)
                .param("sweeps", sweeps)
                .query(row -> {
                    OffsetDateTime lastEnd = row.getObject("last_end", OffsetDateTime.class);
                    counts.merge(
                            row.getString("sweep_id"),
                            new RunCounts(
                                    Map.of(JobState.valueOf(row.getString("state")), row.getInt("jobs")),
                                    row.getInt("stopped"),
                                    row.getLong("done"),
                                    row.getLong("epochs"),
                                    lastEnd == null ? null : lastEnd.toInstant()),
                            SweepCounts::sum);
                });
        return counts;
    }

    /** Changes whenever the sweep or one of its runs does. */
    String version(Sweep sweep) {
        String runs = jdbc.sql(
                        "select count(*) as jobs, coalesce(sum(revision), 0) as changes from job where sweep_id = ?")
                .param(sweep.id())
                .query((row, _) -> row.getLong("jobs") + "." + row.getLong("changes"))
                .single();
        return runs + (sweep.paused() ? ".paused" : "") + (sweep.cancelled() ? ".cancelled" : "");
    }

    private static RunCounts sum(RunCounts a, RunCounts b) {
        Map<JobState, Integer> byState = new EnumMap<>(JobState.class);
        byState.putAll(a.byState());
        byState.putAll(b.byState());
        return new RunCounts(
                byState,
                a.stoppedBySweep() + b.stoppedBySweep(),
                a.epochsDone() + b.epochsDone(),
                a.epochs() + b.epochs(),
                later(a.lastEnd(), b.lastEnd()));
    }

    private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isAfter(b) ? a : b;
    }
}
