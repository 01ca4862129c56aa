package dev.backspike.cli.spec;

import dev.backspike.cli.service.Json;
import dev.backspike.cli.terminal.CommandFailedException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A specification, of a job or of a sweep, as a JSON tree. Only its being JSON is checked here; what the fields mean is
 * the service's business, so that there is one set of rules.
 */
public final class SpecDocument {

    private final ObjectNode root;

    private SpecDocument(ObjectNode root) {
        this.root = root;
    }

    /** @throws CommandFailedException if the file cannot be read or holds no JSON object */
    public static SpecDocument read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (NoSuchFileException e) {
            throw CommandFailedException.badInput("file " + file + " does not exist");
        } catch (CharacterCodingException e) {
            throw CommandFailedException.badInput(file + " is not UTF-8 text");
        } catch (IOException e) {
            throw CommandFailedException.badInput("cannot read " + file + ": " + e.getMessage());
        }
    }

    public static SpecDocument parse(String json, String source) {
        try {
            JsonNode tree = Json.MAPPER.readTree(json);
            if (tree instanceof ObjectNode object) {
                return new SpecDocument(object);
            }
            throw CommandFailedException.badInput(source + " is not a JSON object, as a specification must be");
        } catch (JacksonException e) {
            var where = e.getLocation();
            throw CommandFailedException.badInput(source + " is not valid JSON at line " + where.getLineNr()
                    + ", column " + where.getColumnNr() + ": " + e.getOriginalMessage());
        }
    }

    public String toJson() {
        return Json.MAPPER.writeValueAsString(root);
    }

    /**
     * Applies {@code path=value}. The path is dotted ({@code network.connections.0.tauSyn}) or, where a name holds a
     * dot, a JSON pointer ({@code /labels/a.b}); objects on the way are created, so that a misspelt name reaches the
     * service's parser, which names it. An array index can replace an element or append one. A value that is JSON is
     * taken as JSON, anything else as a string.
     *
     * @throws CommandFailedException if the path does not fit the document
     */
    public void set(String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            throw CommandFailedException.badInput(
                    "--set " + assignment + ": must be path=value, such as training.epochs=5");
        }
        String path = assignment.substring(0, equals);
        List<String> names = names(path);
        JsonNode parent = root;
        for (int depth = 0; depth < names.size() - 1; depth++) {
            JsonNode child = child(parent, names.get(depth), path);
            parent =
                    child.isMissingNode() ? put(parent, names.get(depth), Json.MAPPER.createObjectNode(), path) : child;
        }
        put(parent, names.getLast(), value(assignment.substring(equals + 1)), path);
    }

    private static List<String> names(String path) {
        List<String> names = path.startsWith("/")
                ? List.of(path.substring(1).split("/", -1)).stream()
                        .map(name -> name.replace("~1", "/").replace("~0", "~"))
                        .toList()
                : List.of(path.split("\\.", -1));
        if (names.contains("")) {
            throw CommandFailedException.badInput("--set " + path + ": the path contains an empty name");
        }
        return names;
    }

    private static JsonNode value(String text) {
        try {
            JsonNode value = Json.MAPPER.readTree(text);
            return value.isMissingNode() ? JsonNodeFactory.instance.stringNode(text) : value;
        } catch (JacksonException e) {
            if (text.startsWith("{") || text.startsWith("[") || text.startsWith("\"")) {
                throw CommandFailedException.badInput(
                        "--set: " + text + " is not valid JSON: " + e.getOriginalMessage());
            }
            return JsonNodeFactory.instance.stringNode(text);
        }
    }

    private static JsonNode child(JsonNode parent, String name, String path) {
        return switch (parent) {
            case ObjectNode object -> object.path(name);
            case ArrayNode array -> {
                int index = index(array, name, path);
                yield index < array.size() ? array.get(index) : MissingNode.getInstance();
            }
            default -> throw notAContainer(parent, name, path);
        };
    }

    private static JsonNode put(JsonNode parent, String name, JsonNode value, String path) {
        switch (parent) {
            case ObjectNode object -> object.set(name, value);
            case ArrayNode array -> {
                int index = index(array, name, path);
                if (index < array.size()) {
                    array.set(index, value);
                } else {
                    array.add(value);
                }
            }
            default -> throw notAContainer(parent, name, path);
        }
        return value;
    }

    private static int index(ArrayNode array, String name, String path) {
        if (!name.matches("\\d{1,9}") || Integer.parseInt(name) > array.size()) {
            throw CommandFailedException.badInput(
                    "--set " + path + ": " + name + " is not an index of an array of " + array.size() + " elements");
        }
        return Integer.parseInt(name);
    }

    private static CommandFailedException notAContainer(JsonNode parent, String name, String path) {
        return CommandFailedException.badInput(
                "--set " + path + ": " + parent + " has no fields, so it cannot contain " + name);
    }
}
