package dev.taskq.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of the label {@code type}: the names of the first types met, and one value for all later ones, so that no
 * caller can make metrics without bound. Thread-safe.
 */
public final class TypeLabels {
    /** How many types have a value of their own. */
    public static final int MOST = 100;

    /** The value of all others. */
    public static final String OTHER = "other";

    private final Set<String> own = ConcurrentHashMap.newKeySet();

    /** No type met yet. */
    public TypeLabels() {}

    /** The value of a type, which from now on has one of its own if there is room. */
    public String of(String type) {
        if (own.contains(type)) {
            return type;
        }
        if (own.size() >= MOST) {
            return OTHER;
        }
        synchronized (own) {
            return own.size() < MOST && own.add(type) ? type : known(type);
        }
    }

    /** The value of a type that the store may not know: it takes no room. */
    public String known(String type) {
        return own.contains(type) ? type : OTHER;
    }
}
