package dev.backspike.api.job;

import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Command;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The attempts that users have asked to stop. */
@Component
public class StopRequests {

    private final JdbcClient jdbc;

    StopRequests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param running attempts that are their jobs' current ones
     * @return the commands for those that should stop
     */
    public Map<AttemptId, Command> among(List<AttemptId> running) {
        if (running.isEmpty()) {
            return Map.of();
        }
        Map<String, Command> jobs = new HashMap<>();
        jdbc.sql("select id, cancel_requested from job where (cancel_requested or pause_requested) and id in (:ids)")
                .param(
                        "ids",
                        running.stream().map(attempt -> attempt.jobId().text()).toList())
                .query(row -> {
                    jobs.put(row.getString("id"), row.getBoolean("cancel_requested") ? Command.CANCEL : Command.PAUSE);
                });
        Map<AttemptId, Command> commands = new HashMap<>();
        for (AttemptId attempt : running) {
            Command command = jobs.get(attempt.jobId().text());
            if (command != null) {
                commands.put(attempt, command);
            }
        }
        return commands;
    }

    /** Running attempts of jobs whose cancellation was requested before then. */
    public List<AttemptId> cancelledBefore(Instant time) {
        return jdbc.sql("select id, attempt from job"
                        + " where state = 'RUNNING' and cancel_requested and stop_requested_at < ?")
                .param(time.atOffset(ZoneOffset.UTC))
                .query((row, _) -> new AttemptId(new JobId(row.getString("id")), row.getInt("attempt")))
                .list();
    }
}
