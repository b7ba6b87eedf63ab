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
                    + "|(?<literal><(?:n|id|hex)>)"
                    + "|[0-9]+(?:[.,:][0-9]+)*+");

    /** A shorter part would be in the errors of too many other tasks. */
    private static final int SHORTEST = 4;

    /** The longest text, but for its last placeholder. It is shorter than what is read, so that texts that differ in ids end alike. */
    private static final int LONGEST = 200;

    static ErrorPattern of(String error) {
        StringBuilder text = new StringBuilder();
        List<String> parts = new ArrayList<>();
        int end = 0;
        Matcher variable = VARIABLE.matcher(error);
        while (text.length() < LONGEST && variable.find()) {
            String part = cut(error.substring(end, variable.start()), LONGEST - text.length());
            parts.add(part);
            text.append(part);
            if (text.length() < LONGEST) {
                text.append(placeholder(variable));
            }
            end = variable.end();
        }
        String last = cut(error.substring(end), LONGEST - text.length());
        parts.add(last);
        text.append(last);
        return new ErrorPattern(
                text.toString(),
                parts.stream()
                        .map(String::strip)
                        .filter(part -> part.length() >= SHORTEST)
                        .max(Comparator.comparingInt(String::length)));
    }

    /** No half of a character is left. */
    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Math.max(0, longest);
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    /** A text that looks like a placeholder stays, and parts end at it too: all errors of one text have the same parts. */
    private static String placeholder(Matcher variable) {
        if (variable.group("literal") != null) {
            return variable.group();
        }
        if (variable.group("id") != null) {
            return "<id>";
        }
        return variable.group("hex") != null ? "<hex>" : "<n>";
    }
}
