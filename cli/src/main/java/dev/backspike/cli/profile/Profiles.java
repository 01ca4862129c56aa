package dev.backspike.cli.profile;

import dev.backspike.cli.terminal.CommandFailedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The profiles of a user, in a file that only the user can read: {@code {"default": {"url": URL, "token": TOKEN}}}.
 *
 * @param file need not exist
 */
public record Profiles(Path file) {

    /** The profile that is used when none is named. */
    public static final String DEFAULT = "default";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** The root of the commands, where their options find the profiles. */
    public interface Owner {
        Profiles profiles();
    }

    /** Those of the user of this process: {@code backspike/profiles.json} in the user's folder of configuration. */
    public static Profiles ofUser() {
        String configuration = System.getenv("XDG_CONFIG_HOME");
        Path folder = configuration == null || configuration.isBlank()
                ? Path.of(System.getProperty("user.home"), ".config")
                : Path.of(configuration);
        return new Profiles(folder.resolve("backspike").resolve("profiles.json"));
    }

    /** @throws CommandFailedException if the file cannot be read, or others may */
    public Optional<Profile> find(String name) {
        JsonNode profile = read().path(name);
        return profile.isObject()
                ? Optional.of(
                        new Profile(url(name, profile), profile.path("token").asString(null)))
                : Optional.empty();
    }

    /** All profiles by name. */
    public SortedMap<String, Profile> all() {
        SortedMap<String, Profile> all = new TreeMap<>();
        read().propertyNames().forEach(name -> find(name).ifPresent(profile -> all.put(name, profile)));
        return all;
    }

    public void keep(String name, Profile profile) {
        ObjectNode root = read();
        ObjectNode stored = root.putObject(name).put("url", profile.url().toString());
        if (profile.token() != null) {
            stored.put("token", profile.token());
        }
        write(root);
    }

    /** @return whether there was one */
    public boolean remove(String name) {
        ObjectNode root = read();
        boolean was = root.remove(name) != null;
        if (was) {
            write(root);
        }
        return was;
    }

    private URI url(String name, JsonNode profile) {
        try {
            return URI.create(profile.path("url").asString(""));
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.badInput(
                    "the url of profile " + name + " in " + file + " is not a URL: " + e.getMessage());
        }
    }

    private ObjectNode read() {
        try {
            if (!Files.exists(file)) {
                return MAPPER.createObjectNode();
            }
            if (PrivateFile.isOpenToOthers(file)) {
                throw CommandFailedException.badInput(
                        "others can read " + file + ", which holds tokens; close it with: chmod 600 " + file);
            }
            if (MAPPER.readTree(Files.readString(file)) instanceof ObjectNode root) {
                return root;
            }
            throw CommandFailedException.badInput(file + " must be a JSON object of profiles");
        } catch (JacksonException e) {
            throw CommandFailedException.badInput(file + " is not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw CommandFailedException.badInput("cannot read " + file + ": " + e);
        }
    }

    private void write(ObjectNode root) {
        try {
            PrivateFile.replace(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
        } catch (IOException e) {
            throw CommandFailedException.badInput("cannot write " + file + ": " + e);
        }
    }
}
