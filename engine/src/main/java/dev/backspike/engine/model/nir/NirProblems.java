package dev.backspike.engine.model.nir;

import dev.backspike.common.json.SpecError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All errors of a file, collected in stages, so that a user sees them at once. */
final class NirProblems {

    /** More do not help, and a hostile file could have millions. */
    private static final int MOST = 100;

    private final Set<SpecError> errors = new LinkedHashSet<>();

    /**
     * @param path of the object within the file
     * @throws NirException if there are already as many as anyone would read
     */
    void add(String path, String message) {
        errors.add(new SpecError(path, message));
        if (errors.size() == MOST) {
            List<SpecError> shown = new ArrayList<>(errors);
            shown.add(new SpecError("", "there may be more problems; reading stopped at " + MOST));
            throw new NirException(shown);
        }
    }

    /** @throws NirException with this problem and those before it */
    NirException fatal(String path, String message) {
        add(path, message);
        return new NirException(List.copyOf(errors));
    }

    boolean isEmpty() {
        return errors.isEmpty();
    }

    /** @throws NirException if there is any */
    void requireNone() {
        if (!errors.isEmpty()) {
            throw new NirException(List.copyOf(errors));
        }
    }
}
