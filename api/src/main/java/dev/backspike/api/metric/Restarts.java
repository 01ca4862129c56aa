package dev.backspike.api.metric;

import java.util.NavigableMap;

/** Tells where attempts began, which decides which points are still part of a job's series. */
public interface Restarts {

    /** By the number of each attempt of a job: the weight updates completed when it began. */
    NavigableMap<Integer, Long> resumedSteps(String jobId);
}
