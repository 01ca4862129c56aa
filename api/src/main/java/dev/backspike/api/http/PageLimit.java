package dev.backspike.api.http;

import dev.backspike.api.problem.ProblemException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The number of entries requested on one page of a list. */
public record PageLimit(int limit) {

    private static final int MAX = 200;

    /** @throws ProblemException if the limit is out of range */
    public PageLimit {
        check(limit, MAX);
    }

    /** @throws ProblemException if it is not 1 to {@code max} */
    public static void check(int limit, int max) {
        if (limit < 1 || limit > max) {
            throw ProblemException.badParameter("limit", "must be 1 to " + max);
        }
    }

    /** Returns the number of entries to query: one more than the page holds shows whether there is another page. */
    public int andOneMore() {
        return limit + 1;
    }

    public <T> List<T> page(List<T> found) {
        return found.subList(0, Math.min(limit, found.size()));
    }

    /** Returns the token of the next page; null after the last page. */
    public <T> @Nullable String next(List<T> found, Function<T, String> key) {
        return found.size() > limit ? PageToken.of(key.apply(found.get(limit - 1))) : null;
    }
}
