package dev.backspike.api.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.ApiApplication;
import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.TestService;
import dev.backspike.common.event.AttemptEvent.Measured;
import dev.backspike.common.event.AttemptEvent.Noted;
import dev.backspike.common.event.AttemptEvent.Succeeded;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.WorkerApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Many subscribers, slow ones, and all of them at the end: a service of its own, which the last test shuts down. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SubscribersTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int MOST = 3;
    private static final int REPORTS = 40;

    private ConfigurableApplicationContext context;
    private Service service;
    private WorkerApi api;
    private int port;

    @BeforeAll
    void start() {
        context = new SpringApplicationBuilder(ApiApplication.class, TestService.class)
                .run(
                        "--server.port=0",
                        "--spring.datasource.url=jdbc:h2:mem:subscribers;LOCK_TIMEOUT=10000",
                        "--backspike.data.directory=target/test-data/subscribers",
                        "--backspike.worker.enabled=false",
                        "--backspike.streams.max-subscribers=" + MOST,
                        "--server.tomcat.connection-timeout=1s");
        port = Integer.parseInt(Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port")));
        service = new Service(port);
        api = context.getBean(WorkerApi.class);
    }

    @AfterAll
    void stop() {
        context.close();
    }

    @Test
    void whoComesWhenAllSeatsAreTakenIsToldToComeBack() throws Exception {
        PlayedWorker worker = new PlayedWorker(api, "w");
        service.submit();
        AttemptId attempt = worker.take().attempt();
        InputStream first = follow(attempt.jobId().text(), null).body();
        for (int i = 1; i < MOST; i++) {
            assertThat(follow(attempt.jobId().text(), null).statusCode()).isEqualTo(200);
        }

        HttpResponse<InputStream> refused = follow(attempt.jobId().text(), null);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(ended("refused")).isEqualTo(1);
        assertThat(new String(refused.body().readAllBytes(), UTF_8)).contains("\"code\":\"too-many-subscribers\"");
        first.close();
        // that it has gone shows when something is sent to it
        until(() -> {
            worker.tell(attempt, new Noted("n", "anybody there?"));
            return follow(attempt.jobId().text(), null).statusCode() == 200;
        });
        worker.tell(attempt, new Succeeded());
        until(() -> subscribers() == 0);
    }

    @Test
    void whoDoesNotReadIsCutOffAndCatchesUpLater() throws Exception {
        PlayedWorker worker = new PlayedWorker(api, "w");
        service.submit();
        AttemptId attempt = worker.take().attempt();
        try (Socket lazy = new Socket()) {
            lazy.setReceiveBufferSize(1024);
            lazy.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            lazy.getOutputStream()
                    .write(("GET /api/v1/jobs/" + attempt.jobId() + "/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(UTF_8));
            until(() -> subscribers() == 1);
            // more than the buffers of any connection hold
            Map<String, Double> wide = IntStream.range(0, 5000)
                    .boxed()
                    .collect(Collectors.toMap(k -> "train.spikesPerNeuron.population" + k, Integer::doubleValue));
            for (int step = 1; step <= REPORTS; step++) {
                worker.tell(attempt, new Measured(step, step, wide));
            }

            until(() -> subscribers() == 0);
            assertThat(ended("too-slow")).isEqualTo(1);
        }
        worker.tell(attempt, new Succeeded());

        try (BufferedReader lines = lines(follow(attempt.jobId().text(), "2").body())) {
            assertThat(lines.lines().filter(line -> line.startsWith("id:")))
                    .containsExactlyElementsOf(IntStream.rangeClosed(3, REPORTS + 3)
                            .mapToObj(seq -> "id:" + seq)
                            .toList());
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void atShutdownStreamsAndLongPollsEndAndRequestsAreAnswered() throws Exception {
        String job = service.submit();
        service.post("/api/v1/jobs/" + job + ":pause", "").expectStatus().isOk();
        CompletableFuture<HttpResponse<String>> longPoll = post("/api/v1/worker/lease", """
                {"worker": "w", "device": "cpu", "threads": 1, "freeSlots": 1, "held": [], "waitMillis": 15000}""");
        until(() -> !service.get("/api/v1/workers").path("workers").isEmpty());
        CountDownLatch letGo = new CountDownLatch(1);
        try (BufferedReader stream = lines(follow(job, null).body());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch held = new CountDownLatch(1);
            Future<?> holder = threads.submit(() -> hold(job, held, letGo));
            held.await();
            CompletableFuture<HttpResponse<String>> running = post("/api/v1/jobs/" + job + ":cancel", "");
            until(() -> blocked() > 0);

            Future<?> shutdown = threads.submit(context::close);

            try {
                assertThat(stream.lines().filter(line -> line.startsWith("event:")))
                        .containsExactly("event:job.queued", "event:job.paused");
                assertThat(longPoll.get().statusCode()).isEqualTo(200);
                assertThat(longPoll.get().body()).contains("\"grants\":[]");
                assertThat(running).isNotDone();
            } finally {
                letGo.countDown();
            }
            assertThat(running.get().statusCode()).isEqualTo(200);
            assertThat(running.get().body()).contains("CANCELLED");
            holder.get();
            shutdown.get();
        }
    }

    private double ended(String reason) {
        return context.getBean(MeterRegistry.class)
                .get("backspike.streams.ended")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private int subscribers() {
        return context.getBean(Feeds.class).subscribers();
    }

    /** Keeps others from the job's row. */
    private void hold(String job, CountDownLatch held, CountDownLatch until) {
        context.getBean(TransactionTemplate.class).executeWithoutResult(_ -> {
            jdbc().sql("select id from job where id = ? for update")
                    .param(job)
                    .query(String.class)
                    .single();
            held.countDown();
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private int blocked() {
        return jdbc().sql("select count(*) from information_schema.sessions where blocker_id is not null")
                .query(Integer.class)
                .single();
    }

    private JdbcClient jdbc() {
        return context.getBean(JdbcClient.class);
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        Instant patience = Instant.now().plusSeconds(60);
        while (!condition.call()) {
            assertThat(Instant.now()).isBefore(patience);
            Thread.sleep(20);
        }
    }

    private HttpResponse<InputStream> follow(String job, @Nullable String lastEventId) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/api/v1/jobs/" + job + "/stream"));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private CompletableFuture<HttpResponse<String>> post(String path, String json) {
        return HTTP.sendAsync(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static BufferedReader lines(InputStream stream) {
        return new BufferedReader(new InputStreamReader(stream, UTF_8));
    }
}
