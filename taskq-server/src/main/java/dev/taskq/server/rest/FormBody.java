package dev.taskq.server.rest;

import dev.taskq.server.call.ByteBudget;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ProblemKind;
import dev.taskq.server.page.Pages;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The form of a page. Immutable.
 *
 * @param fields the fields
 * @param problem why it could not be read, if it could not: the page says so
 */
record FormBody(Map<String, String> fields, Optional<Problem> problem) {
    /** That of a request without a form. */
    static final FormBody NONE = new FormBody(Map.of(), Optional.empty());

    /** The most bytes of a form without params. */
    static final int MOST = 8 * 1024;

    /** The most bytes of a form that a sign-in brings back: there is room for the fields of the sign-in. */
    private static final int MOST_CARRIED = Pages.MOST_CARRIED + MOST;

    /** The most bytes that percent-encoding makes of one. */
    private static final int ENCODED = 3;

    private static final String FORM = "application/x-www-form-urlencoded";

    /** Copies the fields. */
    FormBody {
        fields = Map.copyOf(fields);
    }

    /** Reads a form. Cannot be read: what is no form, too large, not percent-encoded as it should be, or names a field twice. */
    static FormBody read(ServerRequest request) {
        return read(() -> fields(request, MOST, MOST));
    }

    /**
     * Reads a large form, as {@link #read} does. It cannot be read either if the share does not allow its bytes.
     *
     * @param most the most bytes
     * @param share takes the bytes; given back by the caller
     */
    static FormBody readLarge(ServerRequest request, int most, ByteBudget.Share share) {
        return read(() -> {
            requireAtMost(request, most, most);
            share.grow(request.headers().contentLength().orElse(0));
            if (request.headers().contains(HeaderNames.TRANSFER_ENCODING)) {
                request.streamFilter(share::counting);
            }
            return fields(request, most, most);
        });
    }

    /**
     * Reads a form that a sign-in is to bring back, as {@link #read} does. Its bytes are counted as they come: a stranger that announces
     * bytes and sends none takes no room from others.
     *
     * @param share takes the bytes; given back by the caller
     */
    static FormBody readCarried(ServerRequest request, ByteBudget.Share share) {
        return read(() -> {
            requireAtMost(request, MOST_CARRIED, Pages.MOST_CARRIED);
            request.streamFilter(share::counting);
            return fields(request, MOST_CARRIED, Pages.MOST_CARRIED);
        });
    }

    /** Whether a form says that it is small. */
    static boolean isSmall(ServerRequest request) {
        return !request.headers().contains(HeaderNames.TRANSFER_ENCODING)
                && request.headers().contentLength().orElse(0) <= MOST;
    }

    /** The most bytes of a form whose fields may have so many, with those that its encoding adds. */
    static int encoded(int bytes) {
        return (int) Math.min(Integer.MAX_VALUE - 1, (long) ENCODED * bytes);
    }

    private static FormBody read(Supplier<Map<String, String>> fields) {
        try {
            return new FormBody(fields.get(), Optional.empty());
        } catch (ProblemException e) {
            return new FormBody(Map.of(), Optional.of(e.problem()));
        }
    }

    private static void requireAtMost(ServerRequest request, int most, int allowed) {
        if (request.headers().contentLength().orElse(0) > most) {
            throw tooLarge(allowed);
        }
    }

    private static ProblemException tooLarge(int allowed) {
        return new ProblemException(
                Problem.of(ProblemKind.TOO_LARGE, "the form must be at most " + allowed + " bytes"));
    }

    /**
     * Reads the fields.
     *
     * @param most the most bytes that are read
     * @param allowed the number that a person is told
     */
    private static Map<String, String> fields(ServerRequest request, int most, int allowed) {
        String mediaType = request.headers().value(HeaderNames.CONTENT_TYPE).orElse("");
        if (!mediaType.toLowerCase(Locale.ROOT).split(";", -1)[0].strip().equals(FORM)) {
            throw new ProblemException(Problem.of(ProblemKind.OTHER_MEDIA_TYPE, "the body must be a form: " + FORM));
        }
        requireAtMost(request, most, allowed);
        Map<String, String> fields = new HashMap<>();
        for (String piece : text(request, most, allowed).split("&", -1)) {
            if (!piece.isEmpty()) {
                String[] parts = piece.split("=", 2);
                String value = parts.length == 2 ? decoded(parts[1]) : "";
                if (fields.put(decoded(parts[0]), value) != null) {
                    throw new ProblemException(Problem.malformed("a field of the form is there twice"));
                }
            }
        }
        return fields;
    }

    private static String text(ServerRequest request, int most, int allowed) {
        if (!request.content().hasEntity()) {
            return "";
        }
        try {
            byte[] bytes = request.content().inputStream().readNBytes(most + 1);
            if (bytes.length > most) {
                throw tooLarge(allowed);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.malformed("the form is not percent-encoded as it should be"));
        }
    }
}
