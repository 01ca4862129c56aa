package dev.backspike.api.page;

import static dev.backspike.api.page.Tab.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.backspike.api.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/** The page in a browser, against a service with tokens and a worker that trains. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:page;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "backspike.data.directory=target/test-data/page",
            "backspike.security.mode=tokens",
            "backspike.worker.mode=embedded",
            "backspike.inspection.mode=embedded"
        })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTest {

    private static final String HOSTILE = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";

    @LocalServerPort
    private int port;

    private @Nullable Chromium chromium;
    private Service service;
    private String token;

    @BeforeAll
    void startBrowser() throws IOException, InterruptedException {
        Optional<Path> program = Chromium.program();
        if (!Boolean.parseBoolean(System.getenv("BACKSPIKE_REQUIRE_CHROMIUM"))) {
            assumeTrue(program.isPresent(), "Chromium is not installed");
        }
        chromium = Chromium.start(program.orElseThrow());
        token = Files.readString(Path.of("target/test-data/page/admin-token")).strip();
        service = new Service(port, token);
    }

    @AfterAll
    void stopBrowser() throws IOException {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void signInRefusesABadTokenAndTakesAGoodOne() {
        Tab tab = tab();
        tab.open(url(port, "/jobs"));

        tab.write("#token", "wrong");
        tab.click("Sign in");
        tab.awaitText(".problem", "the token is unknown");

        tab.write("#token", token);
        tab.click("Sign in");
        tab.awaitText("h1", "Jobs");
        assertThat(tab.evaluate("localStorage.length").asInt()).isZero();

        tab.click("Sign out");
        tab.awaitText("h1", "Sign in");
    }

    @Test
    void aJobIsSubmittedItsCurvesMoveAndItIsCancelled() {
        Tab tab = signedIn("/new");

        tab.write("textarea", job("from the page", 100_000));
        tab.awaitText(".success", "Valid");
        tab.click("Submit");

        tab.await("location.hash.startsWith('#/jobs/j') && document.querySelector('.chart canvas')");
        String value = "[...document.querySelectorAll('.legend button')]"
                + ".find(e => e.textContent.startsWith('train.runningLoss'))?.textContent";
        tab.await(value);
        String before = tab.evaluate(value).asString();
        tab.await(value + " !== " + quoted(before));

        tab.click("Cancel");
        tab.awaitText(".state .badge", "cancelled");
        tab.click("Attempts and events");
        tab.awaitText("#panel-history", "job.cancel-requested");
        assertNoFailures(tab);
    }

    @Test
    void theEditorShowsWhatIsWrongAndCompletes() {
        Tab tab = signedIn("/new");

        tab.write("textarea", job("wrong", 1).replace("\"duration\": 60", "\"duration\": -3"));
        tab.awaitText(".problem", "/network/duration");
        tab.await("document.querySelector('.gutter .wrong')?.textContent === '4'");

        tab.write("textarea", "{\"training\": {\"opti");
        tab.awaitText(".offers", "optimiser");
        tab.press("Enter", "Enter", 0);
        tab.await("document.querySelector('textarea').value === '{\"training\": {\"optimiser\": '");
        tab.press(" ", "Space", 2);
        tab.awaitText(".offers", "\"adam\"");
        assertNoFailures(tab);
    }

    @Test
    void aCutConnectionIsResumedWithoutLossOrRepetition() throws IOException {
        String id = service.submit(job("cut", 100_000));
        try (Detour detour = new Detour(port)) {
            Tab tab = signedIn(detour.port(), "/jobs/" + id);
            tab.await("document.querySelector('[data-state=live]')");

            detour.cut();
            tab.awaitText("[data-state=waiting]", "reconnecting");
            detour.mend();
            tab.await("document.querySelector('[data-state=live]')");
            service.http().post().uri("/api/v1/jobs/" + id + ":cancel").exchange();

            tab.awaitText(".state .badge", "cancelled");
            JsonNode latest = service.job(id).path("latest");
            tab.await("document.querySelector('[data-state=ended]')");
            tab.await(
                    "[...document.querySelectorAll('.legend button')].some(e => e.textContent.startsWith('train.loss') &&"
                            + " Math.abs(Number(e.querySelector('.value').textContent) - "
                            + latest.path("train.loss").asDouble() + ") < 0.01)");
            tab.click("Attempts and events");
            tab.awaitText("#panel-history", "job.cancelled");
            assertThat(tab.text("#panel-history").split("job\\.running", -1)).hasSize(2);
        }
    }

    @Test
    void textsOfUsersAreTexts() {
        String id = service.submit(job("x", 1).replace("\"x\"", quoted(HOSTILE)));
        Tab tab = signedIn("/jobs");

        tab.awaitText("main", "<img src=x");
        for (String view : List.of("/jobs/" + id, "/compare?job=" + id + "&job=" + id, "/new?from=" + id)) {
            tab.evaluate("location.hash = " + quoted("#" + view));
            tab.await("document.querySelector('main h1') && (document.querySelector('main').innerText + "
                    + "(document.querySelector('textarea')?.value ?? '')).includes('<img src=x')");
        }
        assertThat(tab.is("window.hacked || document.querySelector('main img, main script')"))
                .isFalse();
    }

    @Test
    void columnsAndThemeOutliveTheVisit() {
        String workerColumn = "[...document.querySelectorAll('th')].some(e => e.textContent.trim() === 'Worker')";
        service.submit(job("kept", 1));
        Tab tab = signedIn("/jobs");
        tab.await("document.querySelector('tbody a')");

        tab.click("Columns");
        tab.click("Worker");
        tab.await(workerColumn);
        tab.evaluate(
                "document.querySelector('.account .icon').click(), document.querySelector('.account .icon').click()");
        tab.evaluate("document.querySelector('main').replaceChildren()");
        tab.send("Page.reload", Map.of());

        tab.await(workerColumn);
        assertThat(tab.is("document.documentElement.dataset.theme === 'dark'")).isTrue();
    }

    @Test
    void chartsZoomTogetherByKeyboard() {
        String id = service.submit(job("zoom", 3));
        Tab tab = signedIn("/jobs/" + id);
        tab.awaitText(".state .badge", "succeeded");
        tab.await("document.querySelectorAll('.chart canvas').length > 1");

        tab.evaluate("document.querySelector('.plot').focus()");
        tab.press("+", "Equal", 0);

        tab.await("performance.getEntriesByType('resource').some(e => e.name.includes('fromStep'))");
        assertNoFailures(tab);
    }

    @Test
    void aTrainedNetworkIsEvaluatedAndItsSpikesAreShown() {
        String id = service.submit(job("trained", 2));
        Tab tab = signedIn("/jobs/" + id);
        tab.awaitText(".state .badge", "succeeded");

        tab.click("Evaluations");
        tab.awaitText("#panel-evaluations", "No evaluations yet.");
        tab.write("#panel-evaluations input", "20");
        tab.click("Evaluate");
        tab.awaitText("#panel-evaluations h2", "Evaluation 1: model, test data");
        // Every sample is in one cell of the confusion matrix, unless nothing was predicted for it.
        JsonNode result = service.get("/api/v1/jobs/" + id + "/evaluations/1").path("result");
        assertThat(tab.evaluate("[...document.querySelectorAll('.confusion td')]"
                                + ".reduce((sum, cell) => sum + (Number(cell.textContent) || 0), 0)")
                        .asInt())
                .isEqualTo(20 - result.path("unanswered").asInt());
        // Two populations that spike, and two connections.
        assertThat(tab.evaluate("document.querySelectorAll('#panel-evaluations .figure svg').length")
                        .asInt())
                .isEqualTo(4);

        tab.click("Spikes");
        tab.write("#panel-spikes input", "0-1 7");
        tab.click("Record");
        tab.await("document.querySelectorAll('#panel-spikes canvas').length === 3");
        assertThat(tab.evaluate("document.querySelector('#panel-spikes canvas').getAttribute('aria-label')")
                        .asString())
                .startsWith("Sample 0, class ")
                .contains("5 neurons input, 20 neurons hidden, 3 neurons output");
        // A dot of each colour: something is drawn in every band.
        assertThat(tab.is("(() => { const c = document.querySelector('#panel-spikes canvas'); const seen = new Set();"
                        + "const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                        + "for (let i = 0; i < d.length; i += 4) if (d[i + 3] === 255) seen.add(d.slice(i, i + 3).join());"
                        + "return seen.size >= 3; })()"))
                .isTrue();

        tab.write("#panel-spikes input", "x");
        tab.click("Record");
        tab.awaitText("#panel-spikes .problem", "must contain whole numbers only, has \"x\"");
        assertNoFailures(tab);
    }

    @Test
    void samplesOfDataAreShown() {
        upload();
        Tab tab = signedIn("/datasets/pictures");

        tab.click("Samples");
        tab.await("document.querySelectorAll('canvas.pixels').length === 2");
        assertThat(tab.evaluate("[...document.querySelector('canvas.pixels').getContext('2d')"
                                + ".getImageData(0, 0, 2, 2).data].filter((_, i) => i % 4 === 0)")
                        .toString())
                .isEqualTo("[0,80,160,240]");

        // The spikes of Yin-Yang, from the answer of a validation.
        tab.evaluate("location.hash = '#/new'");
        tab.click("Data: train");
        tab.awaitText("main", "Sample 0, class");
        tab.await("document.querySelector('main canvas')?.getAttribute('aria-label').includes('spikes of channels')");
        assertNoFailures(tab);
    }

    /** The rules of axe-core for WCAG 2.1 A and AA, in both themes; and the width of a phone. */
    @Test
    void everyViewIsAccessibleAndFitsOnAPhone() throws IOException {
        String ended = service.submit(job("ended", 2));
        String sweep = Service.json(service.post("/api/v1/sweeps", sweep()), HttpStatus.CREATED)
                .path("id")
                .asString();
        awaitEnd(sweep);
        String other =
                service.get("/api/v1/jobs?sweep=" + sweep).at("/jobs/0/id").asString();
        upload();
        Map<String, String> views = new LinkedHashMap<>();
        views.put("/jobs", "tbody a");
        views.put("/jobs/" + ended, ".chart canvas");
        service.post("/api/v1/jobs/" + ended + ":evaluate", "{}").expectStatus().isCreated();
        views.put("/jobs/" + ended + "?tab=evaluations", ".confusion td");
        views.put("/jobs/" + ended + "?tab=spikes", "#panel-spikes form");
        views.put("/jobs/" + ended + "?tab=specification", ".document");
        views.put("/jobs/" + ended + "?tab=checkpoints", "#panel-checkpoints td");
        views.put("/jobs/" + ended + "?tab=log", ".line");
        views.put("/jobs/" + ended + "?tab=history", "#panel-history tbody:nth-of-type(1) td");
        views.put("/compare?job=" + ended + "&job=" + other, "tbody td.best");
        views.put("/sweeps", "tbody a");
        views.put("/sweeps/" + sweep, ".figure circle");
        views.put("/workers", "tbody td");
        views.put("/datasets", "tbody a");
        views.put("/datasets/pictures", "section");
        views.put("/new", ".success");
        views.put("/tokens", "tbody td");
        views.put("/audit", "tbody td");
        String axe = new ClassPathResource("META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")
                .getContentAsString(StandardCharsets.UTF_8);
        Tab tab = signedIn("/workers");
        tab.evaluate(axe + "; 0");
        List<String> violations = new ArrayList<>();
        for (String view : views.keySet()) {
            tab.evaluate("document.querySelector('main').replaceChildren(), location.hash = " + quoted("#" + view));
            tab.await("document.querySelector(" + quoted("main " + views.get(view)) + ")");
            // What is folded up is part of the view.
            tab.evaluate("document.querySelectorAll('main details').forEach(e => { e.open = true; })");
            for (String theme : List.of("light", "dark")) {
                tab.theme(theme);
                violations.addAll(violations(tab, view + " " + theme));
                screenshot(tab, view, theme + "-wide");
            }
            tab.size(375, 800);
            tab.await("document.documentElement.scrollWidth <= innerWidth");
            screenshot(tab, view, "dark-narrow");
            tab.theme("light");
            screenshot(tab, view, "light-narrow");
            tab.size(1280, 900);
        }
        assertThat(violations).isEmpty();
        assertNoFailures(tab);
    }

    private static List<String> violations(Tab tab, String where) {
        JsonNode found = tab.evaluate("""
                axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations']})
                    .then(result => result.violations.filter(one => ['serious', 'critical'].includes(one.impact))
                        .map(one => one.id + ': ' + one.nodes.map(node => node.html + ' ' + node.failureSummary)))""");
        return found.valueStream().map(one -> where + " " + one.asString()).toList();
    }

    /** With the property page.screenshots, pictures of all views are stored in the folder that it names. */
    private static void screenshot(Tab tab, String view, String kind) throws IOException {
        String folder = System.getProperty("page.screenshots");
        if (folder != null) {
            String name = view.replaceAll("[js]0[0-9a-z]{17}", "id").replaceAll("[^a-z]+", "-");
            Files.createDirectories(Path.of(folder));
            Files.write(Path.of(folder, name + "-" + kind + ".png"), tab.screenshot());
        }
    }

    /** Two images of two by two pixels, in IDX. */
    private void upload() {
        byte[] images = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 80, (byte) 160, (byte) 240, 9, 99, 0, 1};
        service.http()
                .put()
                .uri("/api/v1/datasets/pictures/files/images")
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(images)
                .exchange()
                .expectStatus()
                .is2xxSuccessful();
    }

    private void awaitEnd(String sweep) {
        Tab tab = signedIn("/sweeps/" + sweep);
        tab.awaitText(".state .badge", "succeeded");
        tab.await("document.querySelectorAll('.figure svg').length === 2");
        assertThat(tab.text("table")).contains("learningRate");
    }

    private static void assertNoFailures(Tab tab) {
        assertThat(tab.evaluate("window.failures").valueStream().map(JsonNode::asString))
                .isEmpty();
    }

    private Tab tab() {
        if (chromium == null) {
            throw new IllegalStateException("the browser was not started");
        }
        return chromium.tab();
    }

    private Tab signedIn(String view) {
        return signedIn(port, view);
    }

    private Tab signedIn(int at, String view) {
        Tab tab = tab();
        tab.open(url(at, "/jobs"));
        tab.write("#token", token);
        tab.click("Sign in");
        tab.awaitText("h1", "Jobs");
        tab.evaluate("location.hash = " + quoted("#" + view));
        return tab;
    }

    private static String url(int port, String view) {
        return "http://127.0.0.1:" + port + "/#" + view;
    }

    /** A small Yin-Yang task. */
    private static String job(String name, int epochs) {
        return """
            {"name": "%s",
             "dataset": {"type": "yin-yang", "train": {"samples": 200}, "validation": {"samples": 50}, "test": {"samples": 50}},
             "network": {
              "duration": 60,
              "solver": "event",
              "populations": {"input": {"neuron": "input"}, "hidden": {"neuron": "lif", "size": 20}, "output": {"neuron": "lif"}},
              "connections": [{"from": "input", "to": "hidden", "weight": {"normal": {"mean": 1.5, "sd": 0.8}}},
                              {"from": "hidden", "to": "output", "weight": {"normal": {"mean": 0.9, "sd": 0.3}}}]},
             "training": {"epochs": %d, "batchSize": 20, "seed": 1, "loss": "first-spike", "optimiser": "adam"}}
            """.formatted(name, epochs);
    }

    private static String sweep() {
        return """
            {"name": "rates", "base": %s,
             "parameters": {"/training/optimiser/learningRate": {"values": [0.001, 0.02]}},
             "objective": {"series": "validation.accuracy"}}
            """.formatted(job("base", 1).replace("\"optimiser\": \"adam\"", "\"optimiser\": {\"type\": \"adam\"}"));
    }
}
