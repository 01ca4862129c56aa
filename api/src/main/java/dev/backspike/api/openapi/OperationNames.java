package dev.backspike.api.openapi;

import java.util.List;
import java.util.Locale;

/**
 * Names of operations for clients generated from the document: the verb, then the resource. They are derived from
 * method and path alone, so that renaming Java methods does not change them.
 */
final class OperationNames {

    private static final String PREFIX = "/api/v1/";

    private OperationNames() {}

    /** {@code POST /api/v1/jobs/{id}:cancel} is {@code cancelJob}, {@code GET /api/v1/jobs} is {@code getJobs}. */
    static String of(String method, String path) {
        int colon = path.indexOf(':');
        String verb = colon < 0 ? verb(method) : path.substring(colon + 1);
        String target = colon < 0 ? path : path.substring(0, colon);
        List<String> segments = segments(target);
        StringBuilder name = new StringBuilder(verb);
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            boolean last = i == segments.size() - 1;
            if (!segment.startsWith("{")) {
                boolean one = !last || colon >= 0 || method.equals("POST");
                name.append(capitalised(one ? singular(segment) : segment));
            }
        }
        return name.toString();
    }

    /** Returns the collection that an operation belongs to: {@code jobs}, {@code sweeps}, ... */
    static String collection(String path) {
        String first = segments(path).getFirst();
        int colon = first.indexOf(':');
        return colon < 0 ? first : first.substring(0, colon);
    }

    private static List<String> segments(String path) {
        String relative = path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : path.substring(1);
        return List.of(relative.split("/", -1));
    }

    private static String verb(String method) {
        return method.equals("POST") ? "create" : method.toLowerCase(Locale.ROOT);
    }

    private static String singular(String plural) {
        if (plural.endsWith("ies")) {
            return plural.substring(0, plural.length() - 3) + "y";
        }
        return plural.endsWith("s") ? plural.substring(0, plural.length() - 1) : plural;
    }

    private static String capitalised(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
