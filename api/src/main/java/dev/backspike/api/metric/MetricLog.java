package dev.backspike.api.metric;

import dev.backspike.common.protocol.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The table of points. */
@Component
public class MetricLog {

    private final JdbcTemplate jdbc;
    private final JdbcClient client;

    MetricLog(JdbcTemplate jdbc, JdbcClient client) {
        this.jdbc = jdbc;
        this.client = client;
    }

    /** Values of several series at one step. */
    public record Measurement(int epoch, long step, Map<String, Double> values) {}

    /**
     * Adds points in the caller's transaction.
     *
     * @throws ProblemException if one of them is there already: a series has one value per step and attempt
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(String jobId, int attempt, List<Measurement> measurements) {
        List<Object[]> rows = new ArrayList<>();
        for (Measurement at : measurements) {
            at.values()
                    .forEach((series, value) ->
                            rows.add(new Object[] {jobId, attempt, series, at.step(), at.epoch(), value}));
        }
        try {
            jdbc.batchUpdate(
                    "insert into metric_point (job_id, attempt, series, step, epoch, reading)"
                            + " values (?, ?, ?, ?, ?, ?)",
                    rows);
        } catch (DuplicateKeyException e) {
            throw new RefusedException(
                    "duplicate-point",
                    "a series was measured twice at the same step; each may have one value per step");
        }
    }

    /** The latest attempt that has points; null if there are none. */
    @Nullable
    Integer latestAttempt(String jobId) {
        return client.sql("select max(attempt) from metric_point where job_id = ?")
                .param(jobId)
                .query(Integer.class)
                .optional()
                .orElse(null);
    }

    /** Which points count where attempts went on from checkpoints: those that no later attempt made again. */
    private static final String CURRENT = " and not exists (select 1 from attempt later where later.job_id = p.job_id"
            + " and later.number > p.attempt and later.resumed_step < p.step)";

    List<String> seriesOf(String jobId) {
        return client.sql("select distinct series from metric_point p where job_id = ?" + CURRENT + " order by series")
                .param(jobId)
                .query(String.class)
                .list();
    }

    /** Over all attempts; each step once. */
    Series series(String jobId, String name) {
        Series.Builder series = new Series.Builder(name);
        client.sql("select step, epoch, reading from metric_point p where job_id = ? and series = ?" + CURRENT
                        + " order by step")
                .params(jobId, name)
                .query(row -> {
                    series.add(row.getLong("step"), row.getInt("epoch"), row.getDouble("reading"));
                });
        return series.build();
    }

    /**
     * What a series was when an epoch had ended.
     *
     * @param epoch the last one before it, if there is no point of that epoch
     * @return null if there is none at all
     */
    public @Nullable Double valueAfter(String jobId, String name, int epoch) {
        return client.sql("select reading from metric_point p where job_id = ? and series = ? and epoch <= ?" + CURRENT
                        + " order by epoch desc, step limit 1")
                .params(jobId, name, epoch)
                .query(Double.class)
                .optional()
                .orElse(null);
    }

    List<String> seriesOf(String jobId, int attempt) {
        return client.sql("select distinct series from metric_point where job_id = ? and attempt = ? order by series")
                .params(jobId, attempt)
                .query(String.class)
                .list();
    }

    Series series(String jobId, int attempt, String name) {
        Series.Builder series = new Series.Builder(name);
        client.sql("select step, epoch, reading from metric_point"
                        + " where job_id = ? and attempt = ? and series = ? order by step")
                .params(jobId, attempt, name)
                .query(row -> {
                    series.add(row.getLong("step"), row.getInt("epoch"), row.getDouble("reading"));
                });
        return series.build();
    }
}
