package dev.backspike.api;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** One PostgreSQL server for all tests of this process, with a database for each service. */
class PostgresServer implements ExecutionCondition, ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final String USER = "postgres";
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable EmbeddedPostgres server;
    private static @Nullable String failure;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        try {
            start();
            return ConditionEvaluationResult.enabled("PostgreSQL runs");
        } catch (IOException | RuntimeException e) {
            if (Boolean.parseBoolean(System.getenv("BACKSPIKE_REQUIRE_POSTGRES"))) {
                throw new IllegalStateException("BACKSPIKE_REQUIRE_POSTGRES is true, but no PostgreSQL starts", e);
            }
            return ConditionEvaluationResult.disabled("no PostgreSQL server can be started here: " + e);
        }
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        String name = "service" + DATABASES.incrementAndGet();
        try (Connection connection = start().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
            TestPropertyValues.of(
                            "spring.datasource.url=" + start().getJdbcUrl(USER, name),
                            "spring.datasource.username=" + USER,
                            "test.database=" + name)
                    .applyTo(context);
        } catch (SQLException e) {
            throw new IllegalStateException("could not create the database " + name, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A start that failed is not tried again: it would fail as slowly. */
    private static synchronized EmbeddedPostgres start() throws IOException {
        if (failure != null) {
            throw new IOException("the server did not start before: " + failure);
        }
        if (server == null) {
            try {
                server = EmbeddedPostgres.builder().setCleanDataDirectory(true).start();
            } catch (IOException | RuntimeException e) {
                failure = e.toString();
                throw e;
            }
        }
        return server;
    }
}
