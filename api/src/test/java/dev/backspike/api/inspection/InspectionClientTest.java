package dev.backspike.api.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.api.inspection.InspectionFailedException.Kind;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.inspection.InspectionAnswer;
import dev.backspike.engine.inspection.InspectionRequest;
import dev.backspike.engine.inspection.InspectionResponder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class InspectionClientTest {

    private static final JobSpec SPEC = JobSpecParser.parse("""
        {"dataset": {"type": "yin-yang", "train": {"samples": 50}, "test": {"samples": 10}},
         "network": {"duration": 60, "solver": "event",
           "populations": {"input": {"neuron": "input"}, "hidden": {"neuron": "lif", "size": 6},
                           "output": {"neuron": "lif"}},
           "connections": [
             {"from": "input", "to": "hidden", "weight": {"normal": {"mean": 1.5, "sd": 0.8}}},
             {"from": "hidden", "to": "output", "weight": {"normal": {"mean": 0.9, "sd": 0.4}}}]},
         "training": {"epochs": 1, "loss": "first-spike", "optimiser": "adam"}}
        """);

    private static final InspectionProperties LIMITS = new InspectionProperties(
            InspectionProperties.Mode.PROCESS, 2, DataSize.ofMegabytes(512), Duration.ofSeconds(7), 100);

    @TempDir
    private Path folder;

    @Test
    void aProcessOfTheEngineAnswersAsTheEngineDoes() throws IOException {
        InspectionProperties properties = new InspectionProperties(
                InspectionProperties.Mode.PROCESS, 1, DataSize.ofMegabytes(256), Duration.ofMinutes(1), 100);
        InspectionThreads turns = new InspectionThreads(1, Duration.ofMinutes(1));
        try (Inspections child = new ProcessInspections(
                        ChildCommand.inspection(properties.heapOrDefault(), null),
                        properties,
                        turns,
                        Confinement::detect);
                Inspections embedded = new EmbeddedInspections(
                        InspectionResponder.over(null), new InspectionThreads(1, Duration.ofMinutes(1)))) {
            JobInspections theirs = jobs(child);
            JobInspections ours = jobs(embedded);
            JobSpec resolved = ours.inspect(SPEC).resolved();
            assertThat(theirs.inspect(SPEC)).isEqualTo(ours.inspect(SPEC));
            assertThat(theirs.checkGradients(resolved).arrays()).hasSize(2);
            assertThatThrownBy(() -> theirs.speakers(SPEC))
                    .isInstanceOf(InvalidSpecException.class)
                    .hasMessageContaining("/dataset/type");
            Path text = Files.writeString(folder.resolve("text"), "no data");
            assertThatThrownBy(() -> new FileInspections(new InspectionClient(child, properties)).inspect(text))
                    .isInstanceOf(InvalidDataFileException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TIMED_OUT, inspection-timeout, 422, the 7 s",
        "OUT_OF_MEMORY, inspection-memory, 422, the 512 MB",
        "CRASHED, inspection-crashed, 422, crashed",
        "KILLED, inspection-interrupted, 503, ended by the system",
        "NOT_STARTED, inspection-unavailable, 503, no process",
        "BUSY, inspection-busy, 503, all 2"
    })
    void eachFailureIsAProblemOfItsOwn(Kind kind, String code, int status, String detail) {
        refused(jobs(answering(kind)), code, status, detail);
    }

    @Test
    void nestingWithoutEndIsRefused() {
        refused(jobs(answering(new InspectionAnswer.TooDeep())), "inspection-nesting", 422, "nested");
        refused(jobs(answering(new InspectionAnswer.OutOfMemory("direct"))), "inspection-memory", 422, "the 512 MB");
    }

    @Test
    void aFaultOfTheProgramIsNoFaultOfTheInput() {
        assertThatThrownBy(() ->
                        jobs(answering(new InspectionAnswer.Failed("trace"))).inspect(SPEC))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("trace");
    }

    private static void refused(JobInspections jobs, String code, int status, String detail) {
        assertThatThrownBy(() -> jobs.inspect(SPEC))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.code().word()).isEqualTo(code);
                    assertThat(e.status().value()).isEqualTo(status);
                })
                .hasMessageContaining(detail);
    }

    private static JobInspections jobs(Inspections inspections) {
        return new JobInspections(new InspectionClient(inspections, LIMITS), new UploadPaths(sha256 -> {
            throw new FileNotFoundException(sha256.text());
        }));
    }

    @FunctionalInterface
    private interface Scripted extends Inspections {

        @Override
        default void close() {}
    }

    private static Inspections answering(Kind kind) {
        return (Scripted) (InspectionRequest _) -> {
            throw new InspectionFailedException(kind, "for a test");
        };
    }

    private static Inspections answering(InspectionAnswer answer) {
        return (Scripted) (InspectionRequest _) -> answer;
    }
}
