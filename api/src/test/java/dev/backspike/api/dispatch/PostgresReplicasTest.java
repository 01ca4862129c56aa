package dev.backspike.api.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.backspike.api.ApiApplication;
import dev.backspike.api.MovableClock;
import dev.backspike.api.OnPostgres;
import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.TestService;
import dev.backspike.common.event.AttemptEvent.Succeeded;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.WorkerApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two replicas of the service on one database. */
@ServiceTest
@OnPostgres
class PostgresReplicasTest {

    @LocalServerPort
    private int port;

    @Autowired
    private Environment environment;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WorkerApi api;

    @Autowired
    private LeaseExpiry expiry;

    @Autowired
    private ReaperDuty duty;

    @Autowired
    private MovableClock clock;

    private ConfigurableApplicationContext second;
    private Service service;

    @BeforeEach
    void startTheSecond() {
        jdbc.sql("delete from job").update();
        service = new Service(port);
        second = new SpringApplicationBuilder(ApiApplication.class, TestService.class)
                .run(
                        "--spring.datasource.url=" + environment.getProperty("spring.datasource.url"),
                        "--spring.datasource.username=" + environment.getProperty("spring.datasource.username"),
                        "--backspike.data.directory=" + environment.getProperty("backspike.data.directory"),
                        "--backspike.worker.enabled=false",
                        "--backspike.lease.check-interval=29s",
                        "--backspike.sweeps.check-interval=1h",
                        "--server.port=0");
        MovableClock theirs = second.getBean(MovableClock.class);
        theirs.forward(Duration.between(theirs.instant(), clock.instant()));
    }

    @AfterEach
    void stopTheSecond() {
        second.close();
    }

    @Test
    void replicasGiveNoJobTwiceAndOneOfThemTakesAttemptsBack() throws Exception {
        giveNoJobTwice();
        takeAttemptsBackOnce();
    }

    private void giveNoJobTwice() throws Exception {
        List<String> submitted = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            submitted.add(service.submit());
        }
        List<Grant> given = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                PlayedWorker worker = new PlayedWorker(i % 2 == 0 ? api : theirs(), "w" + i);
                ends.add(workers.submit(() -> {
                    while (given.size() < submitted.size()) {
                        given.addAll(worker.lease(2, List.of()));
                    }
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
        assertThat(given.stream().map(grant -> grant.attempt().jobId().text()))
                .containsExactlyInAnyOrderElementsOf(submitted);
        jdbc.sql("delete from job").update();
    }

    private void takeAttemptsBackOnce() {
        // The second may have taken the duty when it started, if the first had last looked for another test.
        second.getBean(ReaperDuty.class).destroy();
        expiry.look();
        String first = holder();
        String id = service.submit();
        PlayedWorker worker = new PlayedWorker(api, "w");
        AttemptId old = worker.take().attempt();
        for (int seconds = 0; seconds < 75; seconds += 5) {
            pass(5);
            theirExpiry().look();
            expiry.look();
            assertThat(holder()).isEqualTo(first);
        }
        assertThat(service.eventTypes(id))
                .containsExactly("job.queued", "job.running", "attempt.suspect", "attempt.lost", "job.queued");
        assertThat(new PlayedWorker(theirs(), "w2").take().attempt()).isEqualTo(new AttemptId(new JobId(id), 2));
        assertThatExceptionOfType(StaleAttemptException.class)
                .isThrownBy(() -> new PlayedWorker(theirs(), "w").tell(old, new Succeeded()));

        duty.destroy();
        theirExpiry().look();
        String other = holder();
        assertThat(other).as("nobody waits for one that shuts down").isNotEqualTo(first);
        pass(80);
        expiry.look();
        assertThat(holder()).as("which may be dead, or slow").isEqualTo(other);
        pass(10);
        expiry.look();
        assertThat(holder()).as("the other has died").isEqualTo(first);
    }

    private void pass(int seconds) {
        clock.forward(Duration.ofSeconds(seconds));
        second.getBean(MovableClock.class).forward(Duration.ofSeconds(seconds));
    }

    private LeaseExpiry theirExpiry() {
        return second.getBean(LeaseExpiry.class);
    }

    private String holder() {
        return jdbc.sql("select holder from reaper").query(String.class).single();
    }

    private WorkerApi theirs() {
        return second.getBean(WorkerApi.class);
    }
}
