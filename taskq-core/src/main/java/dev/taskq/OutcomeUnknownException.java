package dev.taskq;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connection was lost during a commit. The call may have taken effect, or may still do so. Repeat a submission with
 * the same idempotency key.
 */
public final class OutcomeUnknownException extends TaskqException {
    private static final long serialVersionUID = 1L;

    private final transient List<Long> ids;

    /**
     * Reports an unknown outcome.
     *
     * @param ids the ids of the tasks concerned, if they have ids already
     * @param cause the adapter's exception, or null
     */
    public OutcomeUnknownException(List<Long> ids, @Nullable Throwable cause) {
        super("the outcome is unknown: it may have been stored", cause);
        this.ids = List.copyOf(ids);
    }

    /**
     * The tasks concerned.
     *
     * @return their ids; empty for a submission
     */
    public List<Long> ids() {
        return ids;
    }
}
