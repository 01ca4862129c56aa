package dev.backspike.api.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.api.inspection.InspectionFailedException.Kind;
import dev.backspike.engine.inspection.InspectionAnswer;
import dev.backspike.engine.inspection.InspectionRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessInspectionsTest {

    private static final Confinement NONE = new Confinement("none", List.of());

    private final ProcessInspections inspections = inspections(Duration.ofSeconds(30), 2);

    @AfterEach
    void end() {
        inspections.close();
    }

    private static ProcessInspections inspections(Duration timeout, int uses) {
        InspectionProperties properties =
                new InspectionProperties(InspectionProperties.Mode.PROCESS, 1, null, timeout, uses);
        return new ProcessInspections(
                MisbehavingChild.command(), properties, new InspectionThreads(1, Duration.ofMinutes(1)), () -> NONE);
    }

    @Test
    void aProcessAnswers() throws InspectionFailedException {
        assertThat(said(inspections, "hello")).isEqualTo("hello");
    }

    @Test
    void aProcessMakesWayForAFreshOneAfterSomeUses() throws InspectionFailedException {
        for (int i = 0; i < 5; i++) {
            assertThat(said(inspections, "call-" + i)).isEqualTo("call-" + i);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "halt, CRASHED, status 42; it wrote: it hurts",
        "hoard, OUT_OF_MEMORY, OutOfMemoryError",
        "boast, CRASHED, announces 2147483647 bytes",
        "babble, CRASHED, not what it has to be"
    })
    void whatEndsAProcessHasAKindAndTheNextInspectionSucceeds(String deed, Kind kind, String message)
            throws InspectionFailedException {
        assertThatThrownBy(() -> said(inspections, deed))
                .isInstanceOfSatisfying(
                        InspectionFailedException.class,
                        e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(message);
        assertThat(said(inspections, "hello")).isEqualTo("hello");
    }

    @Test
    void anEndlessInspectionIsEnded() throws InspectionFailedException {
        try (ProcessInspections impatient = inspections(Duration.ofSeconds(5), 2)) {
            assertThatThrownBy(() -> said(impatient, "spin"))
                    .isInstanceOfSatisfying(
                            InspectionFailedException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.TIMED_OUT));
            assertThat(said(impatient, "hello")).isEqualTo("hello");
        }
    }

    @Test
    void aProcessKnowsNothingOfTheServicesEnvironment() throws InspectionFailedException {
        assertThat(said(inspections, "environment").split(","))
                .allMatch(
                        name -> name.isEmpty() || name.equals("PATH") || name.equals("LANG") || name.startsWith("LC_"));
    }

    @Test
    void whoFindsNoFreeTurnIsToldSo() throws Exception {
        try (InspectionThreads turns = new InspectionThreads(1, Duration.ofMillis(1))) {
            CompletableFuture<String> release = new CompletableFuture<>();
            CompletableFuture<Boolean> taken = new CompletableFuture<>();
            CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> {
                try {
                    return turns.call(() -> {
                        taken.complete(true);
                        return release.join();
                    });
                } catch (InspectionFailedException e) {
                    throw new IllegalStateException(e);
                }
            });
            taken.get(1, TimeUnit.MINUTES);
            assertThatThrownBy(() -> turns.call(() -> "second"))
                    .isInstanceOfSatisfying(
                            InspectionFailedException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.BUSY));
            release.complete("first");
            assertThat(get(first)).isEqualTo("first");
        }
    }

    @Test
    void aProgramThatCannotRunIsNoFaultOfTheInput() {
        InspectionProperties properties =
                new InspectionProperties(InspectionProperties.Mode.PROCESS, 1, null, Duration.ofSeconds(30), 2);
        InspectionThreads turns = new InspectionThreads(1, Duration.ofMinutes(1));
        ChildCommand absent = new ChildCommand(List.of("/no/such/program"));
        try (ProcessInspections none = new ProcessInspections(absent, properties, turns, () -> NONE)) {
            assertThatThrownBy(() -> said(none, "hello"))
                    .isInstanceOfSatisfying(
                            InspectionFailedException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.NOT_STARTED));
        }
    }

    private static String get(CompletableFuture<String> result) throws ExecutionException, InterruptedException {
        return result.get();
    }

    static String said(Inspections inspections, String deed) throws InspectionFailedException {
        InspectionAnswer answer = inspections.ask(new InspectionRequest.OfFile(deed));
        return ((InspectionAnswer.Done) answer).result().asString();
    }
}
