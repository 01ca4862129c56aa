package dev.backspike.api.log;

import dev.backspike.api.http.PageLimit;
import dev.backspike.api.http.PageToken;
import dev.backspike.api.job.JobRows;
import dev.backspike.common.id.JobId;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

@RestController
@RequestMapping("/api/v1/jobs/{id}/logs")
class LogController {

    private static final Pattern KEY = Pattern.compile("[0-9]{1,9}\\.[0-9]{1,18}");
    private static final int TEXT_PAGE = 500;

    private final LogLines lines;
    private final JobRows jobs;

    LogController(LogLines lines, JobRows jobs) {
        this.lines = lines;
        this.jobs = jobs;
    }

    /**
     * @param lines in order
     * @param nextPageToken null on the last page
     */
    record LogPage(List<LogLine> lines, @Nullable String nextPageToken) {}

    /**
     * Returns the log lines of the attempts of a job.
     *
     * @param attempt only lines of this attempt
     */
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    LogPage json(
            @PathVariable JobId id,
            @RequestParam(required = false) @Nullable Integer attempt,
            @RequestParam(required = false) @Nullable String pageToken,
            @RequestParam(defaultValue = "100") int limit) {
        PageLimit limited = new PageLimit(limit);
        String[] after = pageToken == null
                ? new String[] {"0", "0"}
                : PageToken.read(pageToken, KEY).split("\\.", -1);
        jobs.requireExisting(id);
        List<LogLine> found = lines.after(
                id.text(), attempt, Integer.parseInt(after[0]), Long.parseLong(after[1]), limited.andOneMore());
        return new LogPage(limited.page(found), limited.next(found, LogLine::key));
    }

    /**
     * Returns all log lines as text.
     *
     * @param attempt only lines of this attempt
     */
    @GetMapping(produces = MediaType.TEXT_PLAIN_VALUE)
    ResponseEntity<StreamingResponseBody> text(
            @PathVariable JobId id, @RequestParam(required = false) @Nullable Integer attempt) {
        jobs.requireExisting(id);
        return ResponseEntity.ok(out -> {
            Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            write(id, attempt, text);
            text.flush();
        });
    }

    private void write(JobId id, @Nullable Integer attempt, Writer text) throws IOException {
        List<LogLine> page = lines.after(id.text(), attempt, 0, 0, TEXT_PAGE);
        while (!page.isEmpty()) {
            for (LogLine line : page) {
                text.write(line.text());
            }
            LogLine last = page.getLast();
            page = lines.after(id.text(), attempt, last.attempt(), last.line(), TEXT_PAGE);
        }
    }
}
