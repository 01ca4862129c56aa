package dev.backspike.api.sweep;

import static dev.backspike.api.Service.json;
import static dev.backspike.api.Service.problem;
import static dev.backspike.api.sweep.SweepDocuments.RATE;
import static dev.backspike.api.sweep.SweepDocuments.plain;
import static dev.backspike.api.sweep.SweepDocuments.rates;
import static dev.backspike.api.sweep.SweepDocuments.with;
import static dev.backspike.api.sweep.SweepDocuments.withSeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.TestService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sweeps over HTTP, as a user meets them. */
@ServiceTest
class SweepApiTest {

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    private Service service;

    @BeforeEach
    void emptyDatabase() {
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from sweep").update();
        jdbc.sql("delete from worker").update();
        service = new Service(port);
    }

    @Test
    void everyRunIsAnOrdinaryJobWithItsPlaceInTheSweep() {
        JsonNode sweep = json(
                service.post(
                                "/api/v1/sweeps",
                                withSeeds(rates(0.001, 0.002), 1, 2, 3).toString())
                        .expectHeader()
                        .valueMatches("Location", "/api/v1/sweeps/s[0-9a-z]{18}"),
                HttpStatus.CREATED);

        assertThat(sweep.path("state").asString()).isEqualTo("RUNNING");
        assertThat(sweep.path("runs").asInt()).isEqualTo(6);
        assertThat(sweep.path("configurations").asInt()).isEqualTo(2);
        assertThat(sweep.at("/counts/QUEUED").asInt()).isEqualTo(6);
        assertThat(sweep.at("/objective/goal").asString()).isEqualTo("max");
        assertThat(sweep.path("spec")).isEqualTo(withSeeds(rates(0.001, 0.002), 1, 2, 3));
        List<JsonNode> jobs = jobs(sweep);
        assertThat(jobs).map(job -> job.path("sweepRun").asInt()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(jobs)
                .map(job -> job.path("name").asString())
                .startsWith("rates/1", "rates/2")
                .endsWith("rates/6");
        JsonNode fifth = service.job(jobs.get(4).path("id").asString());
        assertThat(fifth.path("sweep").asString()).isEqualTo(id(sweep));
        assertThat(fifth.at("/resolvedSpec" + RATE).asDouble()).isEqualTo(0.002);
        assertThat(fifth.at("/resolvedSpec/training/seed").asInt()).isEqualTo(2);
    }

    @Test
    void runsShowWhatTheySetAndAreReadInPages() {
        JsonNode sweep = submit(withSeeds(rates(0.001, 0.002), 1, 2));

        JsonNode first = service.get("/api/v1/sweeps/" + id(sweep) + "/runs?limit=3");
        JsonNode second = service.get("/api/v1/sweeps/" + id(sweep) + "/runs?limit=3&pageToken="
                + first.path("nextPageToken").asString());

        assertThat(first.path("runs")).hasSize(3);
        assertThat(second.path("nextPageToken").isNull()).isTrue();
        JsonNode last = second.at("/runs/0");
        assertThat(last.path("run").asInt()).isEqualTo(4);
        assertThat(last.path("configuration").asInt()).isEqualTo(2);
        assertThat(last.path("parameters").path(RATE).asDouble()).isEqualTo(0.002);
        assertThat(last.path("replicate").path("/training/seed").asInt()).isEqualTo(2);
        assertThat(last.path("state").asString()).isEqualTo("QUEUED");
        assertThat(last.path("value").isNull()).isTrue();
    }

    @Test
    void eachSpeakerOfTheDataIsLeftOutOnce() {
        JsonNode sweep = submit(with(spoken(), "replicates", "{'leaveOneSpeakerOut': true, 'seeds': [1, 2]}"));

        JsonNode runs = service.get("/api/v1/sweeps/" + id(sweep) + "/runs").path("runs");
        assertThat(runs.valueStream().map(run -> run.path("replicate").toString()))
                .containsExactly(
                        "{\"/training/seed\":1,\"/dataset/validation\":{\"speakers\":[0]}}",
                        "{\"/training/seed\":1,\"/dataset/validation\":{\"speakers\":[2]}}",
                        "{\"/training/seed\":1,\"/dataset/validation\":{\"speakers\":[5]}}",
                        "{\"/training/seed\":2,\"/dataset/validation\":{\"speakers\":[0]}}",
                        "{\"/training/seed\":2,\"/dataset/validation\":{\"speakers\":[2]}}",
                        "{\"/training/seed\":2,\"/dataset/validation\":{\"speakers\":[5]}}");
    }

    @Test
    void foldsCutTheTrainingData() {
        JsonNode sweep = submit(with(spoken(), "replicates", "{'folds': 3}"));

        List<JsonNode> jobs = jobs(sweep);
        assertThat(jobs).hasSize(3);
        assertThat(service.job(jobs.get(1).path("id").asString())
                        .at("/resolvedSpec/dataset/validation")
                        .toString())
                .isEqualTo("{\"fold\":2,\"of\":3}");
    }

    @Test
    void validateShowsTheRunsAndStoresNothing() {
        ObjectNode sweep = with(rates(0.001, 0.002), "halving", "{'minEpochs': 2, 'factor': 3}");

        JsonNode validation = json(service.post("/api/v1/sweeps:validate", sweep.toString()), HttpStatus.OK);

        assertThat(validation.path("runs").asInt()).isEqualTo(2);
        assertThat(validation.path("rungs").toString()).isEqualTo("[2,6,18]");
        assertThat(validation.at("/expansion/1/parameters").path(RATE).asDouble())
                .isEqualTo(0.002);
        assertThat(service.get("/api/v1/sweeps").path("sweeps")).isEmpty();
        assertThat(service.get("/api/v1/jobs").path("jobs")).isEmpty();
    }

    @Test
    void oneBadRunAndNothingIsStored() {
        JsonNode problem = problem(
                service.post("/api/v1/sweeps", rates(0.001, -1, 0.002).toString()),
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-sweep");

        assertThat(problem.at("/errors/0/pointer").asString())
                .isEqualTo("/parameters/~1training~1optimiser~1learningRate");
        assertThat(problem.at("/errors/0/message").asString())
                .contains("at least 0, was -1")
                .endsWith("(run 2)");
        assertThat(problem.path("errors")).hasSize(1);
        assertThat(service.get("/api/v1/jobs").path("jobs")).isEmpty();
        assertThat(service.get("/api/v1/sweeps").path("sweeps")).isEmpty();
    }

    @Test
    void whatTheDataRefuseIsNamedInTheBase() {
        ObjectNode sweep = spoken();
        ((ObjectNode) sweep.at("/base/dataset")).put("train", "none.h5");

        JsonNode problem = problem(
                service.post("/api/v1/sweeps", sweep.toString()), HttpStatus.UNPROCESSABLE_CONTENT, "invalid-sweep");

        assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo("/base/dataset/train");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "colour | 1 | /colour | is not a known field; known fields: base, halving, maxConcurrentRuns, name",
                "name | 7 | /name | must be a string",
                "base | [] | /base | must be an object, was []",
                "base | null | /base | is required",
                "objective | null | /objective | is required",
                "objective | {'series': 'validation.joy'} | /objective/series | must be one of test.accuracy",
                "objective | {'series': 'test.loss', 'goal': 'most'} | /objective/goal | must be one of max, min",
                "objective | {'series': 'test.loss', 'value': 'any'} | /objective/value | must be one of best, last",
                "maxConcurrentRuns | 0 | /maxConcurrentRuns | must be at least 1",
                "strategy | 'guess' | /strategy/type | must be one of grid, random",
                "strategy | {'type': 'random'} | /strategy/configurations | is required",
                "strategy | {'type': 'random', 'configurations': 2} | /strategy | there are no parameters to draw",
                "replicates | {'seeds': [1, 1]} | /replicates/seeds | contains a seed twice",
                "replicates | {'folds': 1} | /replicates/folds | must be at least 2",
                "replicates | {'folds': 2, 'leaveOneSpeakerOut': true} | /replicates | must have only one of",
                "replicates | {'folds': 2} | /replicates/folds | is not a known field; known fields: samples, seed",
                "replicates | {'leaveOneSpeakerOut': true} | /base/dataset/type | does not say who speaks",
                "halving | {'minEpochs': 20} | /halving/minEpochs | must be smaller than the 20 epochs",
                "halving | {'minEpochs': 1, 'factor': 1} | /halving/factor | must be at least 2",
                "halving | {} | /halving/minEpochs | is required",
                "parameters | {'/x': {'values': [1, 1.0]}} | /parameters/~1x/values | contains a value twice",
                "parameters | {'/x': {'values': []}} | /parameters/~1x/values | at least one element",
                "parameters | {'/x': {'uniform': {'min': -1.7e308, 'max': 1}}} | /parameters/~1x/uniform/min | must be",
                "parameters | {'/x': {'values': 3}} | /parameters/~1x/values | must be an array",
                "parameters | {'/x': {'value': [1]}} | /parameters/~1x/value | is not a known kind; give one of"
                        + " integers, logUniform, uniform, values",
                "parameters | {'x.y': {'values': [1]}} | /parameters/x.y | is not the JSON pointer of a field",
                "parameters | {'/name': {'values': ['a']}} | /parameters/~1name | cannot vary",
                "parameters | {'/x': {'uniform': {'min': 0, 'max': 1}}} | /parameters/~1x | give values for a grid",
                "parameters | {'/x': {'uniform': {'min': 1, 'max': 1}}} | /parameters/~1x/uniform/max | greater than"
                        + " min",
                "parameters | {'/x': {'logUniform': {'min': 0, 'max': 1}}} | /parameters/~1x/logUniform/min | greater"
                        + " than 0",
                "parameters | {'/x': {'integers': {'min': 1.5, 'max': 4}}} | /parameters/~1x/integers/min | whole"
                        + " number",
                "parameters | {'/a/b': {'values': [1]}, '/a': {'values': [2]}} | /parameters/~1a | sets the same field"
                        + " as /parameters/~1a~1b",
                "parameters | {'/training/sed': {'values': [1]}} | /parameters/~1training~1sed | is not a known field",
                "parameters | {'/training/loss/x/y': {'values': [1]}} | /parameters/~1training~1loss~1x | is not a"
                        + " known",
                "parameters | {'/training/seed/x': {'values': [1]}} | /parameters/~1training~1seed~1x | which is 1 and"
                        + " has"
            })
    void aFaultIsNamedByPointerAndRemedy(String field, String value, String pointer, String message) {
        JsonNode problem = problem(
                service.post("/api/v1/sweeps", with(plain(), field, value).toString()),
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-sweep");

        assertThat(problem.path("errors").valueStream()).as("%s", problem).anySatisfy(error -> {
            assertThat(error.path("pointer").asString()).startsWith(pointer);
            assertThat(error.path("message").asString()).contains(message);
        });
    }

    @Test
    void whatRulesOutHalvingIsNamed() {
        ObjectNode halved = with(rates(0.001), "halving", "{'minEpochs': 1}");
        refused(withSeeds(halved.deepCopy(), 1, 2), "/replicates", "cannot be combined with halving");
        refused(
                with(halved.deepCopy(), "objective", "{'series': 'test.accuracy'}"),
                "/objective/series",
                "must not decide");
        refused(
                with(halved.deepCopy(), "parameters", "{'/training/epochs': {'values': [20, 30]}}"),
                "/parameters/~1training~1epochs",
                "cannot vary with halving");
    }

    @Test
    void aSeriesOfValidationDataNeedsSome() {
        ObjectNode sweep = spoken();

        refused(sweep, "/objective/series", "there are no validation data");
        submit(with(sweep, "objective", "{'series': 'train.loss'}"));
    }

    @Test
    void moreDifferentConfigurationsThanThereAreCannotBeDrawn() {
        ObjectNode sweep = with(rates(0.001, 0.002), "strategy", "{'type': 'random', 'configurations': 3}");

        refused(sweep, "/strategy/configurations", "must be at most 2, the number of different configurations, was 3");
    }

    @Test
    void aSweepOfTooManyRunsIsRefusedBeforeItIsMade() {
        ObjectNode random = with(plain(), "parameters", "{'" + RATE + "': {'logUniform': {'min': 1e-4, 'max': 1}}}");
        JsonNode problem = problem(
                service.post(
                        "/api/v1/sweeps",
                        withSeeds(with(random, "strategy", "{'type': 'random', 'configurations': 600}"), 1, 2)
                                .toString()),
                HttpStatus.UNPROCESSABLE_CONTENT,
                "too-many-runs");

        assertThat(problem.path("detail").asString())
                .contains("1200 runs (600 configurations x 2)")
                .contains("at most 1000");
    }

    @Test
    void whatIsNoJsonIsSaidToBeNone() {
        problem(service.post("/api/v1/sweeps", "{"), HttpStatus.BAD_REQUEST, "malformed-json");
        problem(service.post("/api/v1/sweeps", ""), HttpStatus.BAD_REQUEST, "malformed-json");
        problem(service.post("/api/v1/sweeps", "[]"), HttpStatus.UNPROCESSABLE_CONTENT, "invalid-sweep");
    }

    @Test
    void theSameKeyAndBodyGiveTheSameSweep() {
        JsonNode first = json(submitWithKey(rates(0.001), "k"), HttpStatus.CREATED);
        JsonNode again = json(
                submitWithKey(rates(0.001), "k").expectHeader().valueEquals("Idempotency-Replayed", "true"),
                HttpStatus.OK);

        assertThat(again.path("id")).isEqualTo(first.path("id"));
        assertThat(service.get("/api/v1/jobs").path("jobs")).hasSize(1);
        problem(submitWithKey(rates(0.002), "k"), HttpStatus.UNPROCESSABLE_CONTENT, "idempotency-key-reused");
        problem(submitWithKey(rates(0.002), " "), HttpStatus.BAD_REQUEST, "bad-parameter");
    }

    @Test
    void manyClientsWithOneKeyMakeOneSweep() throws Exception {
        Set<String> made = new HashSet<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(clients.submit(() -> id(Objects.requireNonNull(submitWithKey(rates(0.001, 0.002), "race")
                        .expectStatus()
                        .is2xxSuccessful()
                        .expectBody(JsonNode.class)
                        .returnResult()
                        .getResponseBody()))));
            }
            for (Future<String> answer : answers) {
                made.add(answer.get());
            }
        }

        assertThat(made).hasSize(1);
        assertThat(service.get("/api/v1/jobs").path("jobs")).hasSize(2);
    }

    @Test
    void theListIsReadInPagesNewestFirst() {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            newestFirst.addFirst(id(submit(rates(0.001))));
        }

        List<String> read = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = service.get("/api/v1/sweeps?limit=2" + token);
            page.path("sweeps").forEach(sweep -> read.add(id(sweep)));
            token = page.path("nextPageToken").isNull()
                    ? ""
                    : "&pageToken=" + page.path("nextPageToken").asString();
        } while (!token.isEmpty());

        assertThat(read).isEqualTo(newestFirst);
        problem(get("/api/v1/sweeps?pageToken=x"), HttpStatus.BAD_REQUEST, "bad-parameter");
        problem(get("/api/v1/sweeps?limit=0"), HttpStatus.BAD_REQUEST, "bad-parameter");
    }

    @Test
    void aSweepThatIsNotThereIsNotFound() {
        for (String path : List.of("", "/runs", "/results")) {
            problem(get("/api/v1/sweeps/s1" + path), HttpStatus.NOT_FOUND, "sweep-not-found");
        }
        for (String action : List.of(":pause", ":resume", ":cancel")) {
            problem(post("s1", action), HttpStatus.NOT_FOUND, "sweep-not-found");
        }
        problem(service.http().delete().uri("/api/v1/sweeps/s1").exchange(), HttpStatus.NOT_FOUND, "sweep-not-found");
    }

    @Test
    void pauseAndResumeAreOfAllRunsButThoseThatAUserPausedAlone() {
        JsonNode sweep = submit(rates(0.001, 0.002));
        String alone = jobs(sweep).getFirst().path("id").asString();
        json(service.http().post().uri("/api/v1/jobs/" + alone + ":pause").exchange(), HttpStatus.OK);

        JsonNode paused = json(post(id(sweep), ":pause"), HttpStatus.OK);
        assertThat(paused.path("state").asString()).isEqualTo("PAUSED");
        assertThat(paused.at("/counts/PAUSED").asInt()).isEqualTo(2);
        JsonNode resumed = json(post(id(sweep), ":resume"), HttpStatus.OK);

        assertThat(resumed.path("state").asString()).isEqualTo("RUNNING");
        assertThat(resumed.at("/counts/QUEUED").asInt()).isEqualTo(1);
        assertThat(service.job(alone).at("/stateReason/code").asString()).isEqualTo("paused-by-user");
    }

    @Test
    void aCancelledSweepCanBeDeletedWithItsJobs() {
        JsonNode sweep = submit(rates(0.001, 0.002));
        problem(
                service.http().delete().uri("/api/v1/sweeps/" + id(sweep)).exchange(),
                HttpStatus.CONFLICT,
                "sweep-not-ended");

        JsonNode cancelled = json(post(id(sweep), ":cancel"), HttpStatus.OK);
        assertThat(cancelled.path("state").asString()).isEqualTo("CANCELLED");
        assertThat(cancelled.path("endedAt").isNull()).isFalse();
        problem(post(id(sweep), ":cancel"), HttpStatus.CONFLICT, "sweep-ended");
        service.http()
                .delete()
                .uri("/api/v1/sweeps/" + id(sweep))
                .exchange()
                .expectStatus()
                .isNoContent();

        assertThat(service.get("/api/v1/sweeps").path("sweeps")).isEmpty();
        assertThat(service.get("/api/v1/jobs").path("jobs")).isEmpty();
    }

    @Test
    void resultsAreThereFromTheStartAsJsonAndCsv() {
        JsonNode sweep = submit(rates(0.001, 0.002));

        JsonNode results = service.get("/api/v1/sweeps/" + id(sweep) + "/results");
        String csv = Objects.requireNonNull(service.http()
                .get()
                .uri("/api/v1/sweeps/" + id(sweep) + "/results")
                .accept(MediaType.valueOf("text/csv"))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody());

        assertThat(results.path("configurations")).hasSize(2);
        assertThat(results.at("/configurations/0/rank").isNull()).isTrue();
        assertThat(csv.lines())
                .containsExactly(
                        "rank,configuration,/training/optimiser/learningRate,runs,n,stopped,mean,deviation,best,worst,"
                                + "bestJob,epochs",
                        ",1,0.001,1,0,0,,,,,,0",
                        ",2,0.002,1,0,0,,,,,,0");
    }

    @Test
    void aRankingByTheTestDataSaysSo() {
        String sweep = id(submit(with(rates(0.001, 0.002), "objective", "{'series': 'test.accuracy'}")));
        String path = "/api/v1/sweeps/" + sweep;

        assertThat(service.get(path).path("caution").asString()).contains("ranked by the test data");
        assertThat(service.get(path + "/results").path("caution").asString()).contains("ranked by the test data");
        assertThat(service.get(path + "/results?series=train.loss")
                        .path("caution")
                        .isNull())
                .isTrue();
        assertThat(service.get("/api/v1/sweeps/" + id(submit(rates(0.001))))
                        .path("caution")
                        .isNull())
                .isTrue();
    }

    /** Of the one file that the service of the tests finds, without anything for validation. */
    private static ObjectNode spoken() {
        ObjectNode sweep = plain();
        ObjectNode base = (ObjectNode) sweep.path("base");
        with(base, "dataset", "{'type': 'shd-hdf5', 'train': '" + TestService.SPOKEN + "', 'test': 'x.h5'}");
        return sweep;
    }

    private void refused(ObjectNode sweep, String pointer, String message) {
        JsonNode problem = problem(
                service.post("/api/v1/sweeps", sweep.toString()), HttpStatus.UNPROCESSABLE_CONTENT, "invalid-sweep");
        assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo(pointer);
        assertThat(problem.at("/errors/0/message").asString()).contains(message);
    }

    private JsonNode submit(ObjectNode sweep) {
        return json(service.post("/api/v1/sweeps", sweep.toString()), HttpStatus.CREATED);
    }

    private RestTestClient.ResponseSpec submitWithKey(ObjectNode sweep, String key) {
        return service.http()
                .post()
                .uri("/api/v1/sweeps")
                .contentType(MediaType.APPLICATION_JSON)
                .header("Idempotency-Key", key)
                .body(sweep.toString())
                .exchange();
    }

    private RestTestClient.ResponseSpec get(String path) {
        return service.http().get().uri(path).exchange();
    }

    private RestTestClient.ResponseSpec post(String id, String action) {
        return service.http().post().uri("/api/v1/sweeps/" + id + action).exchange();
    }

    /** In order of their numbers. */
    private List<JsonNode> jobs(JsonNode sweep) {
        List<JsonNode> jobs = new ArrayList<>();
        service.get("/api/v1/jobs?limit=200&sweep=" + id(sweep)).path("jobs").forEach(jobs::addFirst);
        return jobs;
    }

    private static String id(JsonNode sweep) {
        return sweep.path("id").asString();
    }
}
