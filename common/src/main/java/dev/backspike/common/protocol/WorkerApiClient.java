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

/** The {@link WorkerApi} of an api elsewhere. */
public final class WorkerApiClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Longer than the longest {@link WorkerApi#lease long poll}. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(40);

    private WorkerApiClient() {}

    /**
     * @param api base URL of the api, such as {@code http://127.0.0.1:8080}
     * @param token null where the api asks for none
     * @return a proxy that throws {@link StaleAttemptException} just as the api's own bean does, and
     *     {@link org.springframework.web.client.RestClientException} when the api cannot be reached or fails
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
                    String problem = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
                    throw new RefusedException(
                            ProblemCode.REFUSED, request.getURI().getPath() + " answered " + problem);
                })
                .build();
        return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
                .build()
                .createClient(WorkerApi.class);
    }
}
