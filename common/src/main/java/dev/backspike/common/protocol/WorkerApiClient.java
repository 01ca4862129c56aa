package dev.backspike.common.protocol;

import dev.backspike.common.code.ProblemCode;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The {@link WorkerApi} of a remote service. */
public final class WorkerApiClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Longer than the longest {@link WorkerApi#lease long poll}. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(40);

    private static final JsonMapper JSON = new JsonMapper();

    private WorkerApiClient() {}

    /**
     * @param api base URL of the service, such as {@code http://127.0.0.1:8080}
     * @param token null if the service requires none
     * @return a proxy that throws {@link StaleAttemptException} and {@link RefusedException} just as the bean of the
     *     service does, and {@link org.springframework.web.client.RestClientException} if the service cannot be reached
     *     or fails
     */
    public static WorkerApi connect(URI api, @Nullable String token) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(READ_TIMEOUT);
        RestClient client = RestClient.builder()
                .baseUrl(api)
                .requestFactory(requests)
                .defaultHeaders(headers -> {
                    if (token != null) {
                        headers.setBearerAuth(token);
                    }
                })
                .defaultStatusHandler(HttpStatus.CONFLICT::equals, (request, response) -> {
                    throw new StaleAttemptException(request.getURI().getPath());
                })
                .defaultStatusHandler(HttpStatus.UNPROCESSABLE_CONTENT::equals, (request, response) -> {
                    throw refusal(
                            request.getURI().getPath(),
                            new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8));
                })
                .build();
        return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
                .build()
                .createClient(WorkerApi.class);
    }

    /** @param problem the body, a problem document if it comes from the service itself */
    static RefusedException refusal(String path, String problem) {
        JsonNode document;
        try {
            document = JSON.readTree(problem);
        } catch (JacksonException e) {
            return new RefusedException(ProblemCode.REFUSED, path + " answered " + problem);
        }
        return ProblemCode.ofWord(document.path("code").asString(""))
                .map(code -> new RefusedException(code, document.path("detail").asString("")))
                .orElseGet(() -> new RefusedException(ProblemCode.REFUSED, path + " answered " + problem));
    }
}
