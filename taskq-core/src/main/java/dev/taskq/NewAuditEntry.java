package dev.taskq;

/**
 * A change to be written down, for people. Texts that are too long are cut. Immutable.
 *
 * @param caller the name of the caller; never its token
 * @param action what it did
 * @param subject what it did it to, such as {@code task 17}; at most {@link #LONGEST_SUBJECT} characters
 * @param detail what else is worth knowing; at most {@link #LONGEST_DETAIL} characters
 * @param correlationId the id of the call in the logs; at most {@link Origin#LONGEST_CORRELATION_ID} characters
 */
public record NewAuditEntry(String caller, AuditAction action, String subject, String detail, String correlationId) {
    /** The longest subject, in characters. */
    public static final int LONGEST_SUBJECT = 200;

    /** The longest detail, in characters. */
    public static final int LONGEST_DETAIL = 1_000;

    /** Cuts the texts. */
    public NewAuditEntry {
        caller = cut(caller, TaskFilter.LONGEST_TEXT);
        subject = cut(subject, LONGEST_SUBJECT);
        detail = cut(detail, LONGEST_DETAIL);
        correlationId = cut(correlationId, Origin.LONGEST_CORRELATION_ID);
    }

    /** No half of a character is left, and no NUL, which stores do not take. */
    private static String cut(String text, int longest) {
        String clean = text.replace("\0", "");
        if (clean.length() <= longest) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(longest - 1)) ? longest - 1 : longest;
        return clean.substring(0, end);
    }
}
