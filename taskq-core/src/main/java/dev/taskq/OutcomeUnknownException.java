package dev.taskq;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connection died under a commit: the call may have taken effect, or may yet. A submit is repeated under its
 * idempotency key.
 */
public final class OutcomeUnknownException extends TaskqException {
    private static final long serialVersionUID = 1L;

    private final transient List<Long> ids;

    /**
     * Unknown.
     *
     * @param ids the tasks concerned, where they have ids already
     * @param cause what the adapter saw, or null
     */
    public OutcomeUnknownException(List<Long> ids, @Nullable Throwable cause) {
        super("the outcome is unknown: it may have been stored", cause);
        this.ids = List.copyOf(ids);
    }

    /**
     * The tasks concerned.
     *
     * @return their ids; empty for a submit
     */
    public List<Long> ids() {
        return ids;
    }
}
