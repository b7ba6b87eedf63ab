package dev.taskq.server.rest;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header {@code Accept-Encoding} (RFC 9110, section 12.5.3). Helidon's own reading takes {@code gzip;q=0} for a wish,
 * and fails at a malformed weight.
 */
final class AcceptEncoding {
    private static final Pattern ELEMENT =
            Pattern.compile("([!#$%&'*+.^_`|~0-9a-z-]+)(?:[ \t]*;[ \t]*q=(0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?))?");

    private AcceptEncoding() {}

    /** Whether a caller accepts gzip, and does not prefer a body that is not compressed. */
    static boolean prefersGzip(Headers headers) {
        if (!headers.contains(HeaderNames.ACCEPT_ENCODING)) {
            return false;
        }
        String text = String.join(",", headers.all(HeaderNames.ACCEPT_ENCODING, List::of))
                .toLowerCase(Locale.ROOT);
        double any = weight(text, "*").orElse(0.0);
        double gzip = weight(text, "gzip").or(() -> weight(text, "x-gzip")).orElse(any);
        double identity = weight(text, "identity").orElse(0.0);
        return gzip > 0 && gzip >= identity;
    }

    /** The weight of a coding; empty if it is not named. What is malformed names nothing. */
    private static Optional<Double> weight(String text, String coding) {
        for (String element : text.split(",", -1)) {
            Matcher matcher = ELEMENT.matcher(element.strip());
            if (matcher.matches() && matcher.group(1).equals(coding)) {
                return Optional.of(matcher.group(2) == null ? 1.0 : Double.parseDouble(matcher.group(2)));
            }
        }
        return Optional.empty();
    }
}
