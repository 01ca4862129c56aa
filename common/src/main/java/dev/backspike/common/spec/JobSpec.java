package dev.backspike.common.spec;

import dev.backspike.common.file.FileNames;
import java.util.Map;

/**
 * A training job as submitted. Immutable once accepted; the copy with every default filled in (the <em>resolved</em>
 * specification) has the same type.
 *
 * @param name shown to people; need not be unique
 * @param labels free key-value pairs for filtering
 * @param priority higher runs first; 0 by default
 */
public record JobSpec(
        String name,
        Map<String, String> labels,
        int priority,
        DatasetSpec dataset,
        NetworkSpec network,
        TrainingSpec training,
        ResourcesSpec resources,
        RetrySpec retry) {

    public JobSpec withNetwork(NetworkSpec resolved) {
        return new JobSpec(name, labels, priority, dataset, resolved, training, resources, retry);
    }

    /** The same job with each of its files, if it has any, under another name. */
    public JobSpec withFiles(FileNames names) {
        return new JobSpec(
                name, labels, priority, dataset.withFiles(names), network, training.withFiles(names), resources, retry);
    }
}
