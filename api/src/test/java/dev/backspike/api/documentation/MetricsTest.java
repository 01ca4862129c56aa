package dev.backspike.api.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.documentation.GeneratedBlock;
import dev.backspike.common.documentation.MarkdownPage;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** The table of metrics is that of the registry of a service with an embedded worker. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:metrics;DB_CLOSE_DELAY=-1",
            "backspike.data.directory=target/test-data/metrics",
            "backspike.worker.mode=embedded",
            "backspike.inspection.mode=embedded"
        })
class MetricsTest {

    private static final Pattern METRIC = Pattern.compile("`(backspike_[a-z_]+)");

    @Autowired
    private MeterRegistry registry;

    @Test
    void theTableOfMetricsIsCurrent() throws IOException {
        TreeMap<String, String> rows = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            if (meter.getId().getName().startsWith("backspike.")) {
                rows.merge(nameOf(meter), row(meter), (first, _) -> first);
            }
        }
        GeneratedBlock.assertCurrent(
                "docs/monitoring.md",
                "metrics",
                Stream.concat(
                                Stream.of("| metric | type | labels | meaning |", "|---|---|---|---|"),
                                rows.values().stream())
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void everyMetricThatADocumentNamesExists() {
        Set<String> known =
                registry.getMeters().stream().map(MetricsTest::nameOf).collect(Collectors.toSet());
        for (MarkdownPage page : MarkdownPage.all()) {
            page.code().stream()
                    .flatMap(code -> METRIC.matcher("`" + code).results())
                    .map(MatchResult::group)
                    .forEach(named -> assertThat(known)
                            .as(page.toString())
                            .anyMatch(name -> named.substring(1).startsWith(name)));
        }
    }

    /** As Prometheus reads it; timers and summaries add {@code _count}, {@code _sum} and {@code _max}. */
    private static String nameOf(Meter meter) {
        String name = new PrometheusNamingConvention()
                .name(
                        meter.getId().getName(),
                        meter.getId().getType(),
                        meter.getId().getBaseUnit());
        return meter.getId().getType() == Meter.Type.COUNTER ? name + "_total" : name;
    }

    private static String row(Meter meter) {
        String labels = meter.getId().getTags().stream()
                .map(tag -> "`" + tag.getKey() + "`")
                .collect(Collectors.joining(", "));
        String type = meter.getId().getType().name().toLowerCase(Locale.ROOT);
        return "| `" + nameOf(meter) + "` | " + type + " | " + labels + " | "
                + meter.getId().getDescription() + " |";
    }
}
