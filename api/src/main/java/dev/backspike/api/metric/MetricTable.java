package dev.backspike.api.metric;

import dev.backspike.api.event.EventDetails;
import dev.backspike.api.event.EventType;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.protocol.RefusedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The table of metric points. A row holds the values of a point, one for each series: a row for each value would be ten
 * times the work for the database, and readers of one series mostly read the others too.
 */
@Component
public class MetricTable implements EventDetails {

    private static final TypeReference<TreeMap<String, Double>> VALUES = new TypeReference<>() {};

    /** Rows that {@link #valueAfter} reads at a time; the first nearly always contains the series. */
    private static final int PAGE = 16;

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final JsonMapper json;
    private final Restarts restarts;

    MetricTable(JdbcTemplate jdbc, JdbcClient client, JsonMapper json, Restarts restarts) {
        this.jdbc = jdbc;
        this.client = client;
        this.json = json;
        this.restarts = restarts;
    }

    /**
     * Values of several series at one step.
     *
     * @param eventSeq sequence number of the event that announces them
     */
    public record Measurement(long eventSeq, int epoch, long step, Map<String, Double> values) {}

    /**
     * Adds points in the caller's transaction.
     *
     * @throws RefusedException if a series has a value at one of the steps already
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(String jobId, int attempt, List<Measurement> measurements) {
        if (measurements.isEmpty()) {
            return;
        }
        Map<Long, List<Map<String, Double>>> present = present(jobId, attempt, measurements);
        List<Object[]> rows = new ArrayList<>(measurements.size());
        for (Measurement at : measurements) {
            List<Map<String, Double>> known = present.computeIfAbsent(at.step(), _ -> new ArrayList<>(1));
            if (known.stream().anyMatch(part -> at.values().keySet().stream().anyMatch(part::containsKey))) {
                throw new RefusedException(
                        ProblemCode.DUPLICATE_POINT,
                        "a series has two values at the same step; send one value per step");
            }
            known.add(at.values());
            rows.add(new Object[] {
                jobId, attempt, at.step(), at.eventSeq(), at.epoch(), json.writeValueAsString(at.values())
            });
        }
        jdbc.batchUpdate(
                "insert into metric_point (job_id, attempt, step, event_seq, epoch, series_values) values (?, ?, ?, ?, ?, ?)",
                rows);
    }

    /** The values stored at the steps of new points, mostly none. */
    private Map<Long, List<Map<String, Double>>> present(String jobId, int attempt, List<Measurement> measurements) {
        Map<Long, List<Map<String, Double>>> present = new HashMap<>();
        client.sql(
                        "select step, series_values from metric_point where job_id = ? and attempt = ? and step between ? and ?")
                .params(
                        jobId,
                        attempt,
                        measurements.stream().mapToLong(Measurement::step).min().orElseThrow(),
                        measurements.stream().mapToLong(Measurement::step).max().orElseThrow())
                .query(row -> {
                    present.computeIfAbsent(row.getLong("step"), _ -> new ArrayList<>(1))
                            .add(values(row.getString("series_values")));
                });
        return present;
    }

    /** Returns the payload of the event that announces a point. */
    public static Map<String, ?> reference(long step) {
        return Map.of("step", step);
    }

    @Override
    public EventType type() {
        return EventType.METRICS;
    }

    @Override
    public Map<Long, JsonNode> payloads(String jobId, List<Reference> events) {
        Map<Long, JsonNode> payloads = new HashMap<>();
        LongSummaryStatistics steps = events.stream()
                .mapToLong(event -> event.payload().path("step").asLong())
                .summaryStatistics();
        client.sql("select event_seq, step, epoch, series_values from metric_point where job_id = ?"
                        + " and attempt between ? and ? and step between ? and ? and event_seq between ? and ?")
                .params(
                        jobId,
                        events.getFirst().attempt(),
                        events.getLast().attempt(),
                        steps.getMin(),
                        steps.getMax(),
                        events.getFirst().seq(),
                        events.getLast().seq())
                .query(row -> {
                    ObjectNode payload = json.createObjectNode();
                    payload.put("epoch", row.getInt("epoch")).put("step", row.getLong("step"));
                    payload.set("values", json.readTree(row.getString("series_values")));
                    payloads.put(row.getLong("event_seq"), payload);
                });
        return payloads;
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

    /**
     * Series of a job, by name.
     *
     * @param attempt null for all attempts, each step once
     * @param steps of these only
     * @param wanted which names
     */
    List<Series> series(String jobId, @Nullable Integer attempt, Steps steps, Predicate<String> wanted) {
        Map<String, Series.Builder> series = new TreeMap<>();
        CurrentPoints current = new CurrentPoints(attempt == null ? restarts.resumedSteps(jobId) : new TreeMap<>());
        RowCallbackHandler collect = row -> {
            long step = row.getLong("step");
            int epoch = row.getInt("epoch");
            if (!current.include(row.getInt("attempt"), step)) {
                return;
            }
            values(row.getString("series_values")).forEach((name, value) -> {
                if (wanted.test(name)) {
                    series.computeIfAbsent(name, Series.Builder::new).add(step, epoch, value);
                }
            });
        };
        String select = "select attempt, step, epoch, series_values from metric_point"
                + " where job_id = ? and step between ? and ?";
        if (attempt == null) {
            client.sql(select + " order by step")
                    .params(jobId, steps.first(), steps.last())
                    .query(collect);
        } else {
            client.sql(select + " and attempt = ? order by step")
                    .params(jobId, steps.first(), steps.last(), attempt)
                    .query(collect);
        }
        return series.values().stream().map(Series.Builder::build).toList();
    }

    /**
     * The value of a series at the end of an epoch.
     *
     * @param epoch epochs completed; an earlier value counts if the epoch has none
     * @return null if there is no value
     */
    public @Nullable Double valueAfter(String jobId, String name, int epoch) {
        CurrentPoints current = new CurrentPoints(restarts.resumedSteps(jobId));
        List<Row> page;
        int offset = 0;
        do {
            page = client.sql("select attempt, step, series_values from metric_point where job_id = ? and epoch <= ?"
                            + " order by epoch desc, step, event_seq limit ? offset ?")
                    .params(jobId, epoch, PAGE, offset)
                    .query((row, _) ->
                            new Row(row.getInt("attempt"), row.getLong("step"), row.getString("series_values")))
                    .list();
            for (Row row : page) {
                Double value = current.include(row.attempt(), row.step())
                        ? values(row.values()).get(name)
                        : null;
                if (value != null) {
                    return value;
                }
            }
            offset += PAGE;
        } while (page.size() == PAGE);
        return null;
    }

    private record Row(int attempt, long step, String values) {}

    private Map<String, Double> values(String series_values) {
        return json.readValue(series_values, VALUES);
    }
}
