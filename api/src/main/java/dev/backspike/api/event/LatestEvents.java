package dev.backspike.api.event;

import java.util.List;
import java.util.Map;

/** Knows the sequence number of the latest event of each job without reading events. */
public interface LatestEvents {

    /** The last sequence numbers of jobs by id, without jobs that do not exist. */
    Map<String, Long> sequenceNumbers(List<String> jobIds);
}
