package dev.taskq.console.site;

import dev.taskq.server.page.PageRequest;
import java.util.Locale;
import java.util.Optional;

/** Compares the origin that a browser names with the address that it asks. */
final class Origins {
    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";

    private Origins() {}

    /**
     * Whether a form comes from a page of this site. A browser says it by {@code Sec-Fetch-Site}, or over plain HTTP by {@code Origin}
     * alone. Empty if it says neither.
     */
    static Optional<Boolean> isFromHere(PageRequest request) {
        return request.header("Sec-Fetch-Site")
                .map(from -> from.equals("same-origin"))
                .or(() -> request.header("Origin")
                        .map(origin -> isOf(origin, request.header("Host").orElse(""))));
    }

    /**
     * Whether host and port of an origin are those of a request. The scheme is not compared: a proxy may speak another one.
     *
     * @param origin the value of {@code Origin}, such as {@code http://queue:8080}; {@code null} for an origin that is hidden
     * @param host the value of {@code Host}, such as {@code queue:8080}
     */
    static boolean isOf(String origin, String host) {
        String lower = origin.toLowerCase(Locale.ROOT);
        String asked = host.toLowerCase(Locale.ROOT);
        if (lower.startsWith(HTTPS)) {
            return areEqual(lower.substring(HTTPS.length()), asked, ":443");
        }
        return lower.startsWith(HTTP) && areEqual(lower.substring(HTTP.length()), asked, ":80");
    }

    private static boolean areEqual(String one, String other, String defaultPort) {
        return without(one, defaultPort).equals(without(other, defaultPort));
    }

    private static String without(String authority, String defaultPort) {
        return authority.endsWith(defaultPort)
                ? authority.substring(0, authority.length() - defaultPort.length())
                : authority;
    }
}
