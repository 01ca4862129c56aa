package dev.backspike.api.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.documentation.MarkdownPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Dashboards and alert rules name metrics of the table in docs/monitoring.md, which is generated from the code. */
class DashboardsTest {

    private static final Path DEPLOY = MarkdownPage.ROOT.resolve("deploy");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(backspike_\\w+)` \\| (\\w+) \\|");
    private static final Pattern NAME = Pattern.compile("\\bbackspike_[a-z_]+");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Stream<Path> files() throws IOException {
        try (Stream<Path> dashboards = Files.list(DEPLOY.resolve("grafana/dashboards"))) {
            return Stream.concat(
                    dashboards.sorted().toList().stream(), Stream.of(DEPLOY.resolve("prometheus/rules.yml")));
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyMetricExists(Path file) throws IOException {
        Set<String> named = NAME.matcher(Files.readString(file))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).isSubsetOf(documented());
    }

    @Test
    void noQueryOfPrometheusHasAJobOfOursAsALabel() throws IOException {
        for (Path file : files().toList()) {
            assertThat(Files.readString(file)).as(file.toString()).doesNotContain("job_id=", "job=\"$", "job=\"j0");
        }
    }

    @Test
    void everyPanelIsOfAProvisionedDataSource() throws IOException {
        String provisioned = Files.readString(DEPLOY.resolve("grafana/provisioning/datasources/backspike.yml"));
        for (Path file :
                files().filter(path -> path.toString().endsWith(".json")).toList()) {
            for (JsonNode panel : JSON.readTree(Files.readString(file)).path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    assertThat(provisioned)
                            .contains("uid: " + target.at("/datasource/uid").asString() + "\n")
                            .contains("type: " + target.at("/datasource/type").asString() + "\n");
                }
            }
        }
    }

    /** With the series of timers. */
    private static Set<String> documented() throws IOException {
        String page = Files.readString(MarkdownPage.ROOT.resolve("docs/monitoring.md"));
        return ROW.matcher(page)
                .results()
                .flatMap(row -> row.group(2).equals("timer")
                        ? Stream.of("_count", "_sum", "_max").map(series -> row.group(1) + series)
                        : Stream.of(row.group(1)))
                .collect(Collectors.toSet());
    }
}
