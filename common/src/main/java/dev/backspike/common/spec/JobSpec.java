package dev.backspike.common.spec;

import dev.backspike.common.file.FileNames;
import java.util.Map;

/**
 * A training job as submitted. Immutable once accepted; the copy with every default filled in (the <em>resolved</em>
 * specification) has the same type.
 *
 * @param name a name for people; it need not be unique. At most 200 characters, none of them invisible
 * @param labels pairs of names and values for filtering; at most 64, names without {@code =}
 * @param priority jobs of higher priority run first
 * @param dataset the samples, and how they become input spikes
 * @param network the network
 * @param training how the network is trained
 * @param resources what the job may run on
 * @param retry how often the job is retried, by the kind of failure
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
