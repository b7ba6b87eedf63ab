package dev.taskq.agent;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.SavedCheckpoint;
import java.util.Optional;

/**
 * The newest checkpoint of a task, as the attempt that runs it knows it: the one that came with the claim, or one of its own. Its
 * own count as held bytes until the end of the attempt is recorded. Thread-safe.
 */
final class NewestCheckpoint {
    private final HeldBytes bytes;

    @GuardedBy("this")
    private Optional<SavedCheckpoint> newest;

    /** The highest number that was given, stored or not. */
    @GuardedBy("this")
    private int lastNumber;

    @GuardedBy("this")
    private long ownBytes;

    @GuardedBy("this")
    private boolean released;

    NewestCheckpoint(Optional<SavedCheckpoint> claimed, HeldBytes bytes) {
        this.newest = claimed;
        this.lastNumber = claimed.map(SavedCheckpoint::number).orElse(0);
        this.bytes = bytes;
    }

    synchronized int nextNumber() {
        return ++lastNumber;
    }

    synchronized Optional<String> json() {
        return newest.map(SavedCheckpoint::json);
    }

    /** Keeps a checkpoint that was stored, unless a newer one was. */
    synchronized void stored(Checkpoint checkpoint) {
        boolean isNewest = newest.map(SavedCheckpoint::number).orElse(0) < checkpoint.number();
        if (isNewest && !released) {
            bytes.take(checkpoint.bytes() - ownBytes);
            ownBytes = checkpoint.bytes();
            newest = Optional.of(new SavedCheckpoint(checkpoint.json(), checkpoint.number()));
        }
    }

    /** Gives the bytes of its own back. From now on it keeps nothing. */
    synchronized void release() {
        if (!released) {
            released = true;
            bytes.giveBack(ownBytes);
        }
    }
}
