package dev.taskq.console.site;

import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ServerCalls;
import dev.taskq.server.page.PageAnswer;
import dev.taskq.server.page.PageAnswer.Header;
import dev.taskq.server.page.PageRequest;
import dev.taskq.server.page.Pages;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page for signing in. Its form has a key of its own, which its cookie repeats. Thread-safe. */
final class SignIn {
    /** Its path behind the root of the pages. */
    static final String PATH = "/sign-in";

    private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);

    /** A page of the console, as {@code to} names it: never one of another site. */
    private static final Pattern PAGE = Pattern.compile(Pattern.quote(Pages.ROOT) + "(?:[/?][A-Za-z0-9_./?&=%+:-]*)?");

    private static final int LONGEST_PAGE = 2_000;

    private final Sessions sessions;
    private final SignInLimits limits;
    private final Secrets secrets;
    private final Assets assets;
    private final InstantSource clock;

    SignIn(Sessions sessions, SignInLimits limits, Secrets secrets, Assets assets, InstantSource clock) {
        this.sessions = sessions;
        this.limits = limits;
        this.secrets = secrets;
        this.assets = assets;
        this.clock = clock;
    }

    /** Leads a request without a session to the form. A form leads to the page that it was on. */
    PageAnswer lead(PageRequest request) {
        String page = request.isPost() ? Urls.ofForm(request.path(), request.rawQuery()) : Urls.asSent(request);
        boolean comesBack = !page.equals(Pages.ROOT) && isPage(page);
        if (comesBack && isFromElsewhere(request)) {
            return again(request, page);
        }
        String form = Urls.SIGN_IN + (comesBack ? "?to=" + Urls.encoded(page) : "");
        return Site.isRefresh(request) ? Html.leave(form) : Html.redirect(form);
    }

    /** Whether a link of another site led here, so that the browser kept the cookie of the session back. */
    private static boolean isFromElsewhere(PageRequest request) {
        return !request.isPost()
                && request.header("Sec-Fetch-Site")
                        .filter(from -> from.equals("cross-site") || from.equals("same-site"))
                        .isPresent()
                && Cookies.value(request, Cookies.AGAIN).isEmpty();
    }

    /** A page of this site that leads to the same address: now the browser sends the cookie. Its own cookie ends a loop. */
    private PageAnswer again(PageRequest request, String page) {
        Shell shell = new Shell("taskq", "", page, Optional.empty(), Optional.empty(), assets, clock.instant());
        return Html.page(200, (out, tags) -> JteagainGenerated.render(out, tags, shell), Cookies.setAgain(request));
    }

    /**
     * Where a sign-in leads to. Immutable.
     *
     * @param page a page of the console; empty for the first one
     * @param typed the form on that page which was sent without a session
     */
    private record Aim(String page, Optional<TypedForm> typed) {
        /** One without text if the page is none: a sign-in could not bring it back, and must not promise it. */
        static Aim of(String page, Optional<TypedForm> typed) {
            return isPage(page) ? new Aim(page, typed) : new Aim("", Optional.empty());
        }
    }

    /** Shows the form of a session that has ended, to a person that has signed in anew. */
    @FunctionalInterface
    interface Resumption {
        PageAnswer show(PageRequest form, Session session, Caller caller);
    }

    /** Shows the form for signing in, which carries what was typed in a form that was sent without a session. */
    PageAnswer carry(PageRequest request, TypedForm typed) {
        Aim aim = Aim.of(typed.page(), Optional.of(typed));
        return form(request, aim, 403, "Your session has ended. Nothing was changed.");
    }

    PageAnswer answer(PageRequest request, ServerCalls calls, Resumption resumption) {
        if (request.isPost()) {
            // Looked at first: what is too large is refused before a session ends or begins.
            return signIn(request, Aim.of(request.field("to"), TypedForm.carried(request)), calls, resumption);
        }
        return form(request, Aim.of(Urls.value(request, "to").orElse(""), Optional.empty()), 200, "");
    }

    private PageAnswer signIn(PageRequest request, Aim aim, ServerCalls calls, Resumption resumption) {
        Optional<String> key = Cookies.value(request, Cookies.SIGN_IN);
        if (key.filter(known -> Secrets.areEqual(known, request.field("key"))).isEmpty()) {
            return form(request, aim, 403, "The form was too old, or cookies are blocked. Try again.");
        }
        // A known token always enters, whatever others behind the same address try.
        String token = request.field("token").strip();
        Optional<Caller> caller = callerOf(token, calls);
        if (caller.isEmpty()) {
            return unknown(request, aim);
        }
        try {
            calls.callers().count(caller.get(), 1);
        } catch (ProblemException e) {
            return refused(request, aim, e.problem());
        }
        if (!caller.get().mayWithOwn(Scope.READ)) {
            return form(
                    request,
                    aim,
                    403,
                    "This token may only submit tasks. The console needs the scope read, own or admin.");
        }
        LOG.info("signed in to the console caller={}", caller.get().name());
        Cookies.value(request, Cookies.SESSION).ifPresent(sessions::end);
        Sessions.Begun begun = sessions.begin(caller.get().name(), token);
        PageAnswer page = aim.typed()
                .map(form -> resumption.show(form.sentBy(request), begun.session(), caller.get()))
                .orElseGet(() -> Html.redirect(aim.page().isEmpty() ? Pages.ROOT : aim.page()));
        PageAnswer withSession = Html.with(page, Cookies.set(request, Cookies.SESSION, begun.id()));
        return Html.with(withSession, Cookies.clear(request, Cookies.SIGN_IN));
    }

    private PageAnswer refused(PageRequest request, Aim aim, Problem problem) {
        Header[] wait = Failures.retryAfter(problem).stream().toArray(Header[]::new);
        return form(request, aim, Failures.status(problem.kind()), Words.sentence(problem.detail()), wait);
    }

    private PageAnswer unknown(PageRequest request, Aim aim) {
        Optional<Duration> wait = limits.take(request.peer());
        if (wait.isEmpty()) {
            return form(request, aim, 403, "This token is not known.");
        }
        Header later = Failures.retryAfter(wait.get());
        return form(
                request,
                aim,
                429,
                "This token is not known either. Wait " + later.value() + " s before the next attempt.",
                later);
    }

    private static Optional<Caller> callerOf(String token, ServerCalls calls) {
        try {
            return Optional.of(calls.callers().identify(Optional.of("Bearer " + token)));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    private PageAnswer form(PageRequest request, Aim aim, int status, String wrong, Header... more) {
        // The form of another tab stays valid.
        String key = Cookies.value(request, Cookies.SIGN_IN).orElseGet(secrets::next);
        Map<String, String> carried = aim.typed().map(TypedForm::fields).orElse(Map.of());
        Shell shell =
                new Shell("Sign in", "", Urls.SIGN_IN, Optional.empty(), Optional.empty(), assets, clock.instant());
        Header[] headers = new Header[more.length + 1];
        headers[0] = Cookies.set(request, Cookies.SIGN_IN, key);
        System.arraycopy(more, 0, headers, 1, more.length);
        return Html.page(
                status,
                (out, tags) -> JtesigninGenerated.render(out, tags, shell, key, aim.page(), carried, wrong),
                headers);
    }

    private static boolean isPage(String page) {
        return page.length() <= LONGEST_PAGE
                && PAGE.matcher(page).matches()
                && !page.contains("//")
                // A segment of two dots leads elsewhere. Two dots inside of a segment are part of a name.
                && !page.contains("/..")
                && !page.toLowerCase(Locale.ROOT).contains("%2e")
                && !page.startsWith(Urls.SIGN_IN)
                && !page.startsWith(Urls.SIGN_OUT);
    }
}
