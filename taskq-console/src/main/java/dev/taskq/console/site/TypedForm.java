package dev.taskq.console.site;

import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ProblemKind;
import dev.taskq.server.page.PageRequest;
import dev.taskq.server.page.Pages;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A form with text that was sent without a session. The page for signing in carries what was typed in it, so the server keeps no text of
 * strangers. Immutable.
 *
 * @param path the path of the form behind the root
 * @param values the texts of its fields, by their names
 */
record TypedForm(String path, Map<String, String> values) {
    /** Before the names of its fields in the form for signing in. */
    private static final String PREFIX = "typed.";

    /**
     * The form that a request sends. Empty if it has no text, or if its browser does not say that it comes from a page of this site: a
     * person must not be shown what another site typed.
     *
     * @throws ProblemException if it is too large to be carried
     */
    static Optional<TypedForm> sent(PageRequest request) {
        return isSentFromHere(request) ? of(request.path(), name -> name, request) : Optional.empty();
    }

    /** Whether a request sends a form with text from a page of this site. */
    static boolean isSentFromHere(PageRequest request) {
        return request.isPost()
                && !Router.namesOfText(request.path()).isEmpty()
                && Origins.isFromHere(request).orElse(false);
    }

    /**
     * The form that the form for signing in carries. Empty if it carries none, or if its browser does not say that it comes from a page of
     * this site: another site may send a form for signing in too, and its key is not looked at yet.
     *
     * @throws ProblemException if it is too large to be carried
     */
    static Optional<TypedForm> carried(PageRequest signIn) {
        String page = signIn.field("to");
        return Origins.isFromHere(signIn).orElse(false) && page.startsWith(Pages.ROOT)
                ? of(page.substring(Pages.ROOT.length()), PREFIX::concat, signIn)
                : Optional.empty();
    }

    private static Optional<TypedForm> of(String path, Function<String, String> named, PageRequest request) {
        Map<String, String> values = new LinkedHashMap<>();
        int bytes = 0;
        for (String name : Router.namesOfText(path)) {
            String value = request.form().get(named.apply(name));
            if (value != null) {
                values.put(name, value);
                bytes += name.length() + Urls.encoded(value).length() + 2;
            }
        }
        if (bytes > Pages.MOST_CARRIED) {
            throw new ProblemException(
                    Problem.of(ProblemKind.TOO_LARGE, "the form must be at most " + Pages.MOST_CARRIED + " bytes"));
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(new TypedForm(path, values));
    }

    /** The page of the form. */
    String page() {
        return Pages.ROOT + path;
    }

    /** What the form for signing in has to carry, by the names of its fields. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        values.forEach((name, value) -> fields.put(PREFIX + name, value));
        return fields;
    }

    /** The form as if it was sent by the request that signs in. */
    PageRequest sentBy(PageRequest signIn) {
        return new PageRequest(
                true,
                path,
                "",
                values,
                Optional.empty(),
                signIn.headers(),
                signIn.peer(),
                signIn.listing(),
                signIn.context());
    }
}
