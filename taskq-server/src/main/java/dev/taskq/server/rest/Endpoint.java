package dev.taskq.server.rest;

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
