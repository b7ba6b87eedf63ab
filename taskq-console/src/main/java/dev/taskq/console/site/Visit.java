package dev.taskq.console.site;

import dev.taskq.console.ConsoleConfig;
import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.ServerCalls;
import dev.taskq.server.page.PageRequest;
import dev.taskq.server.page.Pages;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A request of a person with a session. Immutable.
 *
 * @param request the request
 * @param calls the calls of the server
 * @param session the session
 * @param caller the caller of the session's token, or the person that the program or a proxy names
 * @param config what the console shows, and where it leads to
 * @param readings what pages share
 * @param assets the files of the pages
 * @param now the time
 */
record Visit(
        PageRequest request,
        ServerCalls calls,
        Session session,
        Caller caller,
        ConsoleConfig config,
        SharedReadings readings,
        Assets assets,
        Instant now) {
    private static final String DONE = "done";

    /** What forms did, by what their answer has in its address. */
    private static final Map<String, String> NOTICES = Map.of(
            "cancelled", "The task is cancelled.",
            "operation-cancelled", "The operation was asked to end. What it did stays.",
            "cancel-requested", "The task was asked to stop. It may still succeed.",
            "retried", "The task is queued.",
            "draining", "The agent takes no more tasks, and finishes what it runs. It lives until it is stopped.",
            "paused", "Paused. Running tasks continue.",
            "resumed", "Resumed.",
            "run", "The schedule queued this task.",
            "submitted", "This task was submitted.",
            "saved", "Saved.");

    CallContext context() {
        return request.context().apply(caller);
    }

    /** Whether everything may be read, and not only what is the caller's own. */
    boolean mayRead() {
        return caller.may(Scope.READ);
    }

    /** Whether what a caller made may be changed. The calls check it again. */
    boolean maySteer(String maker) {
        return caller.may(Scope.ADMIN) || (caller.scopes().contains(Scope.OWN) && maker.equals(caller.name()));
    }

    /** Whether a part of the page is wanted, by its id: a refresh of another part throws it away. */
    boolean wants(String part) {
        return request.header("HX-Target").map(part::equals).orElse(true);
    }

    /** Whether a page that is open asks for this part of it, by its id. */
    boolean asksFor(String part) {
        return request.header("HX-Target").filter(part::equals).isPresent();
    }

    /**
     * What the page of this address shows. A refresh may get what the same page of another caller has read a moment ago, if both may see
     * the same.
     *
     * @param read reads it; the only one of the page
     */
    <T> T shared(Supplier<T> read) {
        return readings.get(seen(), !Site.isRefresh(request), read);
    }

    /** How long the reading took that the page shows; zero if it shares none. */
    Duration took() {
        return readings.took(seen());
    }

    private Seen seen() {
        return new Seen(
                request.path(),
                request.rawQuery(),
                caller.scopes(),
                mayRead() ? Optional.empty() : Optional.of(caller.name()));
    }

    /**
     * What is read, and by which rights: a caller that may not read everything sees only what is its own.
     *
     * @param owner the name of a caller that may not read everything
     */
    private record Seen(String path, String query, Set<Scope> scopes, Optional<String> owner) {}

    /** What surrounds a page. */
    Shell shell(String title, String section) {
        List<Urls.Piece> pieces = Urls.pieces(request.rawQuery());
        Optional<String> notice = pieces.stream()
                .filter(piece -> piece.name().equals(DONE))
                .findFirst()
                .flatMap(piece -> Optional.ofNullable(NOTICES.get(piece.value())));
        return new Shell(title, section, self(pieces), Optional.of(person()), notice, assets, now);
    }

    Shell.Person person() {
        return new Shell.Person(
                caller.name(),
                session.formKey(),
                mayRead(),
                caller.may(Scope.ADMIN),
                session.token().isPresent(),
                config.demo().isPresent());
    }

    /** The address of the page, without what a form did. */
    private String self(List<Urls.Piece> pieces) {
        String query = pieces.stream()
                .filter(piece -> !piece.name().equals(DONE))
                .map(Urls.Piece::toString)
                .collect(Collectors.joining("&"));
        return Pages.ROOT + request.path() + (query.isEmpty() ? "" : "?" + query);
    }

    /** The address of a page that says what a form did. */
    static String done(String page, String what) {
        return page + "?" + DONE + "=" + what;
    }
}
