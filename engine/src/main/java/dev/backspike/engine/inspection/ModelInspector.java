package dev.backspike.engine.inspection;

import dev.backspike.common.evaluation.Evaluated;
import dev.backspike.common.evaluation.GivenSample;
import dev.backspike.common.evaluation.Split;
import dev.backspike.common.evaluation.Trials;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import java.util.List;

/** What the service asks of the numerics about trained networks. The service asks an {@link InspectionChild}. */
public interface ModelInspector {

    /**
     * Runs samples of a part of the specification's data set.
     *
     * @param spec resolved, but for its data set, which may be another
     * @param limit samples at most, spread evenly over the part
     * @throws InvalidSpecException if the data set or the values do not fit the network, the part does not exist, time
     *     or room does not suffice, or the network cannot be simulated
     */
    Evaluated evaluate(JobSpec spec, StoredValues values, Split split, int limit);

    /**
     * Runs some samples of a part of the specification's data set and records their spikes.
     *
     * @param samples their numbers, counted from 0
     * @throws InvalidSpecException as {@link #evaluate}
     */
    Trials record(JobSpec spec, StoredValues values, Split split, List<Integer> samples);

    /**
     * Runs samples that have no label.
     *
     * @param record whether the spikes of all populations are recorded
     * @throws InvalidSpecException naming what is wrong with the samples, and as {@link #evaluate}
     */
    Trials predict(JobSpec spec, StoredValues values, List<GivenSample> samples, boolean record);
}
