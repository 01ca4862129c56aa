package dev.backspike.api.metric;

import java.util.NavigableMap;

/** Provides the starting points of attempts, which determine the points that are still part of a job's series. */
public interface Restarts {

    /** Returns, by the number of each attempt of a job, the weight updates completed when it began. */
    NavigableMap<Integer, Long> resumedSteps(String jobId);
}
