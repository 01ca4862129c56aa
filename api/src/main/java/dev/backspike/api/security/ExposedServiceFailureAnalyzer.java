package dev.backspike.api.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains the failed start and names the properties to set. */
final class ExposedServiceFailureAnalyzer extends AbstractFailureAnalyzer<ExposedServiceException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ExposedServiceException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Require tokens with backspike.security.mode=tokens (BACKSPIKE_SECURITY_MODE=tokens), or listen on this"
                        + " machine only with server.address=127.0.0.1 (SERVER_ADDRESS).",
                cause);
    }
}
