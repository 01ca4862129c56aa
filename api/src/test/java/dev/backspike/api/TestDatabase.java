package dev.backspike.api;

import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** An empty H2 database in memory with the schema of the service, for tests of tables without the service. */
public final class TestDatabase {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final DriverManagerDataSource source = new DriverManagerDataSource(
            "jdbc:h2:mem:schema" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1", "sa", "");

    public TestDatabase() {
        Flyway.configure().dataSource(source).load().migrate();
    }

    public DriverManagerDataSource source() {
        return source;
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(source);
    }

    public void insertJob(String id) {
        jdbc().sql("""
                        insert into job (id, owner, name, priority, device, memory_bytes, estimated_bytes, min_replicas, max_replicas,
                            replicas, state, attempt, cancel_requested,
                            pause_requested, forgiven_attempts, checkpoint_seq, epoch, epochs, step, steps, latest, best,
                            event_seq, revision, created_at, queued_at)
                        values (?, 'local', 'n', 0, 'cpu', 1, 1, 1, 1, 0, 'QUEUED', 0, false, false, 0, 0, 0, 1, 0, 0, '{}', '{}', 1, 0,
                            current_timestamp, current_timestamp)""").param(id).update();
    }
}
