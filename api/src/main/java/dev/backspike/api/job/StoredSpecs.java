package dev.backspike.api.job;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The table of specifications, apart from the table of jobs because they may be long and never change. */
@Component
class StoredSpecs {

    private static final String SELECT = "select job_id, submitted, resolved from job_spec";

    private final JdbcClient jdbc;
    private final JsonMapper json;

    StoredSpecs(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** @param submitted JSON as submitted, verbatim */
    void add(String jobId, String submitted, JobSpec resolved) {
        jdbc.sql("insert into job_spec (job_id, submitted, resolved, policy) values (?, ?, ?, ?)")
                .params(
                        jobId,
                        submitted,
                        json.writeValueAsString(resolved),
                        json.writeValueAsString(JobPolicy.of(resolved)))
                .update();
    }

    /** @throws InvalidSpecException if this release cannot read what an earlier one stored */
    JobPolicy policyOf(String jobId) {
        String policy = jdbc.sql("select policy from job_spec where job_id = ?")
                .param(jobId)
                .query(String.class)
                .single();
        try {
            return json.readValue(policy, JobPolicy.class);
        } catch (JacksonException e) {
            throw new InvalidSpecException("/retry", "was stored in another form: " + e.getOriginalMessage());
        }
    }

    StoredSpec of(String jobId) {
        return jdbc.sql(SELECT + " where job_id = ?")
                .param(jobId)
                .query(StoredSpecs::read)
                .single();
    }

    /** The specifications of jobs, by id. */
    Map<String, StoredSpec> of(List<String> jobIds) {
        return jobIds.isEmpty()
                ? Map.of()
                : jdbc
                        .sql(SELECT + " where job_id in (:ids)")
                        .param("ids", jobIds)
                        .query(StoredSpecs::read)
                        .list()
                        .stream()
                        .collect(Collectors.toMap(StoredSpec::jobId, Function.identity()));
    }

    private static StoredSpec read(ResultSet row, int index) throws SQLException {
        return new StoredSpec(row.getString("job_id"), row.getString("submitted"), row.getString("resolved"));
    }
}
