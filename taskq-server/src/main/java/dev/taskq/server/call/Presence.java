package dev.taskq.server.call;

import java.util.function.Supplier;

/** Tells whether the caller of a call is still there. For use by the thread of the call only. */
@FunctionalInterface
public interface Presence {
    /**
     * Makes a call that may take long, and reports if its caller leaves meanwhile.
     *
     * @param <T> the class of the call's result
     * @param whenGone run on any thread during the call, once or more often; does not wait
     * @param call the call
     * @return the call's result
     */
    <T> T during(Runnable whenGone, Supplier<T> call);
}
