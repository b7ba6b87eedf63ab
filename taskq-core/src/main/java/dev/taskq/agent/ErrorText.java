package dev.taskq.agent;

import dev.taskq.spi.Completion;

/** What is kept of an error's text, in the row and in the log alike. */
final class ErrorText {
    private ErrorText() {}

    /** The longest text without its stack trace, in whole characters, which are one or two of a string. */
    static final int LONGEST = Completion.LONGEST_ERROR / 2;

    /** The text as it is stored, without a stack trace. */
    static String kept(String error) {
        return cut(error, LONGEST);
    }

    /** The text as it is stored, with a stack trace of which there is room for every line. */
    static String keptWithTrace(String error) {
        return cut(error, Completion.LONGEST_ERROR);
    }

    /** At most so many characters: what text columns would not take goes, and a cut never leaves half a character. */
    static String cut(String text, int longest) {
        StringBuilder kept = new StringBuilder();
        text.codePoints()
                .filter(c -> c != 0 && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))
                .limit(longest)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
