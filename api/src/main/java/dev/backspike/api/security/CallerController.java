package dev.backspike.api.security;

import dev.backspike.api.access.Caller;
import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.access.Scope;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells callers who they are. */
@RestController
class CallerController {

    private final CurrentCaller caller;
    private final SecurityProperties properties;

    CallerController(CurrentCaller caller, SecurityProperties properties) {
        this.caller = caller;
        this.properties = properties;
    }

    /**
     * @param name the owner of what the caller submits
     * @param scopes what the caller may do, with the scopes that these include
     * @param tokens whether the service requires tokens
     */
    record CallerResource(String name, List<Scope> scopes, boolean tokens) {}

    /** The caller's name and scopes, so that a client can offer what the caller may do. */
    @GetMapping(path = "/api/v1/caller", produces = MediaType.APPLICATION_JSON_VALUE)
    CallerResource caller() {
        Caller current = caller.get();
        return new CallerResource(
                current.name(),
                current.scopes().stream().sorted().toList(),
                properties.mode() == SecurityProperties.Mode.TOKENS);
    }
}
