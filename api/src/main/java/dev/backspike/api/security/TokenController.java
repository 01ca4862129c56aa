package dev.backspike.api.security;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.job.Submission;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Manages tokens, for admins. */
@RestController
@RequestMapping(path = "/api/v1/tokens", produces = MediaType.APPLICATION_JSON_VALUE)
class TokenController {

    private final Tokens tokens;
    private final TokenTable table;
    private final CurrentCaller caller;

    TokenController(Tokens tokens, TokenTable table, CurrentCaller caller) {
        this.tokens = tokens;
        this.table = table;
        this.caller = caller;
    }

    /** @param token the secret, which only this response contains */
    record NewToken(@JsonUnwrapped AccessToken known, String token) {}

    /** @param tokens newest first, including expired and revoked ones */
    record TokenList(List<AccessToken> tokens) {}

    /** Creates a token: {@code {"name": "ada", "scope": "submitter", "days": 90}}. */
    @ApiResponse(responseCode = "201", description = "made", useReturnTypeSchema = true)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<NewToken> createToken(@RequestBody(required = false) @Nullable String body) {
        TokenRequest wanted = TokenRequest.read(Submission.tree(body == null ? "" : body));
        Tokens.Issued issued = tokens.issue(wanted.name(), wanted.scope(), wanted.valid(), caller.name());
        return ResponseEntity.created(
                        URI.create("/api/v1/tokens/" + issued.token().id()))
                .cacheControl(CacheControl.noStore())
                .body(new NewToken(issued.token(), issued.secret().text()));
    }

    /** Lists all tokens, newest first, without their secrets. */
    @GetMapping
    TokenList tokens() {
        return new TokenList(table.all());
    }

    /** Revokes a token, with immediate effect. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revokeToken(@PathVariable String id) {
        if (!tokens.revoke(id)) {
            throw new ProblemException(ProblemCode.TOKEN_NOT_FOUND, "there is no token " + id);
        }
    }
}
