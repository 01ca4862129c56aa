package dev.backspike.api.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The key of {@link SecretBox} and {@link Signatures}: 32 bytes in base 64, in a file that only its owner can read.
 * Replicas of the service that share a database share this file as well; a single service creates one in its data
 * directory.
 */
@Configuration(proxyBeanMethods = false)
class SecretKeyFile {

    private static final int KEY_BYTES = 32;

    private final SecretKey key;

    SecretKeyFile(
            @Value("${backspike.security.secret-key-file:#{null}}") @Nullable Path given,
            @Value("${backspike.data.directory}") Path data) {
        key = given == null ? readOrCreate(data.toAbsolutePath().normalize().resolve("secret-key")) : read(given);
    }

    @Bean
    SecretBox secretBox() {
        return new SecretBox(key);
    }

    @Bean
    Signatures signatures() {
        return new Signatures(key);
    }

    static SecretKey readOrCreate(Path file) {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        try {
            Files.createDirectories(file.resolveSibling("."));
            try (var channel = Files.newByteChannel(
                    file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(file))) {
                channel.write(
                        ByteBuffer.wrap(Base64.getEncoder().encodeToString(key).getBytes(StandardCharsets.US_ASCII)));
            }
        } catch (FileAlreadyExistsException e) {
            return read(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the key of secrets cannot be stored in " + file, e);
        }
        return new SecretKeySpec(key, "AES");
    }

    static SecretKey read(Path file) {
        try {
            byte[] key = Base64.getDecoder().decode(Files.readString(file).strip());
            if (key.length == KEY_BYTES) {
                return new SecretKeySpec(key, "AES");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the key of secrets cannot be read from " + file, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(bad(file), e);
        }
        throw new IllegalStateException(bad(file));
    }

    private static String bad(Path file) {
        return file + " must hold " + KEY_BYTES + " bytes in base 64, such as `openssl rand -base64 " + KEY_BYTES
                + "` prints";
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
