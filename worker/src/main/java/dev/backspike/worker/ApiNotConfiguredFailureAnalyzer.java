package dev.backspike.worker;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains the failed start and names the property to set. */
final class ApiNotConfiguredFailureAnalyzer extends AbstractFailureAnalyzer<ApiNotConfiguredException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ApiNotConfiguredException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Start it with --backspike.worker.api=http://127.0.0.1:8080 (or the environment variable"
                        + " BACKSPIKE_WORKER_API), or with ./backspike worker --api URL.",
                cause);
    }
}
