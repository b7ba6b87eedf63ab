package dev.taskq.client;

/** The answer to a call for a stream. */
sealed interface Streamed {
    /**
     * It goes on.
     *
     * @param chunks its body
     */
    record Going(Chunks chunks) implements Streamed {}

    /**
     * It is whole: there is nothing to stream, or a problem.
     *
     * @param answer the answer
     */
    record Whole(Answer answer) implements Streamed {}
}
