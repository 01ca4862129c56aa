package dev.backspike.api.inspection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.Specs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files that were made to do harm, sent to a service with real inspection processes: each is refused or read, no answer
 * blames the service, and health is answered throughout.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:hostile;DB_CLOSE_DELAY=-1",
            "backspike.data.directory=target/test-data/hostile",
            "backspike.worker.enabled=false"
        })
class HostileUploadsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Path REFUSED = Path.of("../engine/src/test/resources/shd/refused");
    private static final Path MODELS = Path.of("src/test/resources/hostile");
    private static final int MUTATIONS = 60;

    @LocalServerPort
    private int port;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ConcurrentLinkedQueue<Integer> health = new ConcurrentLinkedQueue<>();
    private Thread watch = Thread.ofVirtual().unstarted(() -> {});

    @BeforeEach
    void askForHealthAllTheTime() {
        watch = Thread.ofVirtual().name("health").start(() -> {
            try {
                while (true) {
                    health.add(send(request("/actuator/health")
                                    .timeout(Duration.ofSeconds(20))
                                    .GET())
                            .statusCode());
                    Thread.sleep(50);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                health.add(0);
            }
        });
    }

    @AfterEach
    void healthWasAnsweredThroughout() throws Exception {
        watch.interrupt();
        watch.join();
        assertThat(health).isNotEmpty().allMatch(status -> status == 200);
        client.close();
    }

    @Test
    void everyHostileDataFileIsRefusedNamingWhatIsWrong() throws Exception {
        Map<String, Integer> answers = new TreeMap<>();
        for (Path file : files(REFUSED)) {
            HttpResponse<String> answer = upload(name(file), unpacked(file));
            answers.put(name(file), answer.statusCode());
            assertThat(answer.body()).as(name(file)).doesNotContain("/tmp/", "target/test-data");
        }

        assertThat(answers)
                .hasSizeGreaterThan(30)
                .allSatisfy((file, status) -> assertThat(status).as(file).isEqualTo(422));
    }

    @Test
    void hostileModelsTellNoNetworkAndHoldNothingUp() throws Exception {
        for (Path file : files(MODELS)) {
            HttpResponse<String> uploaded = upload(name(file), unpacked(file));
            assertThat(uploaded.statusCode()).as(uploaded.body()).isIn(201, 422);
            HttpResponse<String> network =
                    send(request("/api/v1/datasets/hostile/files/" + name(file) + "/network?dt=1&duration=50")
                            .GET());
            assertThat(network.statusCode()).as(name(file) + network.body()).isIn(404, 422);
        }
    }

    @Test
    void filesThatUnpackToALotAreRefused() throws Exception {
        HttpResponse<String> images = upload("images.gz", zeros(new int[] {0x803, 500_000, 28, 28}, 500_000 * 784L));
        HttpResponse<String> nothing = upload("nothing.gz", zeros(new int[0], 400L << 20));

        assertThat(images.statusCode()).as(images.body()).isEqualTo(422);
        assertThat(nothing.statusCode()).as(nothing.body()).isEqualTo(422);
    }

    @Test
    void mutationsOfAllOfThemAreRefusedOrRead() throws Exception {
        Random random = new Random(14);
        List<Path> seeds =
                Stream.concat(files(REFUSED).stream(), files(MODELS).stream()).toList();
        List<Integer> answers = new ArrayList<>();
        for (int k = 0; k < MUTATIONS; k++) {
            byte[] file = unpacked(seeds.get(random.nextInt(seeds.size())));
            for (int change = 0; change < 4; change++) {
                file[random.nextInt(Math.min(file.length, 4096))] = (byte) random.nextInt();
            }
            HttpResponse<String> answer = upload("mutation-" + k, file);
            assertThat(answer.statusCode())
                    .as("mutation %d: %s", k, answer.body())
                    .isIn(201, 422);
            answers.add(answer.statusCode());
        }
        assertThat(answers).contains(422);
    }

    @Test
    void aModelOfVeryManyTensorsAndASpecificationOfVeryManyUnknownFieldsAreAnsweredBriefly() throws Exception {
        HttpResponse<String> model = upload("many.safetensors", tensors(200_000));
        String unknown = IntStream.range(0, 70_000)
                .mapToObj(k -> "\"u" + k + "\":1")
                .collect(Collectors.joining(
                        ",", "{", ", " + Specs.yinYang().strip().substring(1)));
        HttpResponse<String> spec = send(request("/api/v1/jobs:validate")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(unknown)));

        assertThat(model.statusCode()).isIn(201, 422);
        assertThat(model.body()).hasSizeLessThan(20_000);
        assertThat(spec.statusCode()).as(spec.body()).isEqualTo(422);
        JsonNode problem = JSON.readTree(spec.body());
        assertThat(problem.path("errors")).hasSize(100);
        assertThat(problem.path("detail").asString()).contains("69900 more are not");
        assertThat(spec.body()).hasSizeLessThan(100_000);
    }

    private HttpResponse<String> upload(String name, byte[] content) throws IOException, InterruptedException {
        return send(request("/api/v1/datasets/hostile/files/" + name)
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".gz"))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.gz$", "");
    }

    private static byte[] unpacked(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            return in.readAllBytes();
        }
    }

    /** A gzip file of some numbers and many zeros. */
    private static byte[] zeros(int[] header, long count) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int number : header) {
                gzip.write(ByteBuffer.allocate(4).putInt(number).array());
            }
            byte[] block = new byte[1 << 20];
            for (long left = count; left > 0; left -= block.length) {
                gzip.write(block, 0, (int) Math.min(left, block.length));
            }
        }
        return packed.toByteArray();
    }

    /** A safetensors file of tensors without elements. */
    private static byte[] tensors(int count) {
        byte[] header = IntStream.range(0, count)
                .mapToObj(k -> "\"t" + k + "\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}")
                .collect(Collectors.joining(",", "{", "}"))
                .getBytes(UTF_8);
        return ByteBuffer.allocate(Long.BYTES + header.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }
}
