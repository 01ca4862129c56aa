package dev.backspike.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.Service;
import dev.backspike.api.access.Caller;
import dev.backspike.api.access.Scope;
import dev.backspike.api.security.SecurityProperties.Mode;
import dev.backspike.api.security.SecurityProperties.Oidc;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.LeaseResponse;
import dev.backspike.common.protocol.WorkerApiClient;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@SecuredServiceTest
class LocalWorkerTokenTest {

    @Autowired
    private LocalWorkerToken token;

    @LocalServerPort
    private int port;

    @Test
    void itIsGoodForTheWorkerProtocolAndNothingElse() {
        String secret = Objects.requireNonNull(token.secret());
        LeaseResponse answer = WorkerApiClient.connect(URI.create("http://127.0.0.1:" + port), secret)
                .lease(new LeaseRequest(new WorkerName("own"), "cpu", 1, 0, List.of(), 0));
        assertThat(answer.grants()).isEmpty();
        new Service(port, secret)
                .http()
                .get()
                .uri("/api/v1/jobs")
                .exchange()
                .expectStatus()
                .isForbidden();
    }

    @Test
    void itsBearerIsTheServiceItself() {
        assertThat(token.caller(Objects.requireNonNull(token.secret()))).hasValueSatisfying(caller -> {
            assertThat(caller.name()).isEqualTo(Caller.LOCAL.name());
            assertThat(caller.scopes()).containsExactly(Scope.WORKER);
        });
        assertThat(token.caller("bsk_another")).isEmpty();
    }

    @Test
    void thereIsNoneWhereNobodyNeedsOne() {
        LocalWorkerToken none =
                new LocalWorkerToken(new SecurityProperties(Mode.NONE, new Oidc("sub", "scope", "backspike.")));
        assertThat(none.secret()).isNull();
    }
}
