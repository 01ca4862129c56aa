package dev.backspike.api.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.TestService;
import dev.backspike.api.access.Scope;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Checkpointed;
import dev.backspike.common.event.AttemptEvent.Failed;
import dev.backspike.common.event.AttemptEvent.Logged;
import dev.backspike.common.event.AttemptEvent.Measured;
import dev.backspike.common.event.AttemptEvent.Noted;
import dev.backspike.common.event.AttemptEvent.Started;
import dev.backspike.common.id.Identifier;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.GangOffer;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.StoredArtifact;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.protocol.WorkerApiClient;
import dev.backspike.common.protocol.WorkerEnded;
import dev.backspike.common.protocol.WorkerMemory;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a worker may write into every field of every call: the fields are found in the controllers and in the records of
 * the protocol, so that a new one fails until {@link #FIELDS} has a row for it.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:worker-calls;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "backspike.data.directory=target/test-data/worker-calls",
            "backspike.worker.enabled=false",
            "backspike.lease.check-interval=29s",
            "backspike.sweeps.check-interval=1h",
            "backspike.security.mode=tokens",
            "backspike.quotas.requests-per-minute=0"
        })
@Import({TestService.class, Clients.class, TestProvider.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerCallsTest {

    /** What a field holds, which decides what it must refuse. */
    private enum Holds {
        /** An identifier: refuses whatever has not its form. */
        IDENTIFIER,
        /** One word of a few, or of a narrow form: refuses every text below. */
        WORD,
        /** Any text. */
        TEXT,
        /** A number that counts something: refuses what is negative. */
        COUNT,
        /** A number that names an attempt or an event: what is not there is refused or changes nothing. */
        NUMBER,
        /** A measured value. */
        VALUE,
        TIME,
        /** Bytes of a file: any. */
        CONTENT
    }

    private static final Map<String, Holds> FIELDS = Map.ofEntries(
            entry("lease worker", Holds.IDENTIFIER),
            entry("lease device", Holds.WORD),
            entry("lease threads", Holds.COUNT),
            entry("lease freeSlots", Holds.COUNT),
            entry("lease held jobId", Holds.IDENTIFIER),
            entry("lease held number", Holds.NUMBER),
            entry("lease waitMillis", Holds.NUMBER),
            entry("lease memory heapBytes", Holds.COUNT),
            entry("lease memory deviceBytes", Holds.COUNT),
            entry("lease job", Holds.IDENTIFIER),
            entry("lease gang address", Holds.WORD),
            entry("lease gang slots", Holds.COUNT),
            entry("report worker", Holds.IDENTIFIER),
            entry("report attempt jobId", Holds.IDENTIFIER),
            entry("report attempt number", Holds.NUMBER),
            entry("report rank", Holds.NUMBER),
            entry("report events sequence", Holds.NUMBER),
            entry("report events at", Holds.TIME),
            entry("report events event type", Holds.WORD),
            entry("report events event started engine", Holds.WORD),
            entry("report events event started threads", Holds.COUNT),
            entry("report events event started epochs", Holds.COUNT),
            entry("report events event started steps", Holds.COUNT),
            entry("report events event measured epoch", Holds.COUNT),
            entry("report events event measured step", Holds.COUNT),
            entry("report events event measured values name", Holds.TEXT),
            entry("report events event measured values value", Holds.VALUE),
            entry("report events event noted code", Holds.WORD),
            entry("report events event noted message", Holds.TEXT),
            entry("report events event logged level", Holds.WORD),
            entry("report events event logged message", Holds.TEXT),
            entry("report events event checkpointed epoch", Holds.COUNT),
            entry("report events event checkpointed step", Holds.COUNT),
            entry("report events event checkpointed sha256", Holds.IDENTIFIER),
            entry("report events event checkpointed bytes", Holds.COUNT),
            entry("report events event checkpointed values name", Holds.TEXT),
            entry("report events event checkpointed values value", Holds.VALUE),
            entry("report events event failed kind", Holds.WORD),
            entry("report events event failed code", Holds.WORD),
            entry("report events event failed message", Holds.TEXT),
            entry("ended worker", Holds.IDENTIFIER),
            entry("ended exitStatus", Holds.COUNT),
            entry("storeArtifact worker", Holds.IDENTIFIER),
            entry("storeArtifact jobId", Holds.IDENTIFIER),
            entry("storeArtifact attempt", Holds.NUMBER),
            entry("storeArtifact name", Holds.IDENTIFIER),
            entry("storeArtifact content", Holds.CONTENT),
            entry("storeCheckpoint worker", Holds.IDENTIFIER),
            entry("storeCheckpoint jobId", Holds.IDENTIFIER),
            entry("storeCheckpoint attempt", Holds.NUMBER),
            entry("storeCheckpoint content", Holds.CONTENT),
            entry("loadFile worker", Holds.IDENTIFIER),
            entry("loadFile jobId", Holds.IDENTIFIER),
            entry("loadFile attempt", Holds.NUMBER),
            entry("loadFile sha256", Holds.IDENTIFIER),
            entry("content sha256", Holds.IDENTIFIER));

    private static final List<String> TEXTS = List.of(
            "../../canary",
            "..",
            "/etc/passwd",
            "%2e%2e",
            "%2e%2e%2fcanary",
            "..\\canary",
            "a\0b",
            "a\nb",
            "",
            "x".repeat(5_000),
            "\uff0e\uff0e/canary",
            "\u2025",
            "can\u0430ry",
            "\ud800");

    /** Not the hashes that they look like. */
    private static final List<String> NEARLY_HASHES =
            List.of("0123456789ABCDEF".repeat(4), "0123456789abcdef".repeat(3), "0123456789\u0430bcdef".repeat(4));

    /** Fields that a worker may leave out. */
    private static final Set<String> NULLABLE = Set.of("lease job");

    private static final List<String> NO_TEXTS = List.of("null", "{}", "[]", "[\"../../canary\"]");
    private static final List<String> NO_NUMBERS = List.of("null", "{}", "[]", "\"../../canary\"", "\"\"", "1e400");
    private static final List<String> NEGATIVE = List.of("-1", "-9223372036854775808");
    private static final List<String> NUMBERS = List.of("0", "-1", "2147483647", "9223372036854775807", "1e30", "1.5");
    private static final List<String> TIMES = List.of(
            "\"-1000000000-01-01T00:00:00Z\"",
            "\"+1000000000-12-31T23:59:59.999999999Z\"",
            "-1",
            "1e30",
            "\"../../canary\"",
            "\"\"",
            "null");

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** A field of a call: {@code pointer} into a body, or the name of a part of the path, a header or the file. */
    record Field(
            String call,
            List<String> path,
            String pointer,
            @Nullable String event,
            Class<?> type) {

        String key() {
            return call + " " + String.join(" ", path);
        }

        @Override
        public String toString() {
            return key();
        }
    }

    private record Answer(int status, String type, String body) {

        boolean isRefusal() {
            return status >= 400 && status < 500;
        }

        String code() {
            return JSON.readTree(body).path("code").asString();
        }
    }

    @Autowired
    private Clients clients;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    @Value("${backspike.data.directory}")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private Service ada;
    private Service mine;
    private PlayedWorker worker;
    private AttemptId attempt;
    private StoredArtifact checkpoint;
    private AttemptId theirs;
    private Sha256 theirCheckpoint;
    private Path canary;

    @BeforeEach
    void twoWorkersWithAnAttemptEachAndAFileThatIsForNone() throws IOException {
        jdbc.sql("delete from job").update();
        canary = Files.writeString(Files.createDirectories(data).resolve("canary"), "alive");
        ada = clients.of("ada", Scope.SUBMITTER);
        String token = clients.token("worker-1", Scope.WORKER);
        mine = clients.with(token);
        worker = new PlayedWorker(api(token), "w");
        PlayedWorker other = new PlayedWorker(api(clients.token("worker-2", Scope.WORKER)), "theirs");
        ada.submit();
        theirs = other.take().attempt();
        theirCheckpoint = other.save(theirs, 1, "their checkpoint", 0.5).sha256();
        begin();
    }

    /** An attempt without any event that has stored a file for a checkpoint. */
    private void begin() {
        ada.submit();
        attempt = worker.take().attempt();
        checkpoint = worker.upload(attempt, "checkpoint of " + attempt);
    }

    @AfterEach
    void nothingOutsideWasReadOrDeleted() {
        assertThat(canary).hasContent("alive");
        assertThat(ada.eventTypes(theirs.jobId())).containsExactly("job.queued", "job.running", "checkpoint");
    }

    /** Lets retention delete what it takes for checkpoints of the attempt that have given way to newer ones. */
    private void retainNone() {
        begin();
        for (int step = 1; step <= 5; step++) {
            worker.save(attempt, step, "checkpoint " + step, 1.0 / step);
        }
    }

    @Test
    void everyFieldHasARow() {
        assertThat(fields().map(Field::key)).containsExactlyInAnyOrderElementsOf(FIELDS.keySet());
    }

    @Test
    void whatNamesAFileAJobOrAWorkerIsAnIdentifier() {
        assertThat(fields().filter(field -> Identifier.class.isAssignableFrom(field.type())))
                .allSatisfy(field -> assertThat(FIELDS).containsEntry(field.key(), Holds.IDENTIFIER));
        assertThat(fields().filter(field -> FIELDS.get(field.key()) == Holds.IDENTIFIER))
                .allSatisfy(field -> assertThat(field.type()).isAssignableTo(Identifier.class));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aMalformedValueIsRefusedOrIsMerelyText(Field field) {
        Holds holds = Objects.requireNonNull(FIELDS.get(field.key()), field::key);
        boolean inBody = field.pointer().startsWith("/");
        switch (holds) {
            case IDENTIFIER, WORD -> {
                List<String> hashes = field.type() == Sha256.class ? NEARLY_HASHES : List.of();
                Stream.concat(TEXTS.stream(), hashes.stream())
                        .forEach(text -> refused(field, inBody ? JSON.writeValueAsString(text) : text));
                retainNone();
                (inBody ? NO_TEXTS : List.<String>of())
                        .stream().filter(value -> !mayBeNull(field, value)).forEach(value -> refused(field, value));
            }
            case TEXT -> {
                TEXTS.forEach(text -> harmless(field, JSON.writeValueAsString(text)));
                if (!field.pointer().endsWith("~")) {
                    List.of("null", "{}", "[]").forEach(value -> refused(field, value));
                }
            }
            case COUNT -> {
                NO_NUMBERS.stream().filter(value -> !mayBeNull(field, value)).forEach(value -> refused(field, value));
                NEGATIVE.forEach(value -> refused(field, value));
                NUMBERS.forEach(value -> harmless(field, value));
            }
            case NUMBER -> {
                (inBody ? NO_NUMBERS : TEXTS).forEach(value -> refused(field, value));
                NUMBERS.forEach(value -> harmless(field, value));
            }
            case VALUE -> {
                List.of("null", "{}", "[]", "\"../../canary\"").forEach(value -> refused(field, value));
                NUMBERS.forEach(value -> harmless(field, value));
                List.of("1e400", "-1e400", "\"NaN\"", "\"-Infinity\"").forEach(value -> harmless(field, value));
            }
            case TIME -> TIMES.forEach(value -> harmless(field, value));
            case CONTENT -> List.of("", "../../canary", "\0").forEach(value -> harmless(field, value));
        }
    }

    /** Whatever names something of another worker's: what it says of the attempt, and what it is answered. */
    @ParameterizedTest
    @MethodSource("fields")
    void whatIsAnothersIsNeitherReadNorWritten(Field field) {
        List<String> before = ada.eventTypes(attempt.jobId());
        String value = switch (field.key()) {
            case "lease worker", "report worker", "ended worker", "storeArtifact worker", "storeCheckpoint worker" ->
                "theirs";
            case "loadFile worker" -> "theirs";
            case "lease job",
                    "lease held jobId",
                    "report attempt jobId",
                    "storeArtifact jobId",
                    "storeCheckpoint jobId",
                    "loadFile jobId" -> theirs.jobId().text();
            case "lease held number",
                    "report attempt number",
                    "storeArtifact attempt",
                    "storeCheckpoint attempt",
                    "loadFile attempt" -> "2";
            case "report events event checkpointed sha256", "loadFile sha256", "content sha256" ->
                theirCheckpoint.text();
            default -> null;
        };
        if (value == null) {
            assertThat(FIELDS.get(field.key()) != Holds.IDENTIFIER
                            || field.key().equals("storeArtifact name"))
                    .as("%s names something, so this test needs a value for it", field)
                    .isTrue();
            return;
        }
        boolean text = Identifier.class.isAssignableFrom(field.type());
        Answer answer = send(field, text && field.pointer().startsWith("/") ? '"' + value + '"' : value);

        switch (field.key()) {
            case "lease worker", "lease held jobId", "lease held number" -> {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(JSON.readTree(answer.body()).path("lost")).hasSize(1);
                assertThat(JSON.readTree(answer.body()).path("grants")).isEmpty();
            }
            case "lease job" -> {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(JSON.readTree(answer.body()).path("grants")).isEmpty();
            }
            case "ended worker" -> {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(ada.job(theirs.jobId().text()).path("state").asString())
                        .isEqualTo("RUNNING");
                assertThat(ada.eventTypes(attempt.jobId())).isEqualTo(before);
            }
            case "report events event checkpointed sha256" -> {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(ada.get("/api/v1/jobs/" + attempt.jobId() + "/checkpoints")
                                .path("checkpoints"))
                        .isEmpty();
            }
            case "loadFile sha256" -> assertThat(answer.code()).isEqualTo("no-such-file");
            case "content sha256" -> assertThat(answer.code()).isEqualTo("file-not-found");
            default -> {
                assertThat(answer.status()).isEqualTo(HttpStatus.CONFLICT.value());
                assertThat(answer.code()).isEqualTo("stale-attempt");
                assertThat(ada.eventTypes(attempt.jobId())).isEqualTo(before);
            }
        }
    }

    private static boolean mayBeNull(Field field, String value) {
        return value.equals("null") && NULLABLE.contains(field.key());
    }

    private void refused(Field field, String value) {
        Answer answer = sendIfPossible(field, value);
        if (answer == null) {
            return;
        }
        assertThat(answer.isRefusal())
                .as("%s = %s: %s", field, shown(value), answer)
                .isTrue();
        assertIsProblem(field, value, answer);
        assertThat(canary).hasContent("alive");
    }

    /** Refused, or taken without anything that reads it later failing. */
    private void harmless(Field field, String value) {
        Answer answer = sendIfPossible(field, value);
        if (answer == null) {
            return;
        }
        assertThat(answer.status())
                .as("%s = %s: %s", field, shown(value), answer)
                .isLessThan(500);
        if (answer.isRefusal()) {
            assertIsProblem(field, value, answer);
            return;
        }
        if (!field.call().equals("report")) {
            return; // nothing of it is shown
        }
        String job = "/api/v1/jobs/" + attempt.jobId();
        for (String shown : List.of("", "/events", "/attempts", "/metrics", "/logs", "/checkpoints")) {
            ada.get(job + shown);
        }
        begin();
    }

    private static void assertIsProblem(Field field, String value, Answer answer) {
        assertThat(answer.type()).as("%s = %s", field, shown(value)).startsWith("application/problem+json");
        assertThat(answer.code()).as("%s = %s", field, shown(value)).isNotEmpty();
    }

    private static String shown(String value) {
        return value.length() > 80 ? value.substring(0, 80) + "..." : value;
    }

    /** Null where no client can put such a value into a header. */
    private @Nullable Answer sendIfPossible(Field field, String value) {
        boolean header = field.pointer().equals(WorkerApi.WORKER_HEADER);
        if (header && value.chars().anyMatch(character -> character < ' ' || character > '~')) {
            return null;
        }
        return send(field, value);
    }

    private Answer send(Field field, String value) {
        Map<String, String> parts = new LinkedHashMap<>(Map.of(
                "jobId",
                attempt.jobId().text(),
                "attempt",
                "1",
                "name",
                "model.safetensors",
                "sha256",
                checkpoint.sha256().text()));
        String name = "w";
        byte[] content = "content".getBytes(UTF_8);
        String body = "";
        if (field.pointer().startsWith("/")) {
            body = with(sample(field), field.pointer(), value);
        } else if (field.pointer().equals(WorkerApi.WORKER_HEADER)) {
            name = value;
        } else if (field.pointer().equals("content")) {
            content = value.getBytes(UTF_8);
        } else {
            parts.put(field.pointer(), value);
        }
        String attempts = "/api/v1/worker/attempts/{jobId}/{attempt}";
        return switch (field.call()) {
            case "lease", "report", "ended" ->
                exchange(request(HttpMethod.POST, "/api/v1/worker/" + field.call(), Map.of(), name)
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(body));
            case "storeArtifact" ->
                exchange(request(HttpMethod.PUT, attempts + "/artifacts/{name}", parts, name)
                        .contentType(MediaType.APPLICATION_OCTET_STREAM)
                        .body(content));
            case "storeCheckpoint" ->
                exchange(request(HttpMethod.PUT, attempts + "/checkpoint", parts, name)
                        .contentType(MediaType.APPLICATION_OCTET_STREAM)
                        .body(content));
            case "loadFile" -> exchange(request(HttpMethod.GET, attempts + "/files/{sha256}", parts, name));
            case "content" -> exchange(request(HttpMethod.GET, "/api/v1/worker/files/{sha256}", parts, name));
            default -> throw new AssertionError("no request is known for " + field.call());
        };
    }

    private RestTestClient.RequestBodySpec request(
            HttpMethod method, String path, Map<String, String> parts, String name) {
        return mine.http().method(method).uri(path, parts).header(WorkerApi.WORKER_HEADER, name);
    }

    private static Answer exchange(RestTestClient.RequestHeadersSpec<?> request) {
        var result = request.exchange().expectBody(byte[].class).returnResult();
        byte[] body = result.getResponseBody();
        return new Answer(
                result.getStatus().value(),
                String.valueOf(result.getResponseHeaders().getContentType()),
                body == null ? "" : new String(body, UTF_8));
    }

    /** A call that is accepted as it is. */
    private ObjectNode sample(Field field) {
        WorkerName name = new WorkerName("w");
        if (field.call().equals("lease")) {
            return JSON.valueToTree(new LeaseRequest(
                    name,
                    "cpu",
                    1,
                    0,
                    List.of(attempt),
                    0,
                    new WorkerMemory(1 << 30, 1L << 30),
                    attempt.jobId(),
                    new GangOffer("10.0.0.7:4711", 2)));
        }
        if (field.call().equals("ended")) {
            return JSON.valueToTree(new WorkerEnded(name, 3));
        }
        AttemptEvent event = Stream.of(
                        new Started("cpu", 1, 3, 30),
                        new Measured(1, 1, Map.of("train.loss", 0.5)),
                        new Noted("noted", "message"),
                        new Logged(Logged.Level.INFO, "line"),
                        new Checkpointed(1, 1, checkpoint.sha256(), checkpoint.bytes(), Map.of("train.loss", 0.5)),
                        new Failed(FailureKind.USER, "failed", "message"))
                .filter(one -> field.event() == null || nameOf(one.getClass()).equals(field.event()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no sample of " + field.event()));
        return JSON.valueToTree(new Report(
                name, attempt, List.of(new SequencedEvent(1, Instant.parse("2026-01-01T00:00:00Z"), event))));
    }

    /** The document with another value there; the name of a field itself where the pointer ends with a tilde. */
    private static String with(ObjectNode document, String pointer, String json) {
        int last = pointer.lastIndexOf('/');
        ObjectNode parent = (ObjectNode) document.at(pointer.substring(0, last));
        String name = pointer.substring(last + 1);
        String marker = "the value of the test";
        if (name.endsWith("~")) {
            JsonNode value = parent.remove(name.substring(0, name.length() - 1));
            parent.set(marker, value);
        } else {
            parent.put(name, marker);
        }
        return JSON.writeValueAsString(document).replace('"' + marker + '"', json);
    }

    private Stream<Field> fields() {
        List<Field> fields = new ArrayList<>();
        mappings.getHandlerMethods().forEach((mapping, method) -> {
            if (mapping.getPatternValues().stream().anyMatch(path -> path.startsWith("/api/v1/worker/"))) {
                parameters(method, fields);
            }
        });
        return fields.stream();
    }

    private static void parameters(HandlerMethod method, List<Field> fields) {
        String call = method.getMethod().getName();
        for (MethodParameter parameter : method.getMethodParameters()) {
            Class<?> type = parameter.getParameterType();
            PathVariable part = parameter.getParameterAnnotation(PathVariable.class);
            RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
            if (parameter.hasParameterAnnotation(RequestBody.class) && type.isRecord()) {
                components(call, List.of(), "", null, type, fields);
            } else if (parameter.hasParameterAnnotation(RequestBody.class)) {
                fields.add(new Field(call, List.of("content"), "content", null, type));
            } else if (header != null) {
                fields.add(new Field(call, List.of("worker"), header.value(), null, type));
            } else {
                assertThat(part).as("an annotation of %s", parameter).isNotNull();
                String name = part == null || part.value().isEmpty()
                        ? String.valueOf(parameter.getParameter().getName())
                        : part.value();
                fields.add(new Field(call, List.of(name), name, null, type));
            }
        }
    }

    private static void components(
            String call, List<String> path, String pointer, @Nullable String event, Class<?> type, List<Field> fields) {
        for (RecordComponent component : type.getRecordComponents()) {
            List<String> inner = and(path, component.getName());
            String at = pointer + "/" + component.getName();
            component(call, inner, at, event, component.getGenericType(), fields);
        }
    }

    private static void component(
            String call, List<String> path, String pointer, @Nullable String event, Type type, List<Field> fields) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            component(call, path, pointer + "/0", event, generic.getActualTypeArguments()[0], fields);
        } else if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            String name = pointer + "/train.loss";
            fields.add(new Field(call, and(path, "name"), name + "~", event, raw(generic.getActualTypeArguments()[0])));
            fields.add(new Field(call, and(path, "value"), name, event, raw(generic.getActualTypeArguments()[1])));
        } else if (type == AttemptEvent.class) {
            fields.add(new Field(call, and(path, "type"), pointer + "/type", event, String.class));
            events(AttemptEvent.class)
                    .forEach(one -> components(call, and(path, nameOf(one)), pointer, nameOf(one), one, fields));
        } else if (raw(type).isRecord() && !Identifier.class.isAssignableFrom(raw(type))) {
            components(call, path, pointer, event, raw(type), fields);
        } else {
            fields.add(new Field(call, path, pointer, event, raw(type)));
        }
    }

    private static Class<?> raw(Type type) {
        assertThat(type).as("a type that this test can take apart").isInstanceOf(Class.class);
        return (Class<?>) type;
    }

    private static Stream<Class<?>> events(Class<?> sealed) {
        return Stream.of(sealed.getPermittedSubclasses())
                .flatMap(type -> type.isSealed() ? events(type) : Stream.of(type));
    }

    private static String nameOf(Class<?> event) {
        return Objects.requireNonNull(event.getAnnotation(JsonTypeName.class)).value();
    }

    private static List<String> and(List<String> path, String name) {
        return Stream.concat(path.stream(), Stream.of(name)).toList();
    }

    private WorkerApi api(String token) {
        return WorkerApiClient.connect(URI.create("http://127.0.0.1:" + clients.port()), token);
    }
}
