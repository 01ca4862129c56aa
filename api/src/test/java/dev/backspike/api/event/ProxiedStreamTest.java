package dev.backspike.api.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.common.event.AttemptEvent.Noted;
import dev.backspike.common.event.AttemptEvent.Succeeded;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.WorkerApi;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Event streams through a proxy that buffers by default. */
@ServiceTest
class ProxiedStreamTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WorkerApi api;

    @TempDir
    private Path folder = Path.of("");

    private PlayedWorker worker;
    private AttemptId attempt;

    @BeforeEach
    void aRunningJob() {
        jdbc.sql("delete from job").update();
        new Service(port).submit();
        worker = new PlayedWorker(api, "w");
        attempt = worker.take().attempt();
    }

    @Test
    void aStreamAsksProxiesToPassEventsOn() throws Exception {
        HttpResponse<InputStream> answer = HTTP.send(stream(port), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.headers().allValues("X-Accel-Buffering")).containsExactly("no");
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store, no-transform");
        answer.body().close();
    }

    /** The job runs on until its event has arrived: what is held back to the end of the response never does. */
    @Test
    @Timeout(60)
    void nginxPassesEachEventOnAtOnce() throws Exception {
        try (Nginx nginx = Nginx.before(port, folder)) {
            CompletableFuture<HttpResponse<InputStream>> buffered =
                    HTTP.sendAsync(stream(nginx.ignoring()), HttpResponse.BodyHandlers.ofInputStream());
            InputStream body = HTTP.send(stream(nginx.port()), HttpResponse.BodyHandlers.ofInputStream())
                    .body();
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, UTF_8))) {
                for (int k = 1; k <= 3; k++) {
                    worker.tell(attempt, new Noted("n", "event " + k));
                    assertThat(lineWith("event " + k, lines)).contains("event " + k);
                }
                // Told to ignore the header, the same proxy holds all of it back, the head of the response included.
                assertThat(buffered).isNotDone();
                worker.tell(attempt, new Succeeded());
                assertThat(lineWith("job.succeeded", lines)).isEqualTo("event:job.succeeded");
            }
            assertThat(new String(buffered.get().body().readAllBytes(), UTF_8))
                    .contains("event 1", "event 2", "event 3", "job.succeeded");
        }
    }

    private static String lineWith(String text, BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.contains(text)) {
            line = lines.readLine();
        }
        return String.valueOf(line);
    }

    private HttpRequest stream(int at) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + at + "/api/v1/jobs/" + attempt.jobId() + "/stream"))
                .build();
    }
}
