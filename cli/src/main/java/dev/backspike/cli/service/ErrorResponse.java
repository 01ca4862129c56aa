package dev.backspike.cli.service;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * An error response of the service: an RFC 9457 problem document.
 *
 * @param status HTTP status
 * @param errors the invalid fields; empty if the error is not about fields
 */
public record ErrorResponse(int status, String title, String detail, List<FieldError> errors) {

    /** @param pointer JSON pointer to the field; empty for the whole document */
    public record FieldError(String pointer, String message) {}

    public static ErrorResponse of(int status, JsonNode json) {
        List<FieldError> errors = new ArrayList<>();
        for (JsonNode error : json.path("errors")) {
            errors.add(new FieldError(
                    error.path("pointer").asString(""), error.path("message").asString("")));
        }
        return new ErrorResponse(
                status,
                json.path("title").asString("HTTP status " + status),
                json.path("detail").asString(""),
                List.copyOf(errors));
    }

    /** One headline, then one line per invalid field. */
    public String describe() {
        String headline = detail.isBlank() ? title : detail;
        int width = errors.stream().mapToInt(e -> pointer(e).length()).max().orElse(0);
        return headline
                + errors.stream()
                        .map(e -> "\n  " + pointer(e)
                                + " ".repeat(width - pointer(e).length()) + "  " + e.message())
                        .collect(Collectors.joining());
    }

    /** Whether the service failed, so that a retry can succeed. */
    public boolean isServiceFault() {
        return status >= 500;
    }

    private static String pointer(FieldError error) {
        return error.pointer().isEmpty() ? "(document)" : error.pointer();
    }
}
