package dev.taskq.chaos;

import java.util.List;

/**
 * What the client was told about one try of a call. Immutable.
 *
 * @param coordinator who was asked
 * @param sentAt when
 * @param answeredAt when the answer was there, or was given up
 * @param meaning what it means
 * @param ids the tasks, where they were accepted
 * @param words the status, or why there is none
 */
record Answer(String coordinator, long sentAt, long answeredAt, Meaning meaning, List<Long> ids, String words) {
    Answer {
        ids = List.copyOf(ids);
    }

    /** The words where nobody listened. */
    static final String NO_CONNECTION = "no connection";

    /** Whether there was nobody to send it to. */
    boolean isUnsent() {
        return words.equals(NO_CONNECTION);
    }

    /** What an answer means. */
    enum Meaning {
        /** The tasks are stored. */
        ACCEPTED,
        /** Surely nothing was stored. */
        REFUSED,
        /** Perhaps it was stored. */
        UNKNOWN,
        /** An answer that there must not be. */
        WRONG
    }
}
