package dev.backspike.worker.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.code.FailureCode;
import dev.backspike.common.event.AttemptEvent.Failed;
import dev.backspike.common.file.UploadedFiles;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.training.FakeEngine;
import dev.backspike.engine.training.PhaseListener;
import dev.backspike.engine.training.Trainer;
import dev.backspike.worker.files.CacheDiskFullException;
import dev.backspike.worker.files.FileNotFetchedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an attempt ends with whose uploaded files are not to be had. */
class FilesOfAttemptsTest {

    private static final AttemptId ATTEMPT = ScriptedApi.attempt(1, 1);

    private final ScriptedApi api = new ScriptedApi();
    private @Nullable WorkerAgent agent;

    @AfterEach
    void stop() {
        if (agent != null) {
            agent.stop();
        }
    }

    @Test
    void aFullDiskIsReportedAsSuch() {
        Failed end = end(_ -> {
            throw new CacheDiskFullException(400, 100);
        });
        assertThat(end.hasCode(FailureCode.DISK_FULL)).isTrue();
        assertThat(end.message())
                .startsWith("the worker could not get uploaded:digits/train-images")
                .contains("400 bytes are needed, 100 are free");
    }

    @Test
    void aFileThatCannotBeFetchedIsAFaultOfTheInfrastructure() {
        Failed end = end(_ -> {
            throw new FileNotFetchedException("failed after 8 attempts: status 500");
        });
        assertThat(end.hasCode(FailureCode.DATA_NOT_FETCHED)).isTrue();
        assertThat(end.message()).contains("train-images").endsWith("failed after 8 attempts: status 500");
    }

    private Failed end(UploadedFiles uploads) {
        Trainer trainer = new Trainer(
                new Datasets(null, uploads),
                (options, _) -> new FakeEngine(options, batch -> 1),
                1,
                PhaseListener.NONE);
        agent = new WorkerAgent(
                api,
                new WorkerIdentity(new WorkerName("test"), "cpu", 1, 1, null),
                trainer,
                new SimpleMeterRegistry(),
                FailurePolicy.endAttempt(),
                0,
                null);
        agent.start();
        api.change(() -> api.queue.add(new Grant(ATTEMPT, job())));
        api.until(() -> api.hasEnded(ATTEMPT));
        return (Failed) api.events(ATTEMPT).getLast();
    }

    private static JobSpec job() {
        String sha256 = Sha256.of(new byte[1]).text();
        return JobSpecParser.parse("""
            {"dataset": {"type": "idx",
                "trainImages": "uploaded:digits/train-images@SHA", "trainLabels": "uploaded:digits/train-labels@SHA",
                "testImages": "uploaded:digits/test-images@SHA", "testLabels": "uploaded:digits/test-labels@SHA"},
             "network": {"duration": 60,
               "populations": {"input": {"neuron": "input", "size": 784}, "output": {"neuron": "lif", "size": 10}},
               "connections": [{"from": "input", "to": "output", "weight": {"normal": {"mean": 1, "sd": 1}}}]},
             "training": {"epochs": 1, "batchSize": 1, "loss": "first-spike",
               "optimiser": {"type": "adam", "learningRate": 0.1}}}
            """.replace("SHA", sha256));
    }
}
