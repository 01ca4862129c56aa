package dev.backspike.cli.service;

import dev.backspike.cli.terminal.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Tokens as users give them. */
public final class TokenText {

    private static final Pattern TOKEN = Pattern.compile("\\p{Graph}+");

    private TokenText() {}

    /** @throws CommandFailedException if the file cannot be read or holds something else */
    public static String read(Path file) {
        try {
            return checked(Files.readString(file).strip(), "--token-file " + file);
        } catch (IOException e) {
            throw CommandFailedException.badInput("--token-file " + file + " cannot be read: " + e.getMessage());
        }
    }

    /** @param source for the message */
    public static String checked(String token, String source) {
        if (!TOKEN.matcher(token).matches()) {
            throw CommandFailedException.badInput(source + " must contain a token and nothing else");
        }
        return token;
    }
}
