package dev.backspike.api.problem;

import dev.backspike.api.storage.DefectiveContentException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.id.DatasetName;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.MalformedIdException;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.SpecError;
import dev.backspike.common.protocol.RefusedException;
import dev.backspike.common.protocol.StaleAttemptException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.core.MethodParameter;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.util.ClassUtils;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;

/** Turns exceptions into problem documents. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(ProblemException e) {
        ProblemDetail problem = Problems.of(e.status(), e.code().word(), e.detail(), e.errors());
        if (e.status() != HttpStatus.TOO_MANY_REQUESTS && e.status() != HttpStatus.SERVICE_UNAVAILABLE) {
            return answer(problem);
        }
        Duration wait = Objects.requireNonNullElse(e.retryAfter(), RETRY_AFTER);
        return ResponseEntity.status(e.status())
                .header(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, wait.toSeconds())))
                .body(problem);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> invalidSpec(InvalidSpecException e) {
        String detail = "the job specification has "
                + (e.errors().size() == 1 ? "an error" : e.errors().size() + " errors");
        return answer(
                Problems.of(HttpStatus.UNPROCESSABLE_CONTENT, ProblemCode.INVALID_SPEC.word(), detail, e.errors()));
    }

    /** Instead of bytes that are not those that were stored. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> defective(DefectiveContentException e) {
        ProblemException refusal = switch (e.defect()) {
            case MISSING -> new ProblemException(ProblemCode.FILE_MISSING, e.detail());
            case DAMAGED -> new ProblemException(ProblemCode.FILE_DAMAGED, e.detail());
        };
        return refused(refusal);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> stale(StaleAttemptException e) {
        return answer(Problems.of(
                HttpStatus.CONFLICT, ProblemCode.STALE_ATTEMPT.word(), String.valueOf(e.getMessage()), List.of()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refusedWorker(RefusedException e) {
        return answer(Problems.of(HttpStatus.UNPROCESSABLE_CONTENT, e.code().word(), e.detail(), List.of()));
    }

    /** Handles a query that the container cannot parse. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(InvalidParameterException e) {
        return answer(Problems.of(
                HttpStatus.BAD_REQUEST,
                code(HttpStatus.BAD_REQUEST),
                "the query cannot be parsed: " + e.getMessage(),
                List.of()));
    }

    /** Handles names, values or headers with characters that Spring Security rejects. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> suspicious(RequestRejectedException e) {
        return answer(Problems.of(
                HttpStatus.BAD_REQUEST,
                code(HttpStatus.BAD_REQUEST),
                "the request contains a character that is not allowed: " + e.getMessage(),
                List.of()));
    }

    /** Names the header to send instead, since {@code curl -d} declares a body to be a form. */
    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
            HttpMediaTypeNotSupportedException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String supported =
                e.getSupportedMediaTypes().stream().map(MediaType::toString).collect(Collectors.joining(" or "));
        String given = e.getContentType() == null ? "has no Content-Type" : "is of the type " + e.getContentType();
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                status, "the body " + given + "; send the header Content-Type: " + supported);
        return handleExceptionInternal(e, problem, headers, status, request);
    }

    /** Names the field of a body that contains a malformed identifier. */
    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        MalformedIdException malformed = malformed(e);
        if (malformed == null) {
            return super.handleHttpMessageNotReadable(e, headers, status, request);
        }
        SpecError error = new SpecError(pointer(e), malformed.rule());
        ProblemDetail problem = Problems.of(
                HttpStatus.UNPROCESSABLE_CONTENT,
                malformed.code().word(),
                error.pointer() + " " + error.message(),
                List.of(error));
        return ResponseEntity.unprocessableContent().body(problem);
    }

    /**
     * Answers a malformed identifier in a path with 404, since no such resource can exist; for a PUT, which would
     * create the resource, the name is rejected with 400.
     */
    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        MalformedIdException malformed = malformed(e);
        if (!(e instanceof MethodArgumentTypeMismatchException argument)) {
            return super.handleTypeMismatch(e, headers, status, request);
        }
        if (malformed == null) {
            return badParameter(
                    argument.getName() + " must be " + expected(argument) + ", not \"" + e.getValue() + '"');
        }
        String detail = argument.getName() + " " + malformed.rule();
        ProblemCode notFound = argument.getParameter().hasParameterAnnotation(PathVariable.class)
                ? notFound(argument.getParameter().getParameterType())
                : null;
        boolean made = request instanceof ServletWebRequest web && HttpMethod.PUT.equals(web.getHttpMethod());
        if (notFound == null || (made && malformed.code() == ProblemCode.BAD_FILE_NAME)) {
            ProblemCode code = notFound == null ? ProblemCode.BAD_PARAMETER : malformed.code();
            return ResponseEntity.badRequest()
                    .body(Problems.of(HttpStatus.BAD_REQUEST, code.word(), detail, List.of()));
        }
        return ResponseEntity.status(HttpStatus.NOT_FOUND)
                .body(Problems.of(HttpStatus.NOT_FOUND, notFound.word(), detail, List.of()));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return badParameter(e.getParameterName() + " is required");
    }

    private static ResponseEntity<Object> badParameter(String detail) {
        return ResponseEntity.badRequest()
                .body(Problems.of(HttpStatus.BAD_REQUEST, ProblemCode.BAD_PARAMETER.word(), detail, List.of()));
    }

    private static String expected(MethodArgumentTypeMismatchException argument) {
        MethodParameter parameter = argument.getParameter().nestedIfOptional();
        if (Collection.class.isAssignableFrom(parameter.getNestedParameterType())) {
            parameter = parameter.nested();
        }
        Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(parameter.getNestedParameterType());
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        if (type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        if (Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        if (type == Instant.class) {
            return "a time such as 2026-01-31T12:00:00Z";
        }
        return "of the type " + type.getSimpleName();
    }

    /** Returns the code for a resource that does not exist, by the type of its identifier. */
    private static ProblemCode notFound(Class<?> identifier) {
        return Map.of(
                        JobId.class, ProblemCode.JOB_NOT_FOUND,
                        WorkerName.class, ProblemCode.WORKER_NOT_FOUND,
                        DatasetName.class, ProblemCode.DATASET_NOT_FOUND,
                        FileName.class, ProblemCode.FILE_NOT_FOUND,
                        Sha256.class, ProblemCode.FILE_NOT_FOUND)
                .getOrDefault(identifier, ProblemCode.RESOURCE_NOT_FOUND);
    }

    private static @Nullable MalformedIdException malformed(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MalformedIdException malformed) {
                return malformed;
            }
        }
        return null;
    }

    private static String pointer(HttpMessageNotReadableException e) {
        if (!(e.getCause() instanceof JacksonException json)) {
            return "";
        }
        return json.getPath().stream()
                .map(step -> "/"
                        + (step.getPropertyName() == null
                                ? String.valueOf(step.getIndex())
                                : SpecError.token(step.getPropertyName())))
                .collect(Collectors.joining());
    }

    /**
     * Handles a database that does not respond, refuses connections or has closed, for example because the disk is
     * full.
     */
    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        CannotCreateTransactionException.class,
        TransientDataAccessException.class,
        JpaSystemException.class,
        UncategorizedSQLException.class,
        TransactionSystemException.class
    })
    ResponseEntity<ProblemDetail> databaseAway(RuntimeException e, WebRequest request) {
        if (!DatabaseOutage.causes(e)) {
            return unexpected(e, request);
        }
        log.warn(
                "the database is not available: {}: {}", request.getDescription(false), String.valueOf(e.getMessage()));
        return refused(new ProblemException(
                ProblemCode.DATABASE_UNAVAILABLE,
                "the service cannot reach its database at the moment; retry the request"));
    }

    /** A disk is full or fails, or the store of artifacts does not answer. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> storageAway(UncheckedIOException e, WebRequest request) {
        log.error("the storage is not available: {}", request.getDescription(false), e);
        return refused(new ProblemException(
                ProblemCode.STORAGE_UNAVAILABLE,
                "the service cannot read or write its files at the moment; retry the request"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unexpected(Exception e, WebRequest request) {
        String incident = UUID.randomUUID().toString();
        log.error("incident {}: {}", incident, request.getDescription(false), e);
        ProblemDetail problem = Problems.of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                ProblemCode.INTERNAL_ERROR.word(),
                "the service failed unexpectedly; its log has the details under incident " + incident,
                List.of());
        problem.setProperty("incident", incident);
        return answer(problem);
    }

    /** Handles exceptions of Spring: unknown path, method, media type, unreadable body and so on. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemDetail problem = body instanceof ProblemDetail given
                ? given
                : e instanceof ErrorResponse response
                        ? response.updateAndGetBody(getMessageSource(), LocaleContextHolder.getLocale())
                        : ProblemDetail.forStatus(status);
        return super.handleExceptionInternal(
                e, Problems.withCode(problem, code(status), List.of()), headers, status, request);
    }

    static String code(HttpStatusCode status) {
        HttpStatus known = HttpStatus.resolve(status.value());
        return known == null
                ? "http-" + status.value()
                : known.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus()).body(problem);
    }
}
