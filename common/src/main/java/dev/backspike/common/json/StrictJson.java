package dev.backspike.common.json;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads whole documents. Unknown and repeated fields are errors. */
public final class StrictJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private StrictJson() {}

    /**
     * Parses a text without interpreting it, for callers that distinguish a malformed document from an invalid one.
     *
     * @throws InvalidSpecException with one error, for the whole document, if it is not JSON or repeats a field
     */
    public static JsonNode parse(String json) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            if (!tree.isMissingNode()) {
                return tree;
            }
        } catch (JacksonException e) {
            var where = e.getLocation();
            String place = where == null ? "" : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
            throw new InvalidSpecException("", "is not valid JSON" + place + ": " + e.getOriginalMessage());
        }
        throw new InvalidSpecException("", "is empty; send a JSON object");
    }

    /**
     * Reads a document field by field.
     *
     * @throws InvalidSpecException naming every invalid field
     */
    public static <T> T read(JsonNode json, Function<Fields, T> fields) {
        return read(json, fields, (_, _) -> {});
    }

    /**
     * Reads a document field by field, then checks the rules that span several fields.
     *
     * @param rules adds errors to the list; called only if each field is valid by itself
     * @throws InvalidSpecException naming every invalid field
     */
    public static <T> T read(JsonNode json, Function<Fields, T> fields, BiConsumer<T, List<SpecError>> rules) {
        List<SpecError> errors = new ArrayList<>();
        GivenFields document = GivenFields.of(json, new Place("", errors));
        T value = fields.apply(document);
        document.end();
        if (errors.isEmpty()) {
            rules.accept(value, errors);
        }
        if (!errors.isEmpty()) {
            throw new InvalidSpecException(errors);
        }
        return value;
    }
}
