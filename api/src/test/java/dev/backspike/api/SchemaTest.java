package dev.backspike.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class SchemaTest {

    private final TestDatabase database = new TestDatabase();
    private final JdbcClient jdbc = database.jdbc();

    @Test
    void whatBelongsToAJobIsDeletedWithIt() {
        database.insertJob("j1");
        jdbc.sql("insert into idempotency_key (owner, name, body_sha256, job_id) values ('local', 'k', 'h', 'j1')")
                .update();
        jdbc.sql("""
                        insert into attempt (job_id, number, state, acknowledged, resumed_step, progressed, grows, started_at)
                        values ('j1', 1, 'RUNNING', 0, 0, false, false, current_timestamp)""").update();
        jdbc.sql("""
                        insert into attempt_replica (job_id, attempt, rank, worker, leased_as, state, lease_until)
                        values ('j1', 1, 0, 'w', 'local', 'HELD', current_timestamp)""").update();

        jdbc.sql("delete from job").update();

        assertThat(rows("idempotency_key")).isZero();
        assertThat(rows("attempt")).isZero();
        assertThat(rows("attempt_replica")).isZero();
    }

    private int rows(String table) {
        return jdbc.sql("select count(*) from " + table).query(Integer.class).single();
    }
}
