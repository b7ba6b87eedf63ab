package dev.taskq.console.site;

import dev.taskq.server.page.PageAnswer.Header;
import dev.taskq.server.page.PageRequest;
import dev.taskq.server.page.Pages;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The cookies of the console: the session's id, the key of the form for signing in, and that a page was asked for again. */
final class Cookies {
    static final String SESSION = "taskq_console";
    static final String SIGN_IN = "taskq_console_sign_in";
    static final String AGAIN = "taskq_console_again";

    private static final Pattern FORWARDED_BY_TLS = Pattern.compile("(?i)(?:^|[;,\\s])proto=\"?https\"?(?:$|[;,\\s])");

    private Cookies() {}

    /** The value of a cookie; empty if the browser sends none, or sends it twice. */
    static Optional<String> value(PageRequest request, String name) {
        Matcher found = Pattern.compile("(?:^|;)\\s*" + name + "=([A-Za-z0-9_-]{1,64})(?=$|;)")
                .matcher(request.header("Cookie").orElse(""));
        if (!found.find()) {
            return Optional.empty();
        }
        String value = found.group(1);
        return found.find() ? Optional.empty() : Optional.of(value);
    }

    /** Sets a cookie that ends with the browser. */
    static Header set(PageRequest request, String name, String value) {
        return cookie(request, name, value, "Strict", "");
    }

    static Header clear(PageRequest request, String name) {
        return cookie(request, name, "", "Strict", "; Max-Age=0");
    }

    /** For some seconds. A browser sends it also with a link of another site. */
    static Header setAgain(PageRequest request) {
        return cookie(request, AGAIN, "1", "Lax", "; Max-Age=10");
    }

    private static Header cookie(PageRequest request, String name, String value, String sameSite, String more) {
        return new Header(
                "Set-Cookie",
                name + "=" + value + "; Path=" + Pages.ROOT + "; HttpOnly; SameSite=" + sameSite
                        + (isByTls(request) ? "; Secure" : "") + more);
    }

    /**
     * Whether the browser speaks TLS with a proxy in front. A caller that lies gets a cookie that its browser does not send
     * back.
     */
    static boolean isByTls(PageRequest request) {
        return request.header("X-Forwarded-Proto")
                        .filter(text -> text.split(",", -1)[0].strip().equalsIgnoreCase("https"))
                        .isPresent()
                || request.header("Forwarded")
                        .filter(text -> FORWARDED_BY_TLS.matcher(text).find())
                        .isPresent();
    }
}
