package dev.taskq;

import java.util.List;

/** An idempotency key was used before by the same caller, with another task; nothing was stored. */
public final class KeyConflictException extends TaskqException {
    private static final long serialVersionUID = 1L;

    private final transient List<Integer> places;

    /**
     * Some keys.
     *
     * @param places the places, counted from 0, of the tasks concerned within the call
     */
    public KeyConflictException(List<Integer> places) {
        super("idempotency key was used before with another task", null);
        this.places = List.copyOf(places);
    }

    /**
     * Which tasks of the call it was.
     *
     * @return places, counted from 0
     */
    public List<Integer> places() {
        return places;
    }
}
