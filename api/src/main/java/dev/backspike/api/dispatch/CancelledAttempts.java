package dev.backspike.api.dispatch;

import dev.backspike.common.protocol.AttemptId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which attempts a user wants stopped. */
@Component
class CancelledAttempts {

    private final JdbcClient jdbc;

    CancelledAttempts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param running attempts that are their jobs' current ones */
    List<AttemptId> among(List<AttemptId> running) {
        if (running.isEmpty()) {
            return List.of();
        }
        Set<String> cancelled = new HashSet<>(jdbc.sql("select id from job where cancel_requested and id in (:ids)")
                .param("ids", running.stream().map(AttemptId::jobId).toList())
                .query(String.class)
                .list());
        return running.stream().filter(held -> cancelled.contains(held.jobId())).toList();
    }
}
