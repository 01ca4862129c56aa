package dev.backspike.api.evaluation;

import dev.backspike.api.artifact.TrainedFiles.TrainedFile;
import dev.backspike.common.evaluation.Evaluation;
import dev.backspike.common.evaluation.Split;
import dev.backspike.common.evaluation.Trial;
import dev.backspike.common.id.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tables of evaluations and their trials. */
@Component
class EvaluationTable {

    /** Trials in a row. */
    private static final int PAGE = 100;

    private static final JsonMapper JSON = new JsonMapper();
    private static final String COLUMNS = "number, checkpoint, epoch, split, dataset, result, created_at";

    private final JdbcClient jdbc;

    EvaluationTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Adds an evaluation in the caller's transaction, which holds the lock of the job, and deletes the oldest beyond
     * {@code kept}.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public StoredEvaluation add(
            TrainedFile file,
            Split split,
            @Nullable JsonNode dataset,
            Evaluation evaluation,
            List<Trial> trials,
            Instant now,
            int kept) {
        String job = file.jobId().text();
        int number = 1
                + Objects.requireNonNullElse(
                        jdbc.sql("select max(number) from evaluation where job_id = ?")
                                .param(job)
                                .query(Integer.class)
                                .optional()
                                .orElse(0),
                        0);
        StoredEvaluation stored =
                new StoredEvaluation(number, file.checkpoint(), file.epoch(), split, dataset, evaluation, now);
        jdbc.sql("insert into evaluation (job_id, " + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?)")
                .param(job)
                .param(number)
                .param(file.checkpoint())
                .param(file.epoch())
                .param(split.name())
                .param(dataset == null ? null : JSON.writeValueAsString(dataset))
                .param(JSON.writeValueAsString(evaluation))
                .param(now.atOffset(ZoneOffset.UTC))
                .update();
        for (int page = 0; page * PAGE < trials.size(); page++) {
            List<Trial> some = trials.subList(page * PAGE, Math.min(trials.size(), (page + 1) * PAGE));
            jdbc.sql("insert into evaluation_page (job_id, number, page, trials) values (?, ?, ?, ?)")
                    .params(job, number, page, JSON.writeValueAsString(some))
                    .update();
        }
        jdbc.sql("delete from evaluation where job_id = ? and number <= ?")
                .params(job, number - kept)
                .update();
        return stored;
    }

    /** Newest first. */
    List<StoredEvaluation> ofJob(JobId id) {
        return jdbc.sql("select " + COLUMNS + " from evaluation where job_id = ? order by number desc")
                .param(id.text())
                .query(EvaluationTable::read)
                .list();
    }

    Optional<StoredEvaluation> find(JobId id, int number) {
        return jdbc.sql("select " + COLUMNS + " from evaluation where job_id = ? and number = ?")
                .params(id.text(), number)
                .query(EvaluationTable::read)
                .optional();
    }

    private static StoredEvaluation read(ResultSet row, int index) throws SQLException {
        String dataset = row.getString("dataset");
        return new StoredEvaluation(
                row.getInt("number"),
                row.getObject("checkpoint", Integer.class),
                row.getObject("epoch", Integer.class),
                Split.valueOf(row.getString("split")),
                dataset == null ? null : JSON.readTree(dataset),
                JSON.readValue(row.getString("result"), Evaluation.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    /**
     * Trials of an evaluation in order.
     *
     * @param from how many come before
     * @param count at most so many
     */
    List<Trial> trials(JobId id, int number, int from, int count) {
        List<String> pages = jdbc.sql("""
                        select trials from evaluation_page
                        where job_id = ? and number = ? and page between ? and ? order by page""")
                .params(id.text(), number, from / PAGE, (from + count - 1) / PAGE)
                .query(String.class)
                .list();
        List<Trial> trials = new ArrayList<>();
        for (String page : pages) {
            trials.addAll(List.of(JSON.readValue(page, Trial[].class)));
        }
        int before = from % PAGE;
        return trials.subList(Math.min(before, trials.size()), Math.min(before + count, trials.size()));
    }
}
