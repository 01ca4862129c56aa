package dev.backspike.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.Service;
import dev.backspike.api.access.Scope;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** Who may call what: every endpoint is in this table, and is called with a token of every scope and with none. */
@SecuredServiceTest
class EndpointAccessTest {

    /** The endpoint, and the scope that it takes: that one and those that include it are let in, all others refused. */
    private static final String TABLE = """
        GET    /api/v1/audit                                                admin
        GET    /api/v1/caller                                               viewer
        GET    /api/v1/datasets                                             viewer
        DELETE /api/v1/datasets/{name}                                      submitter
        GET    /api/v1/datasets/{name}                                      viewer
        DELETE /api/v1/datasets/{name}/files/{file}                         submitter
        PUT    /api/v1/datasets/{name}/files/{file}                         submitter
        GET    /api/v1/datasets/{name}/files/{file}/network                 viewer
        GET    /api/v1/datasets/{name}/files/{file}/samples                 viewer
        GET    /api/v1/datasets/{name}/files/{file}/samples/{sample}        viewer
        GET    /api/v1/examples                                             viewer
        GET    /api/v1/jobs                                                 viewer
        POST   /api/v1/jobs                                                 submitter
        POST   /api/v1/jobs:validate                                        submitter
        DELETE /api/v1/jobs/{id}                                            submitter
        GET    /api/v1/jobs/{id}                                            viewer
        POST   /api/v1/jobs/{id}:cancel                                     submitter
        POST   /api/v1/jobs/{id}:evaluate                                   submitter
        POST   /api/v1/jobs/{id}:pause                                      submitter
        POST   /api/v1/jobs/{id}:predict                                    submitter
        POST   /api/v1/jobs/{id}:record                                     submitter
        POST   /api/v1/jobs/{id}:resume                                     submitter
        POST   /api/v1/jobs/{id}:retry                                      submitter
        GET    /api/v1/jobs/{id}/attempts                                   viewer
        GET    /api/v1/jobs/{id}/checkpoints                                viewer
        GET    /api/v1/jobs/{id}/checkpoints/{number}                       viewer
        POST   /api/v1/jobs/{id}/checkpoints/{number}:pin                   submitter
        POST   /api/v1/jobs/{id}/checkpoints/{number}:unpin                 submitter
        GET    /api/v1/jobs/{id}/checkpoints/{number}/content               viewer
        GET    /api/v1/jobs/{id}/evaluations                                viewer
        GET    /api/v1/jobs/{id}/evaluations/{number}                       viewer
        GET    /api/v1/jobs/{id}/evaluations/{number}/predictions           viewer
        GET    /api/v1/jobs/{id}/events                                     viewer
        GET    /api/v1/jobs/{id}/logs                                       viewer
        GET    /api/v1/jobs/{id}/metrics                                    viewer
        GET    /api/v1/jobs/{id}/model                                      viewer
        GET    /api/v1/jobs/{id}/stream                                     viewer
        GET    /api/v1/schema/job                                           viewer
        GET    /api/v1/schema/sweep                                         viewer
        GET    /api/v1/schema/webhook                                       viewer
        GET    /api/v1/sweeps                                               viewer
        POST   /api/v1/sweeps                                               submitter
        POST   /api/v1/sweeps:validate                                      submitter
        DELETE /api/v1/sweeps/{id}                                          submitter
        GET    /api/v1/sweeps/{id}                                          viewer
        POST   /api/v1/sweeps/{id}:cancel                                   submitter
        POST   /api/v1/sweeps/{id}:pause                                    submitter
        POST   /api/v1/sweeps/{id}:resume                                   submitter
        GET    /api/v1/sweeps/{id}/results                                  viewer
        GET    /api/v1/sweeps/{id}/runs                                     viewer
        GET    /api/v1/tokens                                               admin
        POST   /api/v1/tokens                                               admin
        DELETE /api/v1/tokens/{id}                                          admin
        GET    /api/v1/webhooks                                             viewer
        POST   /api/v1/webhooks                                             submitter
        GET    /api/v1/webhooks/{id}                                        viewer
        DELETE /api/v1/webhooks/{id}                                        submitter
        POST   /api/v1/webhooks/{id}:ping                                   submitter
        GET    /api/v1/webhooks/{id}/deliveries                             viewer
        POST   /api/v1/webhooks/{id}/deliveries/{delivery}:redeliver        submitter
        PUT    /api/v1/worker/attempts/{jobId}/{attempt}/artifacts/{name}   worker
        PUT    /api/v1/worker/attempts/{jobId}/{attempt}/checkpoint         worker
        GET    /api/v1/worker/attempts/{jobId}/{attempt}/files/{sha256}     worker
        GET    /api/v1/worker/files/{sha256}                                worker
        POST   /api/v1/worker/ended                                         worker
        POST   /api/v1/worker/lease                                         worker
        POST   /api/v1/worker/report                                        worker
        GET    /api/v1/workers                                              viewer
        POST   /api/v1/workers/{name}:drain                                 admin
        POST   /api/v1/workers/{name}:undrain                               admin
        GET    /openapi                                                     viewer
        GET    /openapi.yaml                                                viewer
        GET    /actuator                                                    admin
        GET    /actuator/health                                             nothing
        GET    /actuator/health/liveness                                    nothing
        GET    /actuator/info                                               viewer
        GET    /actuator/prometheus                                         viewer
        """;

    /** Answers what a filter has refused, or the container. */
    private static final Set<String> INTERNAL = Set.of("* /error");

    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    private Clients clients;

    @Autowired
    private List<RequestMappingHandlerMapping> mappings;

    @Test
    void theTableHasEveryEndpoint() {
        Set<String> known = new TreeSet<>(table().keySet());
        known.removeIf(endpoint -> endpoint.contains(" /actuator"));

        assertThat(endpoints()).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void everyEndpointTakesItsScopeAndNoOther() {
        Map<Scope, Service> callers = new EnumMap<>(Scope.class);
        for (Scope scope : Scope.values()) {
            callers.put(scope, clients.of("of-" + scope.word(), scope));
        }
        List<String> wrong = new ArrayList<>();
        table().forEach((endpoint, needed) -> {
            Outcome nobody = call(clients.without(), endpoint);
            if (!needed.equals("nothing") && !nobody.is(HttpStatus.UNAUTHORIZED, "token-missing")) {
                wrong.add(endpoint + " without a token: " + nobody);
            }
            if (needed.equals("nothing") && nobody.isRefusal()) {
                wrong.add(endpoint + " without a token, which it does not take: " + nobody);
            }
            callers.forEach((scope, caller) -> {
                Outcome outcome = call(caller, endpoint);
                boolean expected = needed.equals("nothing") || includes(scope, needed);
                if (expected ? outcome.isRefusal() : !outcome.is(HttpStatus.FORBIDDEN, "scope-missing")) {
                    wrong.add(endpoint + " with the scope " + scope + ": " + outcome);
                }
            });
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatIsNotThereIsNobodys() {
        assertThat(call(clients.without(), "GET /nothing").is(HttpStatus.UNAUTHORIZED, "token-missing"))
                .isTrue();
        assertThat(call(clients.of("root", Scope.ADMIN), "GET /nothing").is(HttpStatus.FORBIDDEN, "scope-missing"))
                .isTrue();
        assertThat(call(clients.without(), "GET /.well-known/oauth-protected-resource")
                        .is(HttpStatus.UNAUTHORIZED, "token-missing"))
                .isTrue();
        assertThat(call(clients.of("root", Scope.ADMIN), "GET /api/v1/nothing").is(HttpStatus.NOT_FOUND, "not-found"))
                .isTrue();
    }

    private record Outcome(HttpStatus status, String code) {

        boolean is(HttpStatus expected, String expectedCode) {
            return status == expected && code.equals(expectedCode);
        }

        boolean isRefusal() {
            return status == HttpStatus.UNAUTHORIZED || code.equals("scope-missing");
        }
    }

    /** Nothing that it names is there, and no body is one: what is let in is told so, and changes nothing. */
    private static Outcome call(Service caller, String endpoint) {
        String[] parts = endpoint.split(" ", 2);
        var answer = caller.http()
                .method(HttpMethod.valueOf(parts[0]))
                .uri(parts[1].replaceAll("\\{(number|attempt)}", "1").replaceAll("\\{[a-zA-Z0-9]+}", "none"))
                .exchange()
                .returnResult(String.class);
        HttpStatus status = HttpStatus.valueOf(answer.getStatus().value());
        boolean problem = MediaType.APPLICATION_PROBLEM_JSON.equals(
                answer.getResponseHeaders().getContentType());
        String body = Objects.requireNonNullElse(answer.getResponseBody(), "");
        return new Outcome(status, problem ? JSON.readTree(body).path("code").asString() : "");
    }

    private static boolean includes(Scope scope, String needed) {
        return switch (needed) {
            case "viewer" -> scope != Scope.WORKER;
            case "submitter" -> scope == Scope.SUBMITTER || scope == Scope.ADMIN;
            case "admin" -> scope == Scope.ADMIN;
            case "worker" -> scope == Scope.WORKER;
            default -> throw new AssertionError(needed);
        };
    }

    private static Map<String, String> table() {
        Map<String, String> table = new TreeMap<>();
        TABLE.lines().forEach(line -> {
            String[] columns = line.split(" +", -1);
            table.put(columns[0] + " " + columns[1], columns[2]);
        });
        return table;
    }

    private Set<String> endpoints() {
        Set<String> endpoints = new TreeSet<>();
        for (RequestMappingHandlerMapping mapping : mappings) {
            for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
                for (String path : info.getPatternValues()) {
                    Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
                    if (methods.isEmpty()) {
                        endpoints.add("* " + plain(path));
                    }
                    methods.forEach(method -> endpoints.add(method + " " + plain(path)));
                }
            }
        }
        endpoints.removeAll(INTERNAL);
        return endpoints;
    }

    /** Without what a variable must look like. */
    private static String plain(String path) {
        return path.replaceAll("\\{([a-zA-Z0-9]+):[^}]*}", "{$1}");
    }
}
