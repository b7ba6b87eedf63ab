package dev.taskq.console.site;

import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskqException;
import dev.taskq.console.ConsoleConfig;
import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ProblemKind;
import dev.taskq.server.call.Problems;
import dev.taskq.server.call.ServerCalls;
import dev.taskq.server.page.PageAnswer;
import dev.taskq.server.page.PageRequest;
import dev.taskq.server.page.Pages;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages and their access: each request needs a session, each form the key of its session, and the token of the
 * session must still be known. A person whom the program or a trusted proxy names has a session without a token. Thread-safe.
 */
public final class Site {
    private static final Logger LOG = LoggerFactory.getLogger(Site.class);
    private static final String FORM_KEY = "key";

    private static final Problem OTHER_SESSION = Problem.of(
            ProblemKind.FORBIDDEN, "the session of this form has ended, and nothing was changed: send it again");

    private static final Problem NO_STORE = new Problem(
            ProblemKind.NOT_ACCEPTED,
            "Postgres does not answer, and nothing was changed: send it again later",
            List.of(),
            Problem.notAccepted().retryAfter(),
            Optional.empty());

    private static final Set<Scope> ENTER = Set.of(Scope.READ, Scope.OWN, Scope.ADMIN);

    private final ConsoleConfig config;
    private final Entry entry;
    private final InstantSource clock;
    private final Assets assets = new Assets();
    private final Sessions sessions;
    private final SignIn signIn;
    private final Failures failures;
    private final SharedReadings readings;

    /** How persons enter that neither the program nor a proxy names. */
    public enum Entry {
        /** They sign in with a token. */
        BY_TOKEN,
        /** They do not. */
        NONE
    }

    /**
     * A site without sessions yet.
     *
     * @param config the bounds of sessions, and what pages show to whom
     * @param entry how persons enter that neither the program nor a proxy names
     * @param nanoTime a monotonic clock
     * @param clock the time that pages show
     */
    public Site(ConsoleConfig config, Entry entry, LongSupplier nanoTime, InstantSource clock) {
        Secrets secrets = new Secrets();
        this.config = config;
        this.entry = entry;
        this.clock = clock;
        this.readings = new SharedReadings(nanoTime);
        this.sessions = new Sessions(config, nanoTime, secrets);
        this.failures = new Failures(assets, clock);
        this.signIn = new SignIn(sessions, new SignInLimits(nanoTime), secrets, assets, clock);
    }

    /**
     * Answers a request, also if it failed.
     *
     * @param named the person, if the program that serves the page has checked it
     */
    public PageAnswer answer(PageRequest request, ServerCalls calls, Optional<Caller> named) {
        Optional<PageAnswer> asset = request.isPost() ? Optional.empty() : assets.answer(request.path());
        return asset.orElseGet(() -> page(request, calls, named));
    }

    /** How large the form of a request may be. */
    public Pages.FormSize formSize(PageRequest request, ServerCalls calls) {
        if (request.path().equals(SignIn.PATH) && entry == Entry.BY_TOKEN) {
            return Pages.FormSize.CARRIED;
        }
        if (Router.namesOfText(request.path()).isEmpty()) {
            return Pages.FormSize.SMALL;
        }
        if (introduced(request, Optional.empty()).isPresent()
                || visit(request, calls).isPresent()) {
            return Pages.FormSize.PARAMS;
        }
        return TypedForm.isSentFromHere(request) ? Pages.FormSize.CARRIED : Pages.FormSize.SMALL;
    }

    private PageAnswer page(PageRequest request, ServerCalls calls, Optional<Caller> named) {
        Optional<Visit> visit = Optional.empty();
        try {
            if (request.isPost()) {
                requireSameOrigin(request);
                request.formProblem().ifPresent(problem -> {
                    throw new ProblemException(problem);
                });
            }
            Optional<Caller> introduced = introduced(request, named);
            if (introduced.isEmpty() && entry == Entry.NONE) {
                throw forbidden("your application gives you no access to the console");
            }
            if (request.path().equals(SignIn.PATH)) {
                return introduced.isPresent()
                        ? Html.redirect(Pages.ROOT)
                        : signIn.answer(
                                request, calls, (form, session, caller) -> resumed(form, calls, session, caller));
            }
            visit = introduced.map(caller -> visit(request, calls, caller)).or(() -> visit(request, calls));
            if (visit.isEmpty()) {
                return TypedForm.sent(request)
                        .map(form -> signIn.carry(request, form))
                        .orElseGet(() -> signIn.lead(request));
            }
            return visited(visit.get());
        } catch (ProblemException e) {
            return failed(request, visit, e.problem());
        } catch (StoreUnavailableException e) {
            LOG.debug("a page could not be read", e);
            Optional<PageAnswer> form = kept(request, visit, NO_STORE);
            return form.isPresent() ? form.get() : failures.storeUnavailable(request, visit);
        } catch (TaskqException e) {
            return failed(request, visit, Problems.of(e).orElseGet(() -> unforeseen(e)));
        } catch (RuntimeException e) {
            return failed(request, visit, unforeseen(e));
        }
    }

    private static Problem unforeseen(RuntimeException e) {
        LOG.error("a page failed unexpectedly", e);
        return Problem.internal();
    }

    /** A browser that is old enough not to say where a form comes from is stopped by the key of the form. */
    private static void requireSameOrigin(PageRequest request) {
        if (!Origins.isFromHere(request).orElse(true)) {
            throw forbidden("the form was sent by a page of another site");
        }
    }

    private static ProblemException forbidden(String detail) {
        return new ProblemException(Problem.of(ProblemKind.FORBIDDEN, detail));
    }

    /** The person whom the program or the proxy names, if it has a scope that the console is of use for. */
    private Optional<Caller> introduced(PageRequest request, Optional<Caller> named) {
        return named.or(() -> config.proxy().flatMap(proxy -> proxy.personOf(request.peer(), request.headers())))
                .filter(caller -> caller.scopes().stream().anyMatch(ENTER::contains));
    }

    private Visit visit(PageRequest request, ServerCalls calls, Caller introduced) {
        Session session = sessions.ofIntroduced(introduced.name());
        return new Visit(request, calls, session, introduced, config, readings, assets, clock.instant());
    }

    /** Shows the form of a session that has ended to a person that has signed in anew. */
    private PageAnswer resumed(PageRequest form, ServerCalls calls, Session session, Caller caller) {
        Visit visit = new Visit(form, calls, session, caller, config, readings, assets, clock.instant());
        return shownAgain(visit, OTHER_SESSION);
    }

    private PageAnswer shownAgain(Visit visit, Problem problem) {
        try {
            return Router.showAgain(visit, problem);
        } catch (ProblemException e) {
            return failures.page(visit.request(), Optional.of(visit), e.problem());
        }
    }

    /** What fails for a reason that passes may be sent again. */
    private PageAnswer failed(PageRequest request, Optional<Visit> visit, Problem problem) {
        Optional<PageAnswer> form = problem.retryAfter().isPresent() ? kept(request, visit, problem) : Optional.empty();
        return form.orElseGet(() -> failures.page(request, visit, problem));
    }

    /** A form with text that failed, as it was sent, so that its text is not lost; empty for all other requests. */
    private Optional<PageAnswer> kept(PageRequest request, Optional<Visit> visit, Problem problem) {
        return visit.filter(known -> TypedForm.isSentFromHere(request)).map(known -> shownAgain(known, problem));
    }

    private Optional<Visit> visit(PageRequest request, ServerCalls calls) {
        Optional<String> id = Cookies.value(request, Cookies.SESSION);
        Optional<Session> session = id.flatMap(known -> sessions.find(known, !isRefresh(request)));
        return session.flatMap(found -> {
            Optional<Caller> caller = found.token().flatMap(token -> callerOf(token, calls));
            if (caller.isEmpty()) {
                id.ifPresent(sessions::end);
            }
            return caller.map(
                    known -> new Visit(request, calls, found, known, config, readings, assets, clock.instant()));
        });
    }

    /** The caller, unless its token was withdrawn since. */
    private static Optional<Caller> callerOf(String token, ServerCalls calls) {
        try {
            return Optional.of(calls.callers().identify(Optional.of("Bearer " + token)));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    /** Whether a page refreshes itself. */
    static boolean isRefresh(PageRequest request) {
        return request.header("HX-Request").isPresent();
    }

    private PageAnswer visited(Visit visit) {
        PageRequest request = visit.request();
        visit.calls().callers().count(visit.caller(), 1);
        if (!request.isPost()) {
            PageAnswer page = Router.show(visit);
            return isRefresh(request) ? Html.with(page, Rest.after(visit.took())) : page;
        }
        if (!Secrets.areEqual(request.field(FORM_KEY), visit.session().formKey())) {
            if (TypedForm.isSentFromHere(request)) {
                return Router.showAgain(visit, OTHER_SESSION);
            }
            throw forbidden("the form is not one of this session: open the page again");
        }
        if ((Pages.ROOT + request.path()).equals(Urls.SIGN_OUT)) {
            Cookies.value(request, Cookies.SESSION).ifPresent(sessions::end);
            return Html.redirect(Urls.SIGN_IN, Cookies.clear(request, Cookies.SESSION));
        }
        return Router.act(visit);
    }
}
