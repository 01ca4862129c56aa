package dev.backspike.api.dataset;

import static dev.backspike.api.Service.json;
import static dev.backspike.api.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.api.Service;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The service with the real numerics, without a data-set directory, 300 kB per upload at most. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:uploads;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "backspike.limits.upload=300KB",
            "backspike.worker.enabled=false"
        })
class UploadTest {

    private static final int LIMIT = 300 * 1024;
    private static final Path SHD = Path.of("../engine/src/test/resources/shd");
    private static final Path NIR = Path.of("../engine/src/test/resources/dev/backspike/engine/model/nir/python.nir");

    /** Two images of 1 x 2 pixels. */
    private static final byte[] IMAGES = idx(3, new int[] {2, 1, 2}, 10, 200, 30, 40);

    private static final byte[] LABELS = idx(1, new int[] {2}, 0, 9);

    @TempDir
    static Path data;

    @LocalServerPort
    private int port;

    @Autowired
    @SuppressWarnings("NullAway.Init") // injected by Spring
    private UploadTable table;

    @Autowired
    @SuppressWarnings("NullAway.Init") // injected by Spring
    private UploadFolder folder;

    @Autowired
    @SuppressWarnings("NullAway.Init") // injected by Spring
    private Clock clock;

    private Service service = new Service(0);

    @DynamicPropertySource
    static void directory(DynamicPropertyRegistry registry) {
        registry.add("backspike.data.directory", data::toString);
    }

    @BeforeEach
    void noUploads() throws IOException {
        service = new Service(port);
        for (JsonNode job : service.get("/api/v1/jobs?state=QUEUED").path("jobs")) {
            service.cancel(job.path("id").asString(), HttpStatus.OK);
        }
        for (JsonNode dataset : service.get("/api/v1/datasets").path("datasets")) {
            delete(dataset.path("name").asString()).expectStatus().isNoContent();
        }
        assertThat(contents()).isEmpty();
    }

    @Test
    void anUploadIsStoredDescribedListedAndDeleted() throws Exception {
        JsonNode stored = json(put("mnist", "images", IMAGES), HttpStatus.CREATED);
        assertThat(stored.toString()).isEqualTo("""
                        {"file":"images","owner":"local","bytes":20,"sha256":"%s","kind":"idx-images","samples":2,"channels":2,\
                        "counts":{"samples":2,"emptySamples":0,"classes":[],"speakers":[]},"warnings":[],\
                        "storedAt":%s,"reference":"uploaded:mnist/images"}""".formatted(sha256(IMAGES), stored.path("storedAt")));
        assertThat(contents())
                .singleElement()
                .satisfies(file -> assertThat(file).hasBinaryContent(IMAGES));

        JsonNode labels = json(put("mnist", "labels.gz", gzip(LABELS)), HttpStatus.CREATED);
        assertThat(labels.path("kind").asString()).isEqualTo("idx-labels");
        assertThat(labels.path("classes").asInt()).isEqualTo(10);
        assertThat(labels.has("channels")).isFalse();
        byte[] spikes = Files.readAllBytes(SHD.resolve("wide.h5.gz"));
        JsonNode shd = json(put("a-corpus", "train.h5.gz", spikes), HttpStatus.CREATED);
        assertThat(shd.path("kind").asString()).isEqualTo("shd-hdf5");
        assertThat(shd.path("samples").asInt()).isPositive();
        assertThat(shd.path("channels").asInt()).isBetween(1, 700);
        assertThat(shd.path("classes").asInt()).isBetween(1, 20);

        JsonNode list = service.get("/api/v1/datasets").path("datasets");
        assertThat(list.valueStream().map(dataset -> dataset.path("name").asString()))
                .containsExactly("a-corpus", "mnist");
        assertThat(list.path(1).path("bytes").asInt()).isEqualTo(20 + gzip(LABELS).length);
        JsonNode mnist = service.get("/api/v1/datasets/mnist");
        assertThat(mnist.path("files").path(0)).isEqualTo(stored);
        mnist.path("files").forEach(file -> ((ObjectNode) file).remove("counts"));
        assertThat(list.path(1)).isEqualTo(mnist);

        delete("mnist", "images").expectStatus().isNoContent();
        problem(delete("mnist", "images"), HttpStatus.NOT_FOUND, "file-not-found");
        assertThat(service.get("/api/v1/datasets/mnist").path("files").size()).isEqualTo(1);
        delete("mnist").expectStatus().isNoContent();
        problem(delete("mnist"), HttpStatus.NOT_FOUND, "dataset-not-found");
        problem(
                service.http().get().uri("/api/v1/datasets/mnist").exchange(),
                HttpStatus.NOT_FOUND,
                "dataset-not-found");
        assertThat(contents()).hasSize(1);
    }

    @Test
    void countsNamesAndWarningsAreKeptWithTheFile() throws Exception {
        put("corpus", "names.h5.gz", Files.readAllBytes(SHD.resolve("same/labels-text.h5.gz")))
                .expectStatus()
                .isCreated();
        JsonNode file = service.get("/api/v1/datasets/corpus").at("/files/0");
        assertThat(file.at("/counts/samples").asInt()).isEqualTo(24);
        assertThat(file.at("/counts/spikes").asInt()).isEqualTo(90);
        assertThat(file.at("/counts/emptySamples").asInt()).isEqualTo(4);
        assertThat(file.at("/counts/spikesPerSample/most").asInt()).isEqualTo(6);
        assertThat(file.at("/counts/timesMs/median").asDouble()).isPositive();
        assertThat(file.at("/counts/classes")
                        .valueStream()
                        .map(each -> each.path("name").asString()))
                .containsExactly("ba", "da", "ga", "ka");
        assertThat(file.path("warnings")
                        .valueStream()
                        .map(warning -> warning.path("code").asString() + ": "
                                + warning.path("message").asString()))
                .contains("empty-samples: 4 of 24 samples have no spike");
    }

    @Test
    void samplesAreShownPageByPageAndAlone() throws Exception {
        String samples = "/api/v1/datasets/corpus/files/names.h5.gz/samples";
        put("corpus", "names.h5.gz", Files.readAllBytes(SHD.resolve("same/labels-text.h5.gz")))
                .expectStatus()
                .isCreated();
        List<JsonNode> all = new ArrayList<>();
        JsonNode page = service.get(samples + "?limit=20");
        page.path("samples").forEach(all::add);
        JsonNode rest = service.get(
                samples + "?limit=20&pageToken=" + page.path("nextPageToken").asString());
        rest.path("samples").forEach(all::add);
        assertThat(rest.path("nextPageToken").isNull()).isTrue();
        assertThat(all).hasSize(24);
        for (int sample = 0; sample < 24; sample++) {
            JsonNode shown = all.get(sample);
            int spikes = sample % 5 == 4 ? 0 : 3 + sample % 4; // see generate.py
            assertThat(shown.path("sample").asInt()).isEqualTo(sample);
            assertThat(shown.path("spikes").asInt()).isEqualTo(spikes);
            assertThat(shown.path("times").size()).isEqualTo(spikes);
            assertThat(shown.path("channels").size()).isEqualTo(spikes);
        }
        assertThat(all.get(1).path("className").asString()).isEqualTo("da");
        assertThat(service.get(samples + "/23")).isEqualTo(all.get(23));
        problem(get(samples + "/24"), HttpStatus.NOT_FOUND, "sample-not-found");
        problem(get(samples + "/-1"), HttpStatus.NOT_FOUND, "sample-not-found");
        problem(get(samples + "?limit=21"), HttpStatus.BAD_REQUEST, "bad-parameter");
        problem(get(samples + "?pageToken=x"), HttpStatus.BAD_REQUEST, "bad-parameter");
    }

    @Test
    void imagesAndLabelsAreShownAndModelsAreNot() throws Exception {
        String files = "/api/v1/datasets/mixed/files/";
        put("mixed", "images", IMAGES).expectStatus().isCreated();
        put("mixed", "labels", LABELS).expectStatus().isCreated();
        put("mixed", "net.nir", Files.readAllBytes(NIR)).expectStatus().isCreated();
        assertThat(service.get(files + "images/samples").toString()).isEqualTo("""
                        {"samples":[{"sample":0,"pixels":[[10,200]]},{"sample":1,"pixels":[[30,40]]}],"nextPageToken":null}""");
        assertThat(service.get(files + "labels/samples/1").toString()).isEqualTo("{\"sample\":1,\"label\":9}");
        problem(get(files + "net.nir/samples"), HttpStatus.UNPROCESSABLE_CONTENT, "no-samples");
        problem(get(files + "absent/samples"), HttpStatus.NOT_FOUND, "file-not-found");
    }

    @Test
    void theSameContentAgainChangesNothingAndAnotherIsRefused() throws Exception {
        JsonNode stored = json(put("mnist", "labels", LABELS), HttpStatus.CREATED);
        assertThat(json(put("mnist", "labels", LABELS), HttpStatus.OK)).isEqualTo(stored);

        JsonNode problem =
                problem(put("mnist", "labels", idx(1, new int[] {2}, 1, 9)), HttpStatus.CONFLICT, "file-differs");
        assertThat(problem.path("detail").asString()).contains(sha256(LABELS), "delete it first");
        assertThat(contents())
                .singleElement()
                .satisfies(file -> assertThat(file).hasBinaryContent(LABELS));

        delete("mnist", "labels").expectStatus().isNoContent();
        json(put("mnist", "labels", idx(1, new int[] {2}, 1, 9)), HttpStatus.CREATED);
    }

    @Test
    void ofManyUploadsAtOnceUnderOneNameOneIsStored() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Integer>> puts = Stream.iterate(0, k -> k + 1)
                    .limit(16)
                    .map(k -> (Callable<Integer>) () -> put("race", "labels", idx(1, new int[] {1}, k % 2))
                            .returnResult(String.class)
                            .getStatus()
                            .value())
                    .toList();
            int[] statuses = new int[600];
            for (Future<Integer> status : threads.invokeAll(puts)) {
                statuses[status.get()]++;
            }
            assertThat(statuses[201]).isEqualTo(1);
            assertThat(statuses[200]).isEqualTo(7);
            assertThat(statuses[409]).isEqualTo(8);
        }
        assertThat(contents()).hasSize(1);
    }

    @Test
    void aJobNamesUploadedFilesAndItsContentIsFixed() throws Exception {
        put("mnist", "images", IMAGES);
        put("mnist", "labels", LABELS);
        String id = service.submit(spec("uploaded:mnist/images", "uploaded:mnist/labels"));

        JsonNode job = service.job(id);
        assertThat(job.at("/spec/dataset/trainLabels").asString()).isEqualTo("uploaded:mnist/labels");
        assertThat(job.at("/resolvedSpec/dataset/trainImages").asString())
                .isEqualTo("uploaded:mnist/images@" + sha256(IMAGES));
        assertThat(job.at("/resolvedSpec/dataset/testLabels").asString())
                .isEqualTo("uploaded:mnist/labels@" + sha256(LABELS));
        // what a job resolved to can be submitted again
        assertThat(service.submit(job.path("resolvedSpec").toString())).isNotEmpty();
    }

    @Test
    void whatAJobNeedsIsNotDeletedUntilItHasEnded() {
        put("mnist", "images", IMAGES);
        put("mnist", "labels", LABELS);
        put("mnist", "unused", LABELS);
        String id = service.submit(spec("uploaded:mnist/images", "uploaded:mnist/labels"));

        JsonNode problem = problem(delete("mnist", "labels"), HttpStatus.CONFLICT, "file-in-use");
        assertThat(problem.path("detail").asString()).contains("uploaded:mnist/labels", id);
        problem(delete("mnist"), HttpStatus.CONFLICT, "file-in-use");
        assertThat(service.get("/api/v1/datasets/mnist").path("files").size()).isEqualTo(3);
        delete("mnist", "unused").expectStatus().isNoContent();

        service.cancel(id, HttpStatus.OK);
        delete("mnist").expectStatus().isNoContent();
        assertThat(service.job(id).path("state").asString()).isEqualTo("CANCELLED");
    }

    @Test
    void referencesToWhatIsNotThereAreRefusedAllAtOnce() {
        put("mnist", "images", IMAGES);
        JsonNode errors = problem(
                        service.post("/api/v1/jobs", spec("uploaded:mnist/images@" + "0".repeat(64), "uploaded:x/y")),
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "invalid-spec")
                .path("errors");
        assertThat(errors.valueStream().map(error -> error.path("pointer").asString()))
                .containsExactly(
                        "/dataset/trainImages", "/dataset/trainLabels", "/dataset/testImages", "/dataset/testLabels");
        assertThat(errors.path(0).path("message").asString()).contains("the uploaded file has the sha256");
        assertThat(errors.path(1).path("message").asString())
                .contains("has not been uploaded; PUT it to /api/v1/datasets/x/files/y");
    }

    @Test
    void aJobBeginsWithAnUploadedModelAndItsNetwork() throws Exception {
        JsonNode stored = json(put("models", "net.nir", Files.readAllBytes(NIR)), HttpStatus.CREATED);
        assertThat(stored.path("kind").asString()).isEqualTo("nir");
        assertThat(stored.has("samples")).isFalse();
        assertThat(service.get("/api/v1/datasets/models").at("/files/0")).isEqualTo(stored);

        JsonNode imported = service.get("/api/v1/datasets/models/files/net.nir/network?dt=0.5&duration=80");
        JsonNode network = imported.path("network");
        assertThat(network.path("dt").asDouble()).isEqualTo(0.5);
        assertThat(network.at("/populations/hidden/size").asInt()).isEqualTo(3);
        put("models", "images", IMAGES);
        put("models", "labels", idx(1, new int[] {2}, 0, 1));
        ObjectNode job =
                (ObjectNode) JsonMapper.shared().readTree(spec("uploaded:models/images", "uploaded:models/labels"));
        job.set("network", network);
        ObjectNode training = (ObjectNode) job.path("training");
        training.put("loss", "sum-voltage").putObject("initialFrom").put("file", "uploaded:models/net.nir");
        // the images have two pixels, the network four inputs
        problem(service.post("/api/v1/jobs", job.toString()), HttpStatus.UNPROCESSABLE_CONTENT, "invalid-spec");
        put("models", "wide", idx(3, new int[] {2, 2, 2}, 10, 200, 30, 40, 50, 60, 70, 80));
        for (String field : List.of("trainImages", "testImages")) {
            ((ObjectNode) job.path("dataset")).put(field, "uploaded:models/wide");
        }
        String id = service.submit(job.toString());
        assertThat(service.job(id).at("/resolvedSpec/training/initialFrom/file").asString())
                .isEqualTo("uploaded:models/net.nir@" + stored.path("sha256").asString());
        problem(delete("models", "net.nir"), HttpStatus.CONFLICT, "file-in-use");

        ((ObjectNode) job.at("/network/populations/hidden")).put("size", 4);
        JsonNode problem =
                problem(service.post("/api/v1/jobs", job.toString()), HttpStatus.UNPROCESSABLE_CONTENT, "invalid-spec");
        assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo("/training/initialFrom/file");
        assertThat(problem.at("/errors/0/message").asString()).contains("input->hidden.weight", "[4, 3]", "[4, 4]");
    }

    @Test
    void onlyModelsTellANetworkAndTheyNeedATrialLength() throws Exception {
        put("models", "labels", LABELS);
        put("models", "net.nir", Files.readAllBytes(NIR));
        String files = "/api/v1/datasets/models/files/";
        problem(get(files + "labels/network?dt=1&duration=9"), HttpStatus.UNPROCESSABLE_CONTENT, "no-network");
        problem(get(files + "net.nir/network?dt=1"), HttpStatus.UNPROCESSABLE_CONTENT, "no-network");
        problem(get(files + "net.nir/network?dt=1&duration=0"), HttpStatus.BAD_REQUEST, "bad-parameter");
        problem(get(files + "other.nir/network?dt=1&duration=9"), HttpStatus.NOT_FOUND, "file-not-found");
        byte[] model = Files.readAllBytes(NIR);
        refusedModel(Arrays.copyOf(model, model.length / 2));
    }

    /** The hidden layer has r = 2 and w_in = 1 at a tau_syn of 5 ms. */
    @Test
    void whatTheImportOfANetworkAssumedIsPartOfTheAnswer() throws Exception {
        put("models", "net.nir", Files.readAllBytes(NIR));
        String network = "/api/v1/datasets/models/files/net.nir/network?dt=1&duration=100";
        JsonNode imported = service.get(network);
        JsonNode scaled = scaled(imported);
        assertThat(scaled.path("node").asString()).isEqualTo("hidden");
        assertThat(scaled.path("max").asDouble()).isCloseTo(400, within(1e-4));
        assertThat(scaled.path("message").asString()).contains("weights into hidden are multiplied by 400");
        assertThat(imported.at("/warnings/0/code").asString()).isEqualTo("weights-scaled-far");
        assertThat(imported.at("/network/populations/hidden/neuron/tauMem").asDouble())
                .isEqualTo(20);

        JsonNode steps = service.get(network + "&spikeDuration=2.5");
        assertThat(scaled(steps).path("max").asDouble()).isCloseTo(1, within(1e-6));
        assertThat(steps.path("warnings").isEmpty()).isTrue();
        JsonNode ms = service.get(network + "&timeUnit=ms");
        assertThat(ms.at("/network/populations/hidden/neuron/tauMem").asDouble())
                .isEqualTo(0.02);
        assertThat(ms.at("/assumptions/0/code").asString()).isEqualTo("time-unit");

        JsonNode problem = problem(get(network + "&timeUnit=us"), HttpStatus.BAD_REQUEST, "bad-parameter");
        assertThat(problem.path("detail").asString()).isEqualTo("timeUnit is \"us\", must be s, as NIR has it, or ms");
        problem(get(network + "&spikeDuration=-1"), HttpStatus.BAD_REQUEST, "bad-parameter");
        problem(get(network + "&spikeDuration=x"), HttpStatus.BAD_REQUEST, "bad-parameter");
    }

    private static JsonNode scaled(JsonNode imported) {
        return imported.path("assumptions")
                .valueStream()
                .filter(note -> note.path("code").asString().equals("weights-scaled"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void allThatIsWrongWithAModelIsToldWithItsPlaceInTheFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("model.nir");
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            WritableGroup graph = hdf.putGroup("node");
            graph.putDataset("type", "NIRGraph");
            graph.putDataset("edges", new String[][] {{"conv", "lif"}});
            WritableGroup nodes = graph.putGroup("nodes");
            WritableGroup conv = nodes.putGroup("conv");
            conv.putDataset("type", "Conv2d");
            conv.putDataset("weight", new float[2][1][3][3]);
            WritableGroup lif = nodes.putGroup("lif");
            lif.putDataset("type", "IF");
            lif.putDataset("v_threshold", new float[2]);
        }
        JsonNode problem = problem(
                put("models", "model.nir", Files.readAllBytes(file)),
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-data-file");
        assertThat(problem.path("errors")
                        .valueStream()
                        .map(error -> error.path("pointer").asString()))
                .containsExactlyInAnyOrder("/node/nodes/conv", "/node/nodes/lif");
        assertThat(problem.path("errors")
                        .valueStream()
                        .map(error -> error.path("message").asString()))
                .anySatisfy(message -> assertThat(message)
                        .startsWith(
                                "node conv of type Conv2d cannot be imported: it needs weights that positions share")
                        .contains("float32 of shape [2, 1, 3, 3]"));
    }

    private void refusedModel(byte[] content) {
        problem(put("models", "damaged.nir", content), HttpStatus.UNPROCESSABLE_CONTENT, "invalid-data-file");
    }

    private ResponseSpec get(String path) {
        return service.http().get().uri(path).exchange();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"uploaded:", "uploaded:mnist", "uploaded:../labels", "uploaded:mnist/a/b", "uploaded:a/b@12"})
    void malformedReferencesAreRefused(String reference) {
        JsonNode problem = problem(
                service.post("/api/v1/jobs", spec(reference, reference)),
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-spec");
        assertThat(problem.at("/errors/0/message").asString()).startsWith("must be uploaded:NAME/FILE");
    }

    @Test
    void aFileOfTheWrongKindIsRefusedWhenTheJobIsSubmitted() {
        put("mnist", "labels", LABELS);
        JsonNode problem = problem(
                service.post("/api/v1/jobs", spec("uploaded:mnist/labels", "uploaded:mnist/labels")),
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-spec");
        assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo("/dataset/trainImages");
        assertThat(problem.at("/errors/0/message").asString()).contains("uploaded:mnist/labels@", "3 dimension");
    }

    @Test
    void whatNoJobCouldUseIsRefusedWithTheReason() throws IOException {
        refused(new byte[0], "is empty");
        refused("a text".getBytes(StandardCharsets.US_ASCII), "neither HDF5");
        refused(Arrays.copyOf(IMAGES, IMAGES.length - 1), "truncated");
        refused(Arrays.copyOf(IMAGES, IMAGES.length + 1), "continues after the 2 records");
        refused(Arrays.copyOf(gzip(IMAGES), 15), "gzip");
        refused(Files.readAllBytes(SHD.resolve("two-labels.h5.gz")), "has 2 labels, 3 lists of times");
        byte[] spikes = Files.readAllBytes(SHD.resolve("wide.h5.gz"));
        refused(Arrays.copyOf(spikes, spikes.length / 2), "gzip");
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);
        System.arraycopy(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'}, 0, noise, 0, 8);
        refused(noise, "cannot be read");
    }

    private void refused(byte[] content, String reason) throws IOException {
        JsonNode problem = problem(put("bad", "file", content), HttpStatus.UNPROCESSABLE_CONTENT, "invalid-data-file");
        assertThat(problem.path("detail").asString())
                .startsWith("the file file ")
                .contains(reason);
        assertThat(contents()).isEmpty();
    }

    @Test
    void aFileOverTheLimitIsRefusedAndLeavesNothing() throws IOException {
        json(put("big", "just", images(LIMIT)), HttpStatus.CREATED);
        JsonNode problem =
                problem(put("big", "more", images(LIMIT + 1)), HttpStatus.CONTENT_TOO_LARGE, "body-too-large");
        assertThat(problem.path("detail").asString()).contains("307200");
        // in chunks, so that its length is not announced
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        String answer = raw("PUT /api/v1/datasets/big/files/more HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(5) + "0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413").contains("body-too-large");
        assertThat(contents()).hasSize(1);
    }

    @Test
    void anUploadThatBreaksOffLeavesNothing() throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(("PUT /api/v1/datasets/d/files/cut HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
                            + "x".repeat(500))
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json");
        }
        assertThat(contents()).isEmpty();
        assertThat(service.get("/api/v1/datasets").path("datasets").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {".hidden", "a b", "ä", "~", "-a", "a*", "a@b", "a:b"})
    void namesAreOfLettersDigitsDotsDashesAndUnderscores(String name) throws IOException {
        problem(put(name, "file", LABELS), HttpStatus.BAD_REQUEST, "bad-file-name");
        problem(put("name", name, LABELS), HttpStatus.BAD_REQUEST, "bad-file-name");
        problem(delete("name", name), HttpStatus.NOT_FOUND, "file-not-found");
        assertThat(contents()).isEmpty();
    }

    @Test
    void aNameHasAtMost100Characters() {
        json(put("n", "f".repeat(100), LABELS), HttpStatus.CREATED);
        problem(put("n", "f".repeat(101), LABELS), HttpStatus.BAD_REQUEST, "bad-file-name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "..%2Fx", "%2e%2e/x", "..", "a%2Fb", "a%00b", "a%5Cb"})
    void noPathLeavesTheDirectory(String path) throws IOException {
        String answer = raw("PUT /api/v1/datasets/digits/files/" + path
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc");
        assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d.*");
        assertThat(contents()).isEmpty();
    }

    @Test
    void aFormIsNotAFile() throws IOException {
        problem(
                service.http()
                        .put()
                        .uri("/api/v1/datasets/digits/files/x")
                        .header("Content-Type", MediaType.APPLICATION_FORM_URLENCODED_VALUE)
                        .body("a=b")
                        .exchange(),
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type");
        assertThat(contents()).isEmpty();
    }

    @Test
    void aDiskThatFailsIsSaidAndLeavesNothing() throws IOException {
        Path folder = data.resolve("uploads");
        Files.deleteIfExists(folder);
        Files.writeString(folder, "a file where the folder should be");
        try {
            problem(put("d", "labels", LABELS), HttpStatus.INSUFFICIENT_STORAGE, "storage-failed");
        } finally {
            Files.delete(folder);
        }
        assertThat(service.get("/api/v1/datasets").path("datasets").isEmpty()).isTrue();
        json(put("d", "labels", LABELS), HttpStatus.CREATED);
    }

    @Test
    void workersGetAFileByItsContent() throws Exception {
        put("mnist", "labels", LABELS);
        byte[] fetched = service.http()
                .get()
                .uri("/api/v1/worker/files/" + sha256(LABELS))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(byte[].class)
                .returnResult()
                .getResponseBody();
        assertThat(fetched).isEqualTo(LABELS);
        for (String unknown : List.of("0".repeat(64), "labels")) {
            service.http()
                    .get()
                    .uri("/api/v1/worker/files/{sha256}", unknown)
                    .exchange()
                    .expectStatus()
                    .isNotFound();
        }
        // the template encodes the percent sign once more
        service.http()
                .get()
                .uri("/api/v1/worker/files/{sha256}", "..%2Fbackspike")
                .exchange()
                .expectStatus()
                .isBadRequest();
    }

    @Test
    void contentsThatNoRowKnowsAreDeletedWhenTheyAreOld() throws IOException {
        put("mnist", "labels", LABELS);
        Path known = contents().getFirst();
        Path old = Files.writeString(data.resolve("uploads/0000"), "an upload whose service died");
        Path recent = Files.writeString(data.resolve("uploads/.incoming-1.part"), "an upload that goes on");
        for (Path file : List.of(known, old)) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(3))));
        }
        AtomicLong nanos = new AtomicLong();
        LeftoverUploads leftovers = new LeftoverUploads(table, folder, null, clock, nanos::get);
        leftovers.delete();
        nanos.addAndGet(LeftoverUploads.SEEN.toNanos() - 1);
        leftovers.delete();
        assertThat(contents()).as("a clock set forward").containsExactlyInAnyOrder(known, old, recent);
        nanos.addAndGet(1);
        leftovers.delete();
        assertThat(contents()).containsExactlyInAnyOrder(known, recent);
        Files.delete(recent);
    }

    private ResponseSpec put(String name, String file, byte[] content) {
        return service.http()
                .put()
                .uri("/api/v1/datasets/{name}/files/{file}", name, file)
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(content)
                .exchange();
    }

    private ResponseSpec delete(String name, String file) {
        return service.http()
                .delete()
                .uri("/api/v1/datasets/{name}/files/{file}", name, file)
                .exchange();
    }

    private ResponseSpec delete(String name) {
        return service.http().delete().uri("/api/v1/datasets/{name}", name).exchange();
    }

    private String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** Unfinished ones included. */
    private static List<Path> contents() throws IOException {
        Path folder = data.resolve("uploads");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** An image file of so many bytes. */
    private static byte[] images(int bytes) {
        int header = 16;
        return Arrays.copyOf(idx(3, new int[] {bytes - header, 1, 1}), bytes);
    }

    private static byte[] idx(int dimensions, int[] lengths, int... values) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * lengths.length + values.length);
        file.putInt(0x0800 | dimensions);
        for (int length : lengths) {
            file.putInt(length);
        }
        for (int value : values) {
            file.put((byte) value);
        }
        return file.array();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private static String spec(String images, String labels) {
        return """
                {"dataset": {"type": "idx", "trainImages": "%s", "trainLabels": "%s",
                             "testImages": "%s", "testLabels": "%s"},
                 "network": {"duration": 30,
                   "populations": {"input": {"neuron": "input"}, "output": {"neuron": "li"}},
                   "connections": [{"from": "input", "to": "output", "weight": {"constant": {"value": 1}}}]},
                 "training": {"epochs": 1, "loss": "sum-voltage", "optimiser": "adam"}}
                """.formatted(images, labels, images, labels);
    }
}
