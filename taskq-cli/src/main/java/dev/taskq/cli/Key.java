package dev.taskq.cli;

import java.util.ArrayList;
import java.util.List;

/** A key of the live screen. */
enum Key {
    UP,
    DOWN,
    ENTER,
    BACK,
    QUIT,
    PAUSE,
    RETRY,
    AGENTS,
    YES,
    OTHER;

    private static final byte ESCAPE = 0x1b;

    /** The keys whose bytes a terminal sent, which may be several at once. */
    static List<Key> of(byte[] bytes) {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            // Esc may be followed by further keys at once, too.
            boolean isSequence =
                    bytes[i] == ESCAPE && i + 2 < bytes.length && (bytes[i + 1] == '[' || bytes[i + 1] == 'O');
            keys.add(isSequence ? arrow(bytes[i + 2]) : single(bytes[i]));
            i += isSequence ? 2 : 0;
        }
        return List.copyOf(keys);
    }

    private static Key single(byte character) {
        return switch (character) {
            case 'k' -> UP;
            case 'j' -> DOWN;
            case '\r', '\n' -> ENTER;
            case ESCAPE, 0x7f, '\b' -> BACK;
            case 'q', 'Q' -> QUIT;
            case 'p' -> PAUSE;
            case 'r' -> RETRY;
            case 'a' -> AGENTS;
            case 'y' -> YES;
            default -> OTHER;
        };
    }

    private static Key arrow(byte last) {
        return switch (last) {
            case 'A' -> UP;
            case 'B' -> DOWN;
            default -> OTHER;
        };
    }
}
