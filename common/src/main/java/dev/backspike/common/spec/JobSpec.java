package dev.backspike.common.spec;

import java.util.Map;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * A training job as submitted. Immutable once accepted; the copy with every default filled in (the <em>resolved</em>
 * specification) has the same type.
 *
 * @param name shown to people; need not be unique
 * @param labels free key-value pairs for filtering
 * @param priority higher runs first; 0 by default
 */
@JsonDeserialize(using = JobSpecDeserializer.class)
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

    public JobSpec withDataset(DatasetSpec resolved) {
        return new JobSpec(name, labels, priority, resolved, network, training, resources, retry);
    }
}
