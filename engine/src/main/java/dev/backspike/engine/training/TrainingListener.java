package dev.backspike.engine.training;

import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Logged;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Receives the events of training on the training thread, and must not block for long. */
@FunctionalInterface
public interface TrainingListener {

    void on(AttemptEvent event);

    /** A line of the log that users read. */
    default void log(Logged.Level level, String message) {
        on(new Logged(level, message));
    }

    /** An error with its stack trace. */
    default void log(String message, Throwable cause) {
        StringWriter text = new StringWriter();
        text.append(message).append('\n');
        cause.printStackTrace(new PrintWriter(text, true));
        log(Logged.Level.ERROR, text.toString().stripTrailing());
    }
}
