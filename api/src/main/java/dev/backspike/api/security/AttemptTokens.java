package dev.backspike.api.security;

import dev.backspike.api.access.Caller;
import dev.backspike.api.access.Scope;
import dev.backspike.api.secret.Signatures;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Tokens of workers that are launched for one attempt: valid for the worker protocol of that attempt only, and
 * therefore for as long as it is the current one. A token names its attempt and carries a signature, so that nothing is
 * stored and every replica of the service issues the same one.
 *
 * <pre>bsk_j01k7x2m4vbq8n5rtzy.3.SIGNATURE</pre>
 */
@Component
public class AttemptTokens {

    private static final Pattern FORM =
            Pattern.compile("bsk_(j[0-9a-hjkmnp-tv-z]{18})\\.([1-9][0-9]{0,8})\\.([A-Za-z0-9_-]{43})");

    private final Signatures signatures;

    AttemptTokens(Signatures signatures) {
        this.signatures = signatures;
    }

    /** Returns the token for an attempt, which need not have begun. */
    public String issue(AttemptId attempt) {
        return "bsk_" + attempt.jobId() + "." + attempt.number() + "." + signatures.of(signed(attempt));
    }

    Optional<Caller> caller(String given) {
        Matcher form = FORM.matcher(given);
        if (!form.matches()) {
            return Optional.empty();
        }
        AttemptId attempt = new AttemptId(new JobId(form.group(1)), Integer.parseInt(form.group(2)));
        if (!signatures.verify(signed(attempt), form.group(3))) {
            return Optional.empty();
        }
        // Only this token has the name, as names of other tokens have no slash; so it leases nothing of theirs.
        return Optional.of(
                new Caller("attempt/" + attempt.jobId() + "/" + attempt.number(), Set.of(Scope.WORKER), attempt));
    }

    private static String signed(AttemptId attempt) {
        return "attempt token " + attempt.jobId() + " " + attempt.number();
    }
}
