package dev.backspike.worker.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.event.AttemptEvent.Logged;
import dev.backspike.common.event.AttemptEvent.Logged.Level;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogBudgetTest {

    private static final Logged LINE = new Logged(Level.INFO, "text");

    private long nanos;
    private final LogBudget budget = new LogBudget(() -> nanos);

    @Test
    void aLineThatFitsIsNotTouched() {
        assertThat(budget.admit(LINE)).isEqualTo(LINE);
        assertThat(budget.last()).isNull();
    }

    @Test
    void whatComesTooFastIsCountedAndTheNextLineSaysSo() {
        assertThat(admitted(LogBudget.BURST + 3, LINE)).isEqualTo(LogBudget.BURST);

        nanos += 1_000_000_000L / LogBudget.PER_SECOND;

        assertThat(Objects.requireNonNull(budget.admit(LINE)).message())
                .isEqualTo("(3 lines were suppressed here: too many at once or in total)\ntext");
        assertThat(budget.admit(LINE)).isNull();
    }

    @Test
    void anAttemptHasOnlySoManyLines() {
        int admitted = 0;
        for (int second = 0; second < 2 * LogBudget.LINES; second++) {
            nanos += 1_000_000_000L;
            admitted += admitted(1, LINE);
        }

        assertThat(admitted).isEqualTo(LogBudget.LINES);
        assertThat(Objects.requireNonNull(budget.last()).message()).startsWith("(" + LogBudget.LINES + " lines");
    }

    @Test
    void errorsAreLetThroughAfterOthersAreNot() {
        admitted(LogBudget.BURST + 1, LINE);

        assertThat(admitted(2 * LogBudget.LINES, new Logged(Level.ERROR, "trace")))
                .isEqualTo(LogBudget.LINES + LogBudget.ERRORS - LogBudget.BURST);
    }

    @Test
    void aLongMessageIsCut() {
        assertThat(Objects.requireNonNull(budget.admit(new Logged(Level.INFO, "x".repeat(10_000))))
                        .message())
                .hasSize(LogBudget.CHARACTERS)
                .endsWith("…");
    }

    private int admitted(int offered, Logged line) {
        return (int) IntStream.range(0, offered)
                .filter(_ -> budget.admit(line) != null)
                .count();
    }
}
