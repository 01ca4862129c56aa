package dev.backspike.api.sweep;

import dev.backspike.api.job.JobState;
import dev.backspike.api.job.PausedBy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rows of a sweep's runs, beside what the jobs themselves say. */
@Component
class SweepRuns {

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<TreeMap<String, Double>> VALUES = new TypeReference<>() {};

    private final JdbcTemplate jdbc;
    private final JdbcClient client;

    SweepRuns(JdbcTemplate jdbc, JdbcClient client) {
        this.jdbc = jdbc;
        this.client = client;
    }

    /**
     * How a run stands.
     *
     * @param pauseAtEpoch the rung that it is at or heads for; null for its end
     * @param epoch epochs completed
     */
    record Standing(
            int number,
            String jobId,
            JobState state,
            boolean stoppedBySweep,
            @Nullable PausedBy pausedBy,
            @Nullable Integer pauseAtEpoch,
            int epoch) {}

    /**
     * A run with what it is and what it has reached.
     *
     * @param standing null if a user has deleted the job
     * @param latest newest value of each series
     * @param best the best value of losses and accuracies
     */
    record Row(
            int number,
            int configuration,
            JsonNode parameters,
            JsonNode replicate,
            @Nullable Standing standing,
            Map<String, Double> latest,
            Map<String, Double> best) {}

    void insert(String sweepId, List<Run> runs) {
        List<Object[]> rows = new ArrayList<>();
        for (Run run : runs) {
            rows.add(new Object[] {
                sweepId,
                run.number(),
                run.configuration(),
                JSON.writeValueAsString(run.parameters()),
                JSON.writeValueAsString(run.replicate())
            });
        }
        jdbc.batchUpdate(
                "insert into sweep_run (sweep_id, number, configuration, parameters, replicate)"
                        + " values (?, ?, ?, ?, ?)",
                rows);
    }

    /** Of all runs whose jobs are there, in order. */
    List<Standing> standings(String sweepId) {
        return client.sql("select id, sweep_run, state, reason_code, paused_by, pause_at_epoch, epoch from job"
                        + " where sweep_id = ? order by sweep_run")
                .param(sweepId)
                .query((row, _) -> standing(row))
                .list();
    }

    /** @param after number of the run before the first */
    List<Row> rows(String sweepId, int after, int limit) {
        return client.sql("""
                        select r.number, r.configuration, r.parameters, r.replicate, j.id, j.sweep_run, j.state,
                            j.reason_code, j.paused_by, j.pause_at_epoch, j.epoch, j.latest, j.best
                        from sweep_run r left join job j on j.sweep_id = r.sweep_id and j.sweep_run = r.number
                        where r.sweep_id = ? and r.number > ? order by r.number limit ?""")
                .params(sweepId, after, limit)
                .query((row, _) -> {
                    boolean there = row.getString("id") != null;
                    return new Row(
                            row.getInt("number"),
                            row.getInt("configuration"),
                            JSON.readTree(row.getString("parameters")),
                            JSON.readTree(row.getString("replicate")),
                            there ? standing(row) : null,
                            there ? JSON.readValue(row.getString("latest"), VALUES) : Map.of(),
                            there ? JSON.readValue(row.getString("best"), VALUES) : Map.of());
                })
                .list();
    }

    /** What was compared at each of so many rungs, by run. */
    List<Map<Integer, Double>> readings(String sweepId, int rungs) {
        List<Map<Integer, Double>> readings = new ArrayList<>();
        for (int rung = 0; rung < rungs; rung++) {
            readings.add(new HashMap<>());
        }
        client.sql("select rung, run, reading from sweep_reading where sweep_id = ?")
                .param(sweepId)
                .query(row -> {
                    readings.get(row.getInt("rung")).put(row.getInt("run"), row.getDouble("reading"));
                });
        return readings;
    }

    void addReading(String sweepId, int rung, int run, double reading) {
        client.sql("insert into sweep_reading (sweep_id, rung, run, reading) values (?, ?, ?, ?)")
                .params(sweepId, rung, run, reading)
                .update();
    }

    /** What a run sets, as an object. */
    static JsonNode tree(Map<String, JsonNode> set) {
        return JSON.valueToTree(set);
    }

    private static Standing standing(ResultSet row) throws SQLException {
        String pausedBy = row.getString("paused_by");
        return new Standing(
                row.getInt("sweep_run"),
                row.getString("id"),
                JobState.valueOf(row.getString("state")),
                SweepKeeper.STOPPED.equals(row.getString("reason_code")),
                pausedBy == null ? null : PausedBy.valueOf(pausedBy),
                row.getObject("pause_at_epoch", Integer.class),
                row.getInt("epoch"));
    }
}
