package dev.backspike.worker;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints what is wrong with the devices without a stack trace. */
final class NoWorkingDeviceFailureAnalyzer extends AbstractFailureAnalyzer<NoWorkingDeviceException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, NoWorkingDeviceException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Follow the remedy in the message, or set backspike.worker.device to auto or cpu.",
                cause);
    }
}
