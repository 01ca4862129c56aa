package dev.backspike.api.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The files of the page and how they are served. */
@ServiceTest
class PageFilesTest {

    private static final Path FILES = Path.of("src/main/resources/static/page");

    /** What reads a text as HTML or as a program. */
    private static final Pattern SINK = Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|srcdoc|\\beval\\(|new Function");

    @LocalServerPort
    private int port;

    private RestTestClient http;

    @BeforeEach
    void connect() {
        http = new Service(port).http();
    }

    @Test
    void theRootIsThePage() {
        String page = Objects.requireNonNull(http.get()
                .uri("/")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueMatches(HttpHeaders.CONTENT_TYPE, "text/html.*")
                .expectBody(String.class)
                .returnResult()
                .getResponseBody());

        assertThat(page).startsWith("<!doctype html>").contains("<script type=\"module\" src=\"page/app.js\">");
    }

    @Test
    void thePolicyAllowsNothingInlineAndNothingFromElsewhere() {
        for (String path : List.of("/", "/page/app.js", "/page/style.css")) {
            List<String> policy = header(path, "Content-Security-Policy");

            assertThat(policy)
                    .as(path)
                    .singleElement()
                    .satisfies(text -> assertThat(text)
                            .contains("default-src 'self'", "require-trusted-types-for 'script'")
                            .doesNotContain("unsafe", "http", "*"));
        }
        assertThat(header("/api/v1/jobs", "Content-Security-Policy"))
                .containsExactly("default-src 'none'; frame-ancestors 'none'");
    }

    @Test
    void anUnchangedFileIsNotSentAgain() {
        String tag = header("/page/app.js", HttpHeaders.ETAG).getFirst();

        assertThat(header("/page/app.js", HttpHeaders.CACHE_CONTROL).getFirst()).contains("no-cache");
        http.get()
                .uri("/page/app.js")
                .header(HttpHeaders.IF_NONE_MATCH, tag)
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.NOT_MODIFIED);
        assertThat(header("/page/style.css", HttpHeaders.ETAG)).doesNotContain(tag);
    }

    @Test
    void whatIsNotAFileOfThePageIsNotFound() {
        for (String path : List.of("/page/nothing.js", "/page/../application.yml", "/page/%2e%2e/application.yml")) {
            http.get()
                    .uri(URI.create("http://127.0.0.1:" + port + path))
                    .exchange()
                    .expectStatus()
                    .is4xxClientError();
        }
    }

    @Test
    void noScriptReadsATextAsHtmlOrAsAProgram() throws IOException {
        for (Path script : files(".js")) {
            assertThat(Files.readString(script)).as(script.toString()).doesNotContainPattern(SINK);
        }
    }

    @Test
    void allFilesTogetherAreSmallerThan300Kilobytes() throws IOException {
        long bytes = 0;
        for (Path file : files("")) {
            bytes += Files.size(file);
        }

        assertThat(bytes).isLessThan(300_000);
    }

    @Test
    void librariesCarryTheirLicences() throws IOException {
        assertThat(Files.readString(FILES.resolve("vendor/uPlot.LICENSE"), StandardCharsets.UTF_8))
                .contains("MIT");
    }

    private static List<Path> files(String suffix) throws IOException {
        try (Stream<Path> walk = Files.walk(FILES)) {
            List<Path> found = walk.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(suffix))
                    .toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    private List<String> header(String path, String name) {
        return http.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseHeaders()
                .getOrDefault(name, List.of());
    }
}
