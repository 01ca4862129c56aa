package dev.backspike.api.security;

import dev.backspike.api.job.PageToken;
import dev.backspike.api.problem.ProblemException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The audit log, for admins. */
@RestController
class AuditController {

    private static final int MAX_LIMIT = 200;
    private static final Pattern ENTRY_ID = Pattern.compile("a[0-9a-z]{18}");

    private final AuditLog audit;

    AuditController(AuditLog audit) {
        this.audit = audit;
    }

    /**
     * @param entries newest first
     * @param nextPageToken null on the last page
     */
    record AuditPage(List<AuditLog.Entry> entries, @Nullable String nextPageToken) {}

    /** Who has changed what, or tried to; of all or of one. */
    @GetMapping(path = "/api/v1/audit", produces = MediaType.APPLICATION_JSON_VALUE)
    AuditPage audit(
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(required = false) @Nullable String pageToken,
            @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ProblemException.badParameter("limit", "must be 1 to " + MAX_LIMIT);
        }
        String before = pageToken == null ? null : PageToken.read(pageToken, ENTRY_ID);
        List<AuditLog.Entry> found = audit.list(actor, before, limit + 1);
        List<AuditLog.Entry> page = found.subList(0, Math.min(limit, found.size()));
        return new AuditPage(
                page, found.size() > limit ? PageToken.of(page.getLast().id()) : null);
    }
}
