package dev.taskq.coordinator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An error without what differs from task to task. Immutable.
 *
 * @param text the error with placeholders
 * @param contains the longest part between placeholders; empty if there is none that says something
 */
record ErrorPattern(String text, Optional<String> contains) {
    /** What differs: UUIDs, hexadecimal numbers that are marked or have letters and digits, and other numbers. */
    private static final Pattern VARIABLE =
            Pattern.compile("(?<id>\\b\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}\\b)"
                    + "|(?<hex>\\b0[xX]\\p{XDigit}+\\b|(?<=@)\\p{XDigit}{4,}\\b"
                    + "|\\b(?=[a-fA-F]*+[0-9])(?=[0-9]*+[a-fA-F])\\p{XDigit}{8,}\\b)"
                    + "|[0-9]+(?:[.,:][0-9]+)*+");

    /** A shorter part would be in the errors of too many other tasks. */
    private static final int SHORTEST = 4;

    static ErrorPattern of(String error) {
        StringBuilder text = new StringBuilder();
        List<String> parts = new ArrayList<>();
        int end = 0;
        Matcher variable = VARIABLE.matcher(error);
        while (variable.find()) {
            parts.add(error.substring(end, variable.start()));
            text.append(error, end, variable.start()).append(placeholder(variable));
            end = variable.end();
        }
        parts.add(error.substring(end));
        text.append(error, end, error.length());
        return new ErrorPattern(
                text.toString(),
                parts.stream()
                        .map(String::strip)
                        .filter(part -> part.length() >= SHORTEST)
                        .max(Comparator.comparingInt(String::length)));
    }

    private static String placeholder(Matcher variable) {
        if (variable.group("id") != null) {
            return "<id>";
        }
        return variable.group("hex") != null ? "<hex>" : "<n>";
    }
}
