package dev.backspike.api.security;

import dev.backspike.api.access.Caller;
import dev.backspike.api.access.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * If no admin has a token, creates one and writes it to a file that only the user of the service can read. It cannot be
 * set by a variable or an option, since these appear in process listings and shell histories.
 */
@Component
class FirstAdmin implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(FirstAdmin.class);

    private static final Duration VALID = Duration.ofDays(7);

    private final SecurityProperties properties;
    private final OperatorTokens operators;
    private final Tokens tokens;
    private final Path file;

    FirstAdmin(
            SecurityProperties properties,
            OperatorTokens operators,
            Tokens tokens,
            @Value("${backspike.data.directory}") Path data) {
        this.properties = properties;
        this.operators = operators;
        this.tokens = tokens;
        this.file = data.toAbsolutePath().normalize().resolve("admin-token");
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        if (properties.mode() == SecurityProperties.Mode.NONE || operators.hasAdmin() || tokens.hasAdmin()) {
            return;
        }
        Tokens.Issued first = tokens.issue("admin", Scope.ADMIN, VALID, Caller.LOCAL.name());
        Files.createDirectories(file.resolveSibling("."));
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, first.secret().text() + "\n");
        log.warn(
                "no admin token exists; created one in {}, valid for {} days; use it to create further tokens",
                file,
                VALID.toDays());
    }
}
