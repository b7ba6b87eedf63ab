package dev.taskq.client;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The answer to a call. Immutable: the body is not changed. */
final class Answer {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    Answer(int status, HttpHeaders headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body;
    }

    boolean isGood() {
        return status >= 200 && status < 300;
    }

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The answer as a problem, whatever answered: a proxy's page in HTML is one without a text. */
    ProblemException problem(Json json) {
        Optional<Fields> problem = json.readIfAny(body);
        List<FieldError> errors = problem.map(fields -> fields.objects("errors")).orElse(List.of()).stream()
                .map(error -> new FieldError(
                        error.textIfAny("pointer").orElse(""),
                        error.textIfAny("detail").orElse("")))
                .toList();
        return new ProblemException(
                problem.flatMap(fields -> fields.textIfAny("type")).orElse("about:blank"),
                status,
                problem.flatMap(fields -> fields.textIfAny("title")).orElse(""),
                problem.flatMap(fields -> fields.textIfAny("detail")).orElse(""),
                errors,
                header("Retry-After")
                        .filter(text -> SECONDS.matcher(text).matches())
                        .map(text -> Duration.ofSeconds(Long.parseLong(text))),
                header("X-Correlation-Id"));
    }
}
