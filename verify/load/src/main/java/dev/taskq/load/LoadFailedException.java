package dev.taskq.load;

import dev.taskq.rig.ComplaintException;
import java.io.Serial;

/** The load test cannot go on; its message is for people. */
public final class LoadFailedException extends ComplaintException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A failure with a message of one line.
     *
     * @param line the problem, and what to do
     */
    public LoadFailedException(String line) {
        super(line);
    }
}
