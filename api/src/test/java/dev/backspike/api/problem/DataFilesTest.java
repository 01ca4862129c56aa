package dev.backspike.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The service with the real numerics: data files that are not as they should be are refused at submission. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:data-files;DB_CLOSE_DELAY=-1",
            "backspike.data.directory=target/test-data-files",
            "backspike.worker.enabled=false"
        })
class DataFilesTest {

    @TempDir
    static Path folder;

    private static Path datasets = Path.of("");

    @LocalServerPort
    private int port;

    @BeforeAll
    static void outside() throws IOException {
        Files.writeString(folder.resolve("secret"), "not a data set");
    }

    @DynamicPropertySource
    static void directory(DynamicPropertyRegistry registry) throws IOException {
        datasets = Files.createDirectories(folder.resolve("datasets"));
        registry.add("backspike.datasets.directory", datasets::toString);
    }

    @BeforeEach
    void twoImagesOfTwoPixels() throws IOException {
        Files.write(datasets.resolve("images"), idx(3, new int[] {2, 1, 2}, 10, 200, 30, 40));
        Files.write(datasets.resolve("labels"), idx(1, new int[] {2}, 0, 9));
    }

    @Test
    void soundFilesAreAccepted() throws Exception {
        assertThat(submit("images").statusCode()).isEqualTo(201);
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        refused(submit("absent"), "absent");
    }

    @Test
    void aTruncatedFileIsNamed() throws Exception {
        Files.write(datasets.resolve("short"), idx(3, new int[] {2, 1, 2}, 10, 200, 30));
        refused(submit("short"), "short");
    }

    @Test
    void aNameThatLeavesTheDirectoryIsRefused() throws Exception {
        refused(submit("../secret"), "../secret");
        refused(submit(folder.resolve("secret").toString()), "secret");
        Files.createSymbolicLink(datasets.resolve("link"), folder.resolve("secret"));
        refused(submit("link"), "link");
    }

    @Test
    void aLabelOutOfRangeIsNamedWithItsRecord() throws Exception {
        Files.write(datasets.resolve("labels"), idx(1, new int[] {2}, 0, 77));
        HttpResponse<String> answer = submit("images");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("\"/dataset/trainLabels\"", "record 1", "77");
    }

    private void refused(HttpResponse<String> answer, String name) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"/dataset/trainImages\"", name).doesNotContain("not a data set");
        assertThat(submit("images").statusCode()).isEqualTo(201);
    }

    private HttpResponse<String> submit(String trainImages) throws Exception {
        String spec = """
                {"dataset": {"type": "idx", "trainImages": "%s", "trainLabels": "labels",
                             "testImages": "images", "testLabels": "labels"},
                 "network": {"duration": 30,
                   "populations": {"input": {"neuron": "input"}, "output": {"neuron": "li"}},
                   "connections": [{"from": "input", "to": "output", "weight": {"constant": {"value": 1}}}]},
                 "training": {"epochs": 1, "loss": "sum-voltage", "optimiser": "adam"}}
                """.formatted(trainImages);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/jobs"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(spec))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
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
}
