package dev.backspike.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What an earlier release has stored is still there. */
class MigrationTest {

    private final DriverManagerDataSource database =
            new DriverManagerDataSource("jdbc:h2:mem:migration;DB_CLOSE_DELAY=-1", "sa", "");
    private final JdbcClient jdbc = JdbcClient.create(database);

    @Test
    void keysFromBeforeThereWereOwnersAreLocals() {
        migrateTo("11");
        jdbc.sql("""
                        insert into job (id, name, priority, device, state, attempt, cancel_requested, epoch, epochs, step,
                            steps, latest, best, event_seq, revision, created_at, queued_at)
                        values ('j1', 'n', 0, 'cpu', 'QUEUED', 0, false, 0, 1, 0, 0, '{}', '{}', 1, 0, current_timestamp,
                            current_timestamp)""").update();
        jdbc.sql("insert into idempotency_key (name, body_sha256, job_id) values ('k', 'h', 'j1')")
                .update();
        jdbc.sql("""
                        insert into sweep (id, name, submitted, idempotency_key, body_sha256, series, goal, judged_by, runs,
                            configurations, paused, cancelled, created_at)
                        values ('s1', 'n', '{}', 'k', 'h', 'train.loss', 'MIN', 'LAST', 1, 1, false, false,
                            current_timestamp)""").update();

        migrateTo("latest");

        assertThat(text("select owner || name || job_id from idempotency_key")).isEqualTo("localkj1");
        assertThat(text("select owner || submission_key from sweep")).isEqualTo("localk");
        assertThat(text("select owner from job")).isEqualTo("local");
        jdbc.sql("delete from job").update();
        assertThat(jdbc.sql("select count(*) from idempotency_key")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private String text(String query) {
        return jdbc.sql(query).query(String.class).single();
    }

    private void migrateTo(String version) {
        Flyway.configure().dataSource(database).target(version).load().migrate();
    }
}
