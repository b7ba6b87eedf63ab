package dev.taskq.coordinator.app;

/** Answers a call. Must be thread-safe. */
@FunctionalInterface
interface Endpoint {
    /**
     * Answers it.
     *
     * @param call the call
     * @return the answer
     * @throws ProblemException if it cannot be done
     */
    Answer answer(Call call);
}
