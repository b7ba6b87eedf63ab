package dev.taskq.console.site;

import dev.taskq.spi.ErrorLines;
import java.util.Optional;

/**
 * An error as the page of its task shows it. Immutable.
 *
 * @param text its text
 * @param trace the stack trace, if it has one, which is folded
 */
public record ErrorShown(String text, Optional<String> trace) {
    /** An error of a task, or of an attempt. */
    public static ErrorShown of(String error) {
        String text = ErrorLines.withoutTrace(error);
        return new ErrorShown(
                text,
                text.length() == error.length() ? Optional.empty() : Optional.of(error.substring(text.length() + 1)));
    }
}
