package dev.backspike.api.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Creates the data directory before anything else uses it, for its owner only: it holds users' data and secrets. The
 * mode of a directory that exists is the operator's affair; one that others may enter is reported.
 */
@Configuration(proxyBeanMethods = false)
class DataDirectory {

    private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    @Bean
    static BeanFactoryPostProcessor createDataDirectory(Environment environment) {
        Path directory = Path.of(environment.getRequiredProperty("backspike.data.directory"))
                .toAbsolutePath()
                .normalize();
        return _ -> {
            try {
                create(directory);
            } catch (IOException e) {
                throw new UncheckedIOException("the data directory " + directory + " cannot be created", e);
            }
        };
    }

    static void create(Path directory) throws IOException {
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory.resolveSibling("."));
            Files.createDirectory(
                    directory,
                    posix
                            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
                            : new FileAttribute<?>[0]);
        } else if (posix && !OWNER.containsAll(Files.getPosixFilePermissions(directory))) {
            log.warn(
                    "the data directory {} holds secrets, but other users of this machine can access it; run chmod 700 on it",
                    directory);
        }
    }
}
