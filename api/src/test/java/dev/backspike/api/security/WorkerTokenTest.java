package dev.backspike.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.access.Scope;
import dev.backspike.common.event.AttemptEvent.Succeeded;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.StoredArtifact;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.protocol.WorkerApiClient;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.HttpClientErrorException;

/** A worker's token is good for what it has leased itself. */
@SecuredServiceTest
class WorkerTokenTest {

    @Autowired
    private Clients clients;

    @Autowired
    private JdbcClient jdbc;

    private Service ada;
    private WorkerApi mine;
    private WorkerApi others;

    @BeforeEach
    void aJobAndTwoWorkers() {
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from uploaded_file").update();
        ada = clients.of("ada", Scope.SUBMITTER);
        mine = api(clients.token("worker-1", Scope.WORKER));
        others = api(clients.token("worker-2", Scope.WORKER));
    }

    @Test
    void anAttemptIsForWhoHasLeasedItWhateverOthersCallThemselves() {
        String job = ada.submit();
        PlayedWorker worker = new PlayedWorker(mine, "w");
        AttemptId attempt = worker.take().attempt();
        PlayedWorker impostor = new PlayedWorker(others, "w");
        StoredArtifact checkpoint = worker.save(attempt, 1, "one", 0.5);

        assertThat(others.lease(new LeaseRequest(new WorkerName("w"), "cpu", 1, 0, List.of(attempt), 0))
                        .lost())
                .containsExactly(attempt);
        assertThatThrownBy(() -> impostor.tell(attempt, new Succeeded())).isInstanceOf(StaleAttemptException.class);
        assertThatThrownBy(() -> impostor.upload(attempt, "two")).isInstanceOf(StaleAttemptException.class);
        assertThatThrownBy(() -> others.storeArtifact(
                        new WorkerName("w"), new JobId(job), 1, new FileName("model.safetensors"), new byte[] {1}))
                .isInstanceOf(StaleAttemptException.class);
        assertThatThrownBy(() -> others.loadFile(new WorkerName("w"), new JobId(job), 1, checkpoint.sha256()))
                .isInstanceOf(StaleAttemptException.class);

        assertThat(mine.loadFile(new WorkerName("w"), new JobId(job), 1, checkpoint.sha256()))
                .asString()
                .isEqualTo("one");
        assertThat(mine.lease(new LeaseRequest(new WorkerName("w"), "cpu", 1, 0, List.of(attempt), 0))
                        .lost())
                .isEmpty();
        worker.tell(attempt, new Succeeded());
        assertThat(ada.job(job).path("state").asString()).isEqualTo("SUCCEEDED");
    }

    @Test
    void anUploadedFileIsForWhoRunsAJobThatNamesIt() {
        byte[] labels = {0, 0, 8, 1, 0, 0, 0, 1, 7};
        ada.http()
                .put()
                .uri("/api/v1/datasets/d/files/labels")
                .header("Content-Type", "application/octet-stream")
                .body(labels)
                .exchange()
                .expectStatus()
                .isCreated();
        String job = ada.submit();
        jdbc.sql("insert into job_data_file (job_id, dataset, file) values (?, 'd', 'labels')")
                .param(job)
                .update();
        String uri = "/api/v1/worker/files/" + Sha256.of(labels);

        assertThat(status(clients.of("worker-1", Scope.WORKER), uri)).isEqualTo(404);
        AttemptId attempt = new PlayedWorker(mine, "w").take().attempt();
        assertThat(attempt.jobId()).hasToString(job);
        assertThat(status(clients.of("worker-1", Scope.WORKER), uri)).isEqualTo(200);
        assertThat(status(clients.of("worker-2", Scope.WORKER), uri)).isEqualTo(404);
    }

    @Test
    void aWorkerWithoutATokenIsToldSo() {
        WorkerApi nobody = api(null);

        assertThatThrownBy(() -> nobody.lease(new LeaseRequest(new WorkerName("w"), "cpu", 1, 1, List.of(), 0)))
                .isInstanceOfSatisfying(HttpClientErrorException.class, refused -> {
                    assertThat(refused.getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED);
                    assertThat(refused.getResponseBodyAsString()).contains("--token-file");
                });
    }

    private WorkerApi api(@Nullable String token) {
        return WorkerApiClient.connect(URI.create("http://127.0.0.1:" + clients.port()), token);
    }

    private static int status(Service caller, String uri) {
        return caller.http()
                .get()
                .uri(uri)
                .exchange()
                .returnResult(byte[].class)
                .getStatus()
                .value();
    }
}
