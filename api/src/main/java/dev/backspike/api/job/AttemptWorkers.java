package dev.backspike.api.job;

import dev.backspike.common.protocol.AttemptId;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Tells which workers hold the replicas of attempts. */
public interface AttemptWorkers {

    /** The names of workers by rank, one for each replica, whether the attempt runs or has ended. */
    Map<AttemptId, List<String>> byRank(Collection<AttemptId> attempts);
}
