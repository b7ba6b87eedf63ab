package dev.taskq;

import java.util.List;

/** An idempotency key was used before by the same caller with another task; nothing was stored. */
public final class KeyConflictException extends TaskqException {
    private static final long serialVersionUID = 1L;

    private final transient List<Integer> places;

    /**
     * Reports the conflicting keys.
     *
     * @param places the positions of the tasks in the call, counted from 0
     */
    public KeyConflictException(List<Integer> places) {
        super("idempotency key was used before with another task", null);
        this.places = List.copyOf(places);
    }

    /**
     * The tasks with a conflicting key.
     *
     * @return their positions in the call, counted from 0
     */
    public List<Integer> places() {
        return places;
    }
}
