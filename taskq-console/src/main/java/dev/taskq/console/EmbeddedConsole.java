package dev.taskq.console;

import dev.taskq.console.site.Site;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.CallLimits;
import dev.taskq.server.Caller;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.Correlation;
import dev.taskq.server.call.Presence;
import dev.taskq.server.call.ServerCalls;
import dev.taskq.server.page.HostedPages;
import dev.taskq.server.page.PageAnswer;
import dev.taskq.server.page.PageRequest;
import dev.taskq.server.page.Pages;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A web console in a web server that the application has already: the application names the person of each request. There
 * is no sign-in with a token. The application serves it under {@value #ROOT}, to which all its links lead, and answers with all
 * headers that it gives. Thread-safe.
 */
public final class EmbeddedConsole {
    /** The path of the first page; all others are behind it. */
    public static final String ROOT = Pages.ROOT;

    private static final int NOT_ALLOWED = 405;

    /** Only the form for signing in and a proxy need the address of a peer, and this console has neither. */
    private static final String UNKNOWN_PEER = "";

    private final Site site;
    private final ServerCalls calls;

    private EmbeddedConsole(Site site, ServerCalls calls) {
        this.site = site;
        this.calls = calls;
    }

    /**
     * A console of a coordinator.
     *
     * @param coordinator the coordinator, which is started and closed by the application
     * @param config what it shows to whom; without a proxy
     * @return the console
     * @throws IllegalArgumentException if the config has a proxy
     */
    public static EmbeddedConsole of(Coordinator coordinator, ConsoleConfig config) {
        // The application may take the address of a peer from a header, which a client writes. So that address proves
        // nothing.
        if (config.proxy().isPresent()) {
            throw new IllegalArgumentException("the application names the persons of a console in its own web server,"
                    + " so its ConsoleConfig must have no proxy: leave out withProxy");
        }
        return new EmbeddedConsole(
                new Site(config, Site.Entry.NONE, System::nanoTime, InstantSource.system()),
                new ServerCalls(() -> Optional.of(coordinator), token -> Optional.empty(), CallLimits.DEFAULTS));
    }

    /**
     * A request.
     *
     * @param method its method, such as {@code GET}
     * @param path its path from {@link #ROOT} on, as it was sent
     * @param query its query, as it was sent; empty if it has none
     * @param form the fields of the form in its body, which the application has bounded in size
     * @param headers finds the value of a header by its name, in any case
     */
    public record Request(
            String method,
            String path,
            String query,
            Map<String, String> form,
            Function<String, Optional<String>> headers) {
        /**
         * Copies the fields.
         *
         * @throws IllegalArgumentException if the path does not begin with {@link #ROOT}
         */
        public Request {
            form = Map.copyOf(form);
            if (!path.equals(ROOT) && !path.startsWith(ROOT + "/")) {
                throw new IllegalArgumentException("path must be " + ROOT + " or begin with " + ROOT + "/");
            }
        }
    }

    /**
     * An answer.
     *
     * @param status the status of HTTP
     * @param headers all its headers but those of its length
     * @param body its body, empty if it has none; not modified afterwards
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Answer(int status, List<Header> headers, byte[] body) {
        /** Copies the list. */
        public Answer {
            headers = List.copyOf(headers);
        }

        /**
         * A header; one name may be there more than once.
         *
         * @param name its name
         * @param value its value
         */
        public record Header(String name, String value) {}
    }

    /**
     * Answers a request, also if it failed.
     *
     * @param request the request
     * @param person the person, whom the application has checked, with the scopes that it gives; its name is stored on what it
     *     submits, and in the audit. Empty for a person without access
     * @return the answer
     */
    public Answer answer(Request request, Optional<Caller> person) {
        boolean isPost = request.method().equals("POST");
        if (!isPost && !request.method().equals("GET") && !request.method().equals("HEAD")) {
            return new Answer(NOT_ALLOWED, List.of(new Answer.Header("Allow", "GET, HEAD, POST")), new byte[0]);
        }
        String correlationId = Correlation.idOf(request.headers().apply("X-Correlation-Id"));
        String traceparent = Correlation.traceparentOf(request.headers().apply("traceparent"));
        long begun = System.nanoTime();
        PageAnswer page = site.answer(
                new PageRequest(
                        isPost,
                        request.path().substring(ROOT.length()),
                        request.query(),
                        request.form(),
                        Optional.empty(),
                        request.headers(),
                        UNKNOWN_PEER,
                        HostedPages::listing,
                        caller -> new CallContext(
                                caller,
                                correlationId,
                                traceparent,
                                Optional.of(HostedPages.LONGEST_WAIT),
                                begun,
                                new Waiting())),
                calls,
                person);
        return answer(page);
    }

    private static Answer answer(PageAnswer page) {
        List<Answer.Header> headers = new ArrayList<>();
        page.headers().forEach(header -> headers.add(new Answer.Header(header.name(), header.value())));
        if (!page.contentType().isEmpty()) {
            headers.add(new Answer.Header("Content-Type", page.contentType()));
        }
        return new Answer(page.status(), headers, page.body());
    }

    /** Nothing tells whether a browser has left; a page waits for at most ten seconds. */
    private static final class Waiting implements Presence {
        @Override
        public <T> T during(Runnable whenGone, Supplier<T> call) {
            return call.get();
        }
    }
}
