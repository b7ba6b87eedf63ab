package dev.taskq.engine;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What made a call to the store or the queue fail, for the log: one line without a stack trace, since a refused connection is no
 * error of the program.
 */
public final class Causes {
    private static final int MOST = 5;

    private Causes() {}

    /** The first lines of the messages of a failure's causes, outermost first, or its own message if it has no cause. */
    public static String text(Throwable failure) {
        Set<String> messages = new LinkedHashSet<>();
        Throwable first = failure.getCause();
        @Nullable Throwable cause = first == null ? failure : first;
        for (int i = 0; i < MOST && cause != null; i++) {
            messages.add(message(cause));
            cause = cause.getCause();
        }
        return String.join(": ", messages);
    }

    /** A time-out, for one, has no message: its class says what it is. */
    private static String message(Throwable cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
