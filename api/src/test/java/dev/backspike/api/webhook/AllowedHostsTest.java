package dev.backspike.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {

    private static AllowedHosts allowing(String... hosts) {
        return new AllowedHosts(new WebhookProperties(
                List.of(hosts),
                8,
                Duration.ofSeconds(5),
                Duration.ofHours(6),
                Duration.ofSeconds(10),
                Duration.ofDays(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org/hook",
                "https://EXAMPLE.org:8443/hook?key=1",
                "https://other.example.org/",
                "https://other.example.org:443/"
            })
    void requestsMayGoWhereTheOperatorAllows(String url) {
        assertThat(allowing("Example.org", "other.example.org:443").objection(url))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "http://localhost/",
                "https://example.org.evil.test/",
                "https://sub.example.org/",
                "https://other.example.org:444/",
                "http://other.example.org/",
                "http://example.org@evil.test/",
                "http://user:word@example.org/",
                "http://example.org/#fragment",
                "ftp://example.org/",
                "file:///etc/passwd",
                "//example.org/",
                "http:///hook",
                "http://exa mple.org/",
                "nonsense",
                ""
            })
    void andNowhereElse(String url) {
        assertThat(allowing("example.org", "other.example.org:443").objection(url))
                .isNotNull();
    }

    @Test
    void nothingIsAllowedUnlessSomethingIsSaid() {
        assertThat(allowing().objection("http://127.0.0.1/"))
                .contains("backspike.webhooks.allowed-hosts")
                .contains("empty");
    }
}
