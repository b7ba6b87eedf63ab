package dev.taskq.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text of others for a terminal. What a submitter or a handler wrote must not move the cursor, hide a part of a line or give
 * orders to the terminal.
 */
final class Text {
    /** Control characters of ASCII and of Latin-1, and those that change the direction of writing. */
    private static final Pattern DANGEROUS = Pattern.compile(
            "[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]");

    private static final Pattern DANGEROUS_IN_JSON = Pattern.compile(DANGEROUS.pattern() + "(?<!\\n)");

    private Text() {}

    /** The text on one line: each white space as a space, each other dangerous character as its number. */
    static String oneLine(String text) {
        return DANGEROUS.matcher(text).replaceAll(found -> switch (found.group()) {
            case "\n", "\t", "\r" -> " ";
            default -> Matcher.quoteReplacement(escaped(found.group()));
        });
    }

    /** JSON with all such characters escaped. They occur within strings only, but for line breaks between values. */
    static String json(String json) {
        return DANGEROUS_IN_JSON.matcher(json).replaceAll(found -> Matcher.quoteReplacement(escaped(found.group())));
    }

    private static String escaped(String character) {
        return String.format("\\u%04X", (int) character.charAt(0));
    }

    /** The text in at most so many columns. What is left out is marked. */
    static String fitted(String text, int columns) {
        if (text.length() <= columns) {
            return text;
        }
        if (columns < 1) {
            return "";
        }
        // Half a character cannot be written.
        boolean isCharacterCut = columns > 1 && Character.isHighSurrogate(text.charAt(columns - 2));
        return text.substring(0, columns - (isCharacterCut ? 2 : 1)) + "…";
    }
}
