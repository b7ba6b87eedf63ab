package dev.taskq.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of the label {@code type}: the names of the first types that occur, and one common value for all later
 * ones, so that no caller can create metrics without limit. Thread-safe.
 */
public final class TypeLabels {
    /** How many types have their own value. */
    public static final int MOST = 100;

    /** The value of all other types. */
    public static final String OTHER = "other";

    private final Set<String> own = ConcurrentHashMap.newKeySet();

    /** Creates labels without types. */
    public TypeLabels() {}

    /**
     * The value of a type. The type gets its own value if there is room.
     *
     * @param type a type that the store knows
     * @return its name, or {@link #OTHER}
     */
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

    /**
     * The value of a type that the store may not know. It takes no room.
     *
     * @return its name, or {@link #OTHER}
     */
    public String known(String type) {
        return own.contains(type) ? type : OTHER;
    }
}
