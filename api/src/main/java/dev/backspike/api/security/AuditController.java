package dev.backspike.api.security;

import dev.backspike.api.http.PageLimit;
import dev.backspike.api.http.PageToken;
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

    /**
     * Lists the changes that callers have made or attempted.
     *
     * @param actor only entries of this caller
     */
    @GetMapping(path = "/api/v1/audit", produces = MediaType.APPLICATION_JSON_VALUE)
    AuditPage audit(
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(required = false) @Nullable String pageToken,
            @RequestParam(defaultValue = "50") int limit) {
        PageLimit limited = new PageLimit(limit);
        String before = pageToken == null ? null : PageToken.read(pageToken, ENTRY_ID);
        List<AuditLog.Entry> found = audit.list(actor, before, limited.andOneMore());
        return new AuditPage(limited.page(found), limited.next(found, AuditLog.Entry::id));
    }
}
