package dev.backspike.api.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.TestDatabase;
import dev.backspike.api.metric.MetricTable.Measurement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

class MetricTableTest {

    private final TestDatabase database = new TestDatabase();
    /** By attempt. */
    private final TreeMap<Integer, Long> resumedSteps = new TreeMap<>();

    private long events;

    private final MetricTable table =
            new MetricTable(new JdbcTemplate(database.source()), database.jdbc(), new JsonMapper(), _ -> resumedSteps);

    @BeforeEach
    void storeJob() {
        database.insertJob("j");
    }

    @Test
    void namesAndValuesOfEveryKindComeBackAsTheyWere() {
        table.append(
                "j",
                1,
                List.of(
                        new Measurement(1, 1, 10, Map.of("train.loss", 0.00001)),
                        new Measurement(2, 2, 20, Map.of("train.loss", 12345678.9, "of \"a\\b\", c", Double.NaN))));

        List<Series> series = table.series("j", null, Steps.ALL, _ -> true);

        assertThat(series).extracting(Series::name).containsExactly("of \"a\\b\", c", "train.loss");
        assertThat(series.getFirst().values()).containsExactly(Double.NaN);
        assertThat(series.getLast().steps()).containsExactly(10, 20);
        assertThat(series.getLast().epochs()).containsExactly(1, 2);
        assertThat(series.getLast().values()).containsExactly(0.00001, 12345678.9);
    }

    @Test
    void pointsThatALaterAttemptRepeatsAreNotPartOfTheSeries() {
        resumedSteps.putAll(Map.of(1, 0L, 2, 20L, 3, 10L));
        table.append("j", 1, List.of(loss(10, 1), loss(20, 1), loss(30, 1)));
        table.append("j", 2, List.of(loss(30, 2)));
        table.append("j", 3, List.of(loss(20, 3)));

        assertThat(table.series("j", null, Steps.ALL, _ -> true).getFirst().values())
                .containsExactly(1, 3);
        assertThat(table.series("j", 1, Steps.ALL, _ -> true).getFirst().values())
                .containsExactly(1, 1, 1);
        assertThat(table.valueAfter("j", "loss", 30)).isEqualTo(3);
        assertThat(table.valueAfter("j", "loss", 10)).isEqualTo(1);
    }

    /** One step an epoch. */
    private Measurement loss(int step, double value) {
        return new Measurement(++events, step, step, Map.of("loss", value));
    }
}
