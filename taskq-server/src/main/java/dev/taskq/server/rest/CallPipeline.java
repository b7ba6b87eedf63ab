package dev.taskq.server.rest;

import dev.taskq.TaskqException;
import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
import dev.taskq.server.call.ByteBudget;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.Problems;
import dev.taskq.server.call.ServerCalls;
import dev.taskq.server.http.Attendance;
import dev.taskq.server.http.HttpListener;
import dev.taskq.server.http.HttpMetrics;
import dev.taskq.server.page.Pages;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The steps common to all calls: assigns the correlation id, checks the token, and turns every failure into a problem.
 */
final class CallPipeline {
    private static final Logger LOG = LoggerFactory.getLogger(CallPipeline.class);
    private static final String MDC_CORRELATION_ID = "correlation_id";
    private static final Set<Status> NEVER_WITH_A_BODY = Set.of(Status.NO_CONTENT_204, Status.NOT_MODIFIED_304);
    private static final Caller NO_CALLER = new Caller("", Set.of());

    private final ServerCalls calls;
    private final Optional<HttpMetrics> metrics;
    private final Cors cors;

    /**
     * Creates a pipeline.
     *
     * @param calls what it shares with other transports
     * @param metrics where calls are measured, if metrics are on
     * @param cors which other origins may call
     */
    CallPipeline(ServerCalls calls, Optional<HttpMetrics> metrics, Cors cors) {
        this.calls = calls;
        this.metrics = metrics;
        this.cors = cors;
    }

    /** A call that needs no token. */
    Handler open(Endpoint endpoint) {
        return (request, response) -> handle(request, response, endpoint);
    }

    /** The question of a browser, which has no token yet. Any other request goes on to the routes behind this one. */
    Handler preflight() {
        Handler answer = open(call -> cors.preflight());
        return (request, response) -> {
            if (cors.isPreflight(request)) {
                answer.handle(request, response);
            } else {
                response.next();
            }
        };
    }

    /** A call that needs a token with any scope, of a caller that does not call too often. */
    Handler known(Endpoint endpoint) {
        return open(call -> {
            Call known = withCaller(call);
            Answer whole = answer(known, counted -> {
                calls.callers().count(counted.caller(), 1);
                return endpoint.answer(counted);
            });
            Answer answer = Gzip.of(whole, call.request().headers());
            return calls.callers()
                    .quota(known.caller())
                    .map(quota -> RateHeaders.on(answer, quota))
                    .orElse(answer);
        });
    }

    /** A call that needs a token with a scope, and has no body: a declared length reserves no memory. */
    Handler scoped(Scope scope, Endpoint endpoint) {
        return scoped(scope, caller -> caller.may(scope), endpoint);
    }

    /** A call about tasks, which a token with the scope {@link Scope#OWN} allows as well. It has no body. */
    Handler owned(Scope scope, Endpoint endpoint) {
        return scoped(scope, caller -> caller.mayWithOwn(scope), endpoint);
    }

    private Handler scoped(Scope scope, Predicate<Caller> isAllowed, Endpoint endpoint) {
        return known(call -> {
            if (!isAllowed.test(call.caller())) {
                throw new ProblemException(Problem.forbidden(scope));
            }
            return endpoint.answer(call);
        });
    }

    /**
     * A call that needs a token with a scope, and reads a body.
     *
     * @param most the most bytes of the body
     */
    Handler scoped(Scope scope, int most, Endpoint endpoint) {
        return scoped(scope, call -> withBody(call, most, endpoint));
    }

    /**
     * A call about tasks, which a token with the scope {@link Scope#OWN} allows as well, and that reads a body.
     *
     * @param most the most bytes of the body
     */
    Handler owned(Scope scope, int most, Endpoint endpoint) {
        return owned(scope, call -> withBody(call, most, endpoint));
    }

    /**
     * Refuses a call before its body is read, so that the body is never held in memory. A body above its own limit
     * never takes budget from other calls.
     */
    private Answer withBody(Call call, int most, Endpoint endpoint) {
        ServerRequest request = call.request();
        Bodies.checkLength(request, most);
        ByteBudget.Share share =
                calls.requests().take(request.headers().contentLength().orElse(0));
        try {
            if (request.headers().contains(HeaderNames.TRANSFER_ENCODING)) {
                request.streamFilter(share::counting);
            }
            return endpoint.answer(call);
        } finally {
            share.giveBack();
        }
    }

    private void handle(ServerRequest request, ServerResponse response, Endpoint endpoint) {
        long begun = System.nanoTime();
        String correlationId = CallHeaders.correlationIdOf(request.headers());
        MDC.put(MDC_CORRELATION_ID, correlationId);
        try {
            // Only what is sent is held while a slow caller reads it.
            Answer answer = Gzip.ofShared(
                    answer(new Call(request, correlationId, NO_CALLER, begun), endpoint), request.headers());
            sendBounded(request, response, answer, correlationId, begun);
        } finally {
            MDC.remove(MDC_CORRELATION_ID);
        }
    }

    /**
     * A caller that reads its response slowly holds it in memory. The response to a read is refused if too many bytes
     * are held already. The response to a change is always sent.
     */
    private void sendBounded(
            ServerRequest request, ServerResponse response, Answer answer, String correlationId, long begun) {
        boolean counts = answer.body().length > ByteBudget.SMALL
                && request.prologue().method().equals(Method.GET);
        ByteBudget.Share share = calls.answers().nothing();
        Answer sent = answer;
        try {
            if (counts) {
                share = calls.answers().take(answer.body().length);
            }
        } catch (ProblemException e) {
            sent = RateHeaders.of(answer, Answer.of(e.problem()));
        }
        try {
            LOG.debug("answered status={}", sent.status().code());
            measure(request, sent, begun);
            send(request, response, sent, correlationId);
        } finally {
            share.giveBack();
        }
    }

    /** Measures up to the finished response. The time to send it depends on the caller. */
    private void measure(ServerRequest request, Answer answer, long begun) {
        metrics.ifPresent(http -> http.answered(
                request.prologue().method().text(),
                routeOf(request),
                answer.status().code(),
                Duration.ofNanos(System.nanoTime() - begun)));
    }

    private static String routeOf(ServerRequest request) {
        String pattern = request.matchingPattern().orElse("");
        if (pattern.equals(PageRoutes.PATTERN)) {
            return Pages.ROOT;
        }
        if (pattern.isEmpty() || pattern.contains("*")) {
            return HttpMetrics.NO_ROUTE;
        }
        // The duration of a waiting call depends on its caller, and would distort the duration of other calls.
        return pattern.equals(Api.TASK) && request.query().contains("wait") ? Api.TASK + "?wait" : pattern;
    }

    private static Answer answer(Call call, Endpoint endpoint) {
        try {
            return endpoint.answer(call);
        } catch (ProblemException e) {
            return Answer.of(e.problem());
        } catch (TaskqException e) {
            return Answer.of(Problems.of(e).orElseGet(() -> unforeseen(e)));
        } catch (RequestException | HttpException | CloseConnectionException | UncheckedIOException e) {
            // A failure of the connection, which the server handles.
            throw e;
        } catch (RuntimeException e) {
            return Answer.of(unforeseen(e));
        }
    }

    private static Problem unforeseen(RuntimeException e) {
        LOG.error("a call failed unexpectedly", e);
        return Problem.internal();
    }

    private void send(ServerRequest request, ServerResponse response, Answer answer, String correlationId) {
        response.status(answer.status());
        response.header(HeaderValues.create(CallHeaders.CORRELATION_ID, correlationId));
        for (Header header : cors.on(answer, request.headers()).headers()) {
            response.headers().add(header);
        }
        boolean close = calls.isStopping()
                || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)
                || !Bodies.isSoonOver(request);
        if (close) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        if (hasNoLength(answer)) {
            response.header(HttpListener.NO_LENGTH);
        }
        if (answer.stream().isPresent()) {
            send(response, answer.stream().get());
        } else if (request.prologue().method().equals(Method.HEAD) && !hasNoLength(answer)) {
            response.header(HeaderValues.create(HeaderNames.CONTENT_LENGTH, answer.body().length));
            response.send();
        } else {
            response.send(answer.body());
        }
        if (close) {
            // The server would otherwise read on and take the unread body for the next request.
            throw new CloseConnectionException("the connection is not kept");
        }
    }

    /**
     * A length in an answer that never has a body would be that of another answer (RFC 9110, 8.6). A stream to a caller
     * that does not know chunks ends with its connection, which is never kept.
     */
    private static boolean hasNoLength(Answer answer) {
        return NEVER_WITH_A_BODY.contains(answer.status())
                || (answer.stream().isPresent() && !Attendance.knowsChunks());
    }

    private static void send(ServerResponse response, Answer.Stream stream) {
        try (stream;
                OutputStream out = response.outputStream()) {
            stream.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Call withCaller(Call call) {
        Caller caller = calls.callers().identify(call.request().headers().value(HeaderNames.AUTHORIZATION));
        return new Call(call.request(), call.correlationId(), caller, call.begun());
    }
}
