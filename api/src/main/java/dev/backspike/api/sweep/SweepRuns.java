package dev.backspike.api.sweep;

import dev.backspike.api.job.SweepJobs;
import dev.backspike.api.job.SweepJobs.RunMetrics;
import dev.backspike.api.job.SweepJobs.RunState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tables of runs and of their values at rungs. */
@Component
class SweepRuns {

    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final SweepJobs jobs;

    SweepRuns(JdbcTemplate jdbc, JdbcClient client, SweepJobs jobs) {
        this.jdbc = jdbc;
        this.client = client;
        this.jobs = jobs;
    }

    /**
     * A run with its job.
     *
     * @param job null if a user has deleted the job
     */
    record Row(
            int number,
            int configuration,
            JsonNode parameters,
            JsonNode replicate,
            @Nullable RunMetrics job) {

        Row with(@Nullable RunMetrics found) {
            return new Row(number, configuration, parameters, replicate, found);
        }

        @Nullable
        RunState state() {
            return job == null ? null : job.state();
        }
    }

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

    /**
     * Returns runs in order of their numbers.
     *
     * @param after number of the run before the first
     */
    List<Row> rows(String sweepId, int after, int limit) {
        List<Row> rows = client.sql("""
                        select number, configuration, parameters, replicate from sweep_run
                        where sweep_id = ? and number > ? order by number limit ?""")
                .params(sweepId, after, limit)
                .query((row, _) -> new Row(
                        row.getInt("number"),
                        row.getInt("configuration"),
                        JSON.readTree(row.getString("parameters")),
                        JSON.readTree(row.getString("replicate")),
                        null))
                .list();
        if (rows.isEmpty()) {
            return rows;
        }
        Map<Integer, RunMetrics> byNumber =
                jobs.metrics(sweepId, rows.getFirst().number(), rows.getLast().number()).stream()
                        .collect(Collectors.toMap(run -> run.state().run(), Function.identity()));
        return rows.stream().map(row -> row.with(byNumber.get(row.number()))).toList();
    }

    /** Returns the values compared at each rung, by run. */
    List<Map<Integer, Double>> results(String sweepId, int rungs) {
        List<Map<Integer, Double>> results = new ArrayList<>();
        for (int rung = 0; rung < rungs; rung++) {
            results.add(new HashMap<>());
        }
        client.sql("select rung, run, objective from sweep_rung_result where sweep_id = ?")
                .param(sweepId)
                .query(row -> {
                    results.get(row.getInt("rung")).put(row.getInt("run"), row.getDouble("objective"));
                });
        return results;
    }

    void addResult(String sweepId, int rung, int run, double objective) {
        client.sql("insert into sweep_rung_result (sweep_id, rung, run, objective) values (?, ?, ?, ?)")
                .params(sweepId, rung, run, objective)
                .update();
    }

    /** Returns the values that a run sets as a JSON object. */
    static JsonNode tree(Map<String, JsonNode> set) {
        return JSON.valueToTree(set);
    }
}
