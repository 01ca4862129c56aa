package dev.backspike.api.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of specifications, apart from the table of jobs because they may be long and never change. */
@Component
class StoredSpecs {

    private static final String SELECT = "select job_id, submitted, resolved from job_spec";

    private final JdbcClient jdbc;

    StoredSpecs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(StoredSpec spec) {
        jdbc.sql("insert into job_spec (job_id, submitted, resolved) values (?, ?, ?)")
                .params(spec.jobId(), spec.submitted(), spec.resolved())
                .update();
    }

    StoredSpec of(String jobId) {
        return jdbc.sql(SELECT + " where job_id = ?")
                .param(jobId)
                .query(StoredSpecs::read)
                .single();
    }

    /** By id. */
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
