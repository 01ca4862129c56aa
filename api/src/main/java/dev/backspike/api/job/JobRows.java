package dev.backspike.api.job;

import dev.backspike.api.event.LatestEvents;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.id.JobId;
import dev.backspike.common.spec.ReplicasSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Queries of other packages about jobs that need no lock and no entity. */
@Component
public class JobRows implements LatestEvents {

    /** Largest number of ids in one query. */
    private static final int MAX_IDS = 500;

    private final JdbcClient jdbc;
    private final StoredSpecs specs;
    private final JsonMapper json;

    JobRows(JdbcClient jdbc, StoredSpecs specs, JsonMapper json) {
        this.jdbc = jdbc;
        this.specs = specs;
        this.json = json;
    }

    /**
     * The resolved specification of a job.
     *
     * @throws ProblemException if there is no such job
     */
    public ObjectNode resolvedSpec(JobId id) {
        requireExisting(id);
        return (ObjectNode) json.readTree(specs.of(id.text()).resolved());
    }

    /** @throws ProblemException if there is no such job */
    public void requireExisting(JobId id) {
        if (jdbc.sql("select count(*) from job where id = ?")
                        .param(id.text())
                        .query(Long.class)
                        .single()
                == 0) {
            throw ProblemException.jobNotFound(id);
        }
    }

    /** The ids of those jobs that have not ended, oldest first. */
    public List<String> openAmong(List<String> ids) {
        List<String> open = new ArrayList<>();
        inPages(
                ids.stream().sorted().toList(),
                page -> open.addAll(jdbc.sql("select id from job where id in (:ids) and ended_at is null order by id")
                        .param("ids", page)
                        .query(String.class)
                        .list()));
        return open;
    }

    /** The states of those of some jobs that exist, by id. */
    public Map<String, JobStatus> statuses(List<String> ids) {
        Map<String, JobStatus> statuses = new HashMap<>();
        inPages(
                ids,
                page -> jdbc.sql(
                                "select id, state, attempt, device, min_replicas, max_replicas, estimated_bytes from job"
                                        + " where id in (:ids)")
                        .param("ids", page)
                        .query(row -> {
                            statuses.put(
                                    row.getString("id"),
                                    new JobStatus(
                                            JobState.valueOf(row.getString("state")),
                                            row.getInt("attempt"),
                                            row.getString("device"),
                                            new ReplicasSpec(row.getInt("min_replicas"), row.getInt("max_replicas")),
                                            row.getLong("estimated_bytes")));
                        }));
        return statuses;
    }

    @Override
    public Map<String, Long> sequenceNumbers(List<String> jobIds) {
        Map<String, Long> latest = new HashMap<>();
        inPages(
                jobIds,
                page -> jdbc.sql("select id, event_seq from job where id in (:ids)")
                        .param("ids", page)
                        .query(row -> {
                            latest.put(row.getString("id"), row.getLong("event_seq"));
                        }));
        return latest;
    }

    private static void inPages(List<String> ids, Consumer<List<String>> query) {
        for (int from = 0; from < ids.size(); from += MAX_IDS) {
            query.accept(ids.subList(from, Math.min(ids.size(), from + MAX_IDS)));
        }
    }
}
