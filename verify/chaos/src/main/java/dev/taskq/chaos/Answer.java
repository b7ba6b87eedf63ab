package dev.taskq.chaos;

import java.util.List;

/**
 * The answer that the client got for one attempt of a call. Immutable.
 *
 * @param coordinator the coordinator that was called
 * @param sentAt when the call was sent
 * @param answeredAt when the answer arrived, or the client gave up
 * @param meaning its meaning
 * @param ids the tasks, if they were accepted
 * @param words the status, or the reason why there is none
 */
record Answer(String coordinator, long sentAt, long answeredAt, Meaning meaning, List<Long> ids, String words) {
    Answer {
        ids = List.copyOf(ids);
    }

    /** The words if no process listened. */
    static final String NO_CONNECTION = "no connection";

    /** Whether there was no process to which to send it. */
    boolean isUnsent() {
        return words.equals(NO_CONNECTION);
    }

    /** The meaning of an answer. */
    enum Meaning {
        /** The tasks are stored. */
        ACCEPTED,
        /** Certainly nothing was stored. */
        REFUSED,
        /** The tasks were possibly stored. */
        UNKNOWN,
        /** An answer that the API does not document. */
        WRONG
    }
}
