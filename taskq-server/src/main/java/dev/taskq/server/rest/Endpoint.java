package dev.taskq.server.rest;

import dev.taskq.server.call.ProblemException;

/** Answers a call. Must be thread-safe. */
@FunctionalInterface
interface Endpoint {
    /**
     * Answers the call.
     *
     * @param call the call
     * @return the response
     * @throws ProblemException if the call failed
     */
    Answer answer(Call call);
}
