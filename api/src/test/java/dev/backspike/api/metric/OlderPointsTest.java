package dev.backspike.api.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Points that an earlier release has stored one by one. */
class OlderPointsTest {

    private static final String RELEASED = "11";

    @Test
    void allAreKept() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:older-points;DB_CLOSE_DELAY=-1");
        FluentConfiguration migrations = Flyway.configure().dataSource(database).locations("classpath:db/migration");
        JdbcTemplate jdbc = new JdbcTemplate(database);
        migrations.target(RELEASED).load().migrate();
        jdbc.execute("""
                insert into job (id, name, priority, device, state, attempt, cancel_requested, epoch, epochs, step, steps,
                  latest, best, event_seq, revision, created_at, queued_at)
                values ('j', 'n', 0, 'auto', 'RUNNING', 1, false, 2, 9, 20, 90, '{}', '{}', 0, 0, now(), now());
                insert into metric_point (job_id, attempt, series, step, epoch, reading)
                values ('j', 1, 'train.loss', 10, 1, 0.00001), ('j', 1, 'train.loss', 20, 2, 12345678.9),
                  ('j', 1, 'of "a\\b", c', 20, 2, 'NaN')""");

        migrations.target("latest").load().migrate();

        List<Series> series =
                new MetricLog(jdbc, JdbcClient.create(database), new JsonMapper()).series("j", null, _ -> true);
        assertThat(series).extracting(Series::name).containsExactly("of \"a\\b\", c", "train.loss");
        assertThat(series.getFirst().values()).containsExactly(Double.NaN);
        assertThat(series.getLast().steps()).containsExactly(10, 20);
        assertThat(series.getLast().epochs()).containsExactly(1, 2);
        assertThat(series.getLast().values()).containsExactly(0.00001, 12345678.9);
    }
}
