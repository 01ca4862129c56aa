package dev.backspike.common.spec.reading;

import dev.backspike.common.json.Fields;
import dev.backspike.common.json.Range;
import dev.backspike.common.spec.ReplicasSpec;

/** Reads {@code /resources/replicas}: a whole number, or {@code {"min": 1, "max": 4}}. */
final class ReplicasReader {

    private static final String FIELD = "replicas";
    private static final Range REPLICAS =
            new Range(1, true, ReplicasSpec.LIMIT, "a batch is cut into " + ReplicasSpec.LIMIT + " blocks at most");

    private ReplicasReader() {}

    static ReplicasSpec read(Fields in) {
        return in.integerOr(
                FIELD,
                1,
                REPLICAS,
                number -> new ReplicasSpec((int) number, (int) number),
                () -> in.object(FIELD, ReplicasReader::between));
    }

    private static ReplicasSpec between(Fields in) {
        int min = (int) in.integer("min", 1, REPLICAS);
        int max = (int) in.integer("max", REPLICAS);
        if (max < min) {
            in.error("max", "must be at least min (" + min + "), was " + max);
        }
        return new ReplicasSpec(Math.min(min, max), max);
    }
}
