package dev.taskq.server.rest;

import dev.taskq.server.CorsOrigins;
import dev.taskq.server.call.ByteBudget;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.ListRequest;
import dev.taskq.server.call.ServerCalls;
import dev.taskq.server.http.Attendance;
import dev.taskq.server.http.HttpMetrics;
import dev.taskq.server.page.PageAnswer;
import dev.taskq.server.page.PageRequest;
import dev.taskq.server.page.Pages;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The routes of pages for people. The pages check their callers; scripts of other origins never may call.
 *
 * <p>Pages are not compressed: they hold a secret of their form beside what a stranger may have submitted, and the length
 * of a compressed page tells of both.
 */
public final class PageRoutes {
    /** The pattern of all pages but the first. */
    static final String PATTERN = Pages.ROOT + "/*";

    private static final String METHODS = "GET, HEAD, POST";

    /** How long a page waits for the store; a person would not wait for longer. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final ServerCalls calls;
    private final Pages pages;
    private final CarriedForms carried = new CarriedForms();

    private PageRoutes(ServerCalls calls, Pages pages) {
        this.calls = calls;
        this.pages = pages;
    }

    /**
     * Mounts the pages. Must come before the API, whose last route refuses all other paths.
     *
     * @param routing where they are mounted
     * @param calls the calls
     * @param metrics where requests are measured, if metrics are on
     * @param pages the pages
     */
    public static void mount(
            HttpRouting.Builder routing, ServerCalls calls, Optional<HttpMetrics> metrics, Pages pages) {
        Handler handler =
                new CallPipeline(calls, metrics, new Cors(CorsOrigins.NONE)).open(new PageRoutes(calls, pages)::answer);
        routing.any(Pages.ROOT, handler).any(PATTERN, handler);
    }

    private Answer answer(Call call) {
        ServerRequest request = call.request();
        Method method = request.prologue().method();
        boolean isPost = method.equals(Method.POST);
        if (!isPost && !method.equals(Method.GET) && !method.equals(Method.HEAD)) {
            return Answer.notAllowed(method.text(), METHODS);
        }
        PageAnswer page = isPost ? form(call) : pages.answer(page(call, FormBody.NONE), calls);
        Answer answer = answer(page);
        return page.gzip()
                .map(compressed -> Gzip.of(answer, compressed, request.headers()))
                .orElse(answer);
    }

    /** The bytes of large forms are bounded together: those with params among the bodies of requests, those of strangers apart from them. */
    private PageAnswer form(Call call) {
        return switch (pages.formSize(page(call, FormBody.NONE), calls)) {
            case SMALL -> small(call);
            // A form for signing in that carries no text is small, and no number of others keeps it out.
            case CARRIED ->
                FormBody.isSmall(call.request())
                        ? small(call)
                        : carried.read(
                                call.request().remotePeer().host(),
                                share -> pages.answer(page(call, FormBody.readCarried(call.request(), share)), calls));
            case PARAMS -> {
                int most = FormBody.encoded(calls.limits().bodyBytes());
                yield large(call, most);
            }
        };
    }

    private PageAnswer small(Call call) {
        return pages.answer(page(call, FormBody.read(call.request())), calls);
    }

    private PageAnswer large(Call call, int most) {
        ByteBudget.Share share = calls.requests().nothing();
        try {
            return pages.answer(page(call, FormBody.readLarge(call.request(), most, share)), calls);
        } finally {
            share.giveBack();
        }
    }

    private static PageRequest page(Call call, FormBody form) {
        ServerRequest request = call.request();
        String path = request.path().rawPath();
        return new PageRequest(
                request.prologue().method().equals(Method.POST),
                path.substring(Math.min(path.length(), Pages.ROOT.length())),
                request.query().rawValue(),
                form.fields(),
                form.problem(),
                name -> request.headers().value(HeaderNames.create(name)),
                request.remotePeer().host(),
                PageRoutes::listing,
                caller -> new CallContext(
                        caller,
                        call.correlationId(),
                        CallHeaders.traceparentOf(request.headers()),
                        Optional.of(LONGEST_WAIT),
                        call.begun(),
                        Attendance::attended));
    }

    private static Answer answer(PageAnswer page) {
        Status status = Status.create(page.status());
        List<Header> headers = page.headers().stream()
                .map(header -> HeaderValues.create(HeaderNames.create(header.name()), header.value()))
                .collect(Collectors.toUnmodifiableList());
        if (page.contentType().isEmpty()) {
            Answer answer = Answer.empty(status);
            for (Header header : headers) {
                answer = answer.with(header);
            }
            return answer;
        }
        return new Answer(
                status, HeaderValues.create(HeaderNames.CONTENT_TYPE, page.contentType()), page.body(), headers);
    }

    /** Reads the query of a list, as {@code GET /v1/tasks} reads its own. */
    public static ListRequest listing(String rawQuery) {
        return TaskEndpoints.listing(QueryText.of(UriQuery.create(rawQuery), TaskEndpoints.LISTING));
    }
}
