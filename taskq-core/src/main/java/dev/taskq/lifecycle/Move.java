package dev.taskq.lifecycle;

import static dev.taskq.TaskStatus.CANCELLED;
import static dev.taskq.TaskStatus.FAILED;
import static dev.taskq.TaskStatus.QUEUED;
import static dev.taskq.TaskStatus.RUNNING;
import static dev.taskq.TaskStatus.SCHEDULED;
import static dev.taskq.TaskStatus.SUCCEEDED;

import dev.taskq.TaskStatus;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All transitions of a task from one status to another. {@code docs/task-lifecycle.md} is generated from this table.
 */
public enum Move {
    /** The task becomes due. */
    DUE("due", QUEUED, SCHEDULED),
    /** A session claims it. */
    CLAIM("claim", RUNNING, QUEUED),
    /** Its handler returned. */
    SUCCEED("handler returned", SUCCEEDED, RUNNING),
    /** It failed, timed out or was lost again, and may be retried after a back-off. */
    BACK_OFF("failed or lost again, may try again", SCHEDULED, RUNNING),
    /** It was released, lost for the first time, or must be retried without delay. */
    HAND_BACK("released, or lost the first time", QUEUED, RUNNING),
    /** Given up, or too many failures or losses. */
    FAIL("given up, or too many failures or losses", FAILED, RUNNING),
    /** A cancel was requested while it ran, and it did not succeed. */
    STOP("cancel asked for, and not succeeded", CANCELLED, RUNNING),
    /** It was cancelled before it ran. */
    CANCEL("cancel", CANCELLED, SCHEDULED, QUEUED),
    /** It is retried manually. */
    RETRY("retry by hand", QUEUED, FAILED, CANCELLED);

    private final String label;
    private final TaskStatus to;
    private final TaskStatus from;
    private final TaskStatus orFrom;

    Move(String label, TaskStatus to, TaskStatus from) {
        this(label, to, from, from);
    }

    Move(String label, TaskStatus to, TaskStatus from, TaskStatus orFrom) {
        this.label = label;
        this.to = to;
        this.from = from;
        this.orFrom = orFrom;
    }

    /**
     * The label in the diagram.
     *
     * @return a few words
     */
    public String label() {
        return label;
    }

    /**
     * The statuses in which it starts.
     *
     * @return one or more statuses
     */
    public Set<TaskStatus> from() {
        return EnumSet.of(from, orFrom);
    }

    /**
     * The status in which it ends.
     *
     * @return the status
     */
    public TaskStatus to() {
        return to;
    }

    /**
     * Whether a task in a status may make this transition.
     *
     * @param status the task's status
     * @return true if it may
     */
    public boolean isOpenTo(TaskStatus status) {
        return status == from || status == orFrom;
    }

    /** The table as a Mermaid state diagram. */
    public static String mermaid() {
        String moves = Arrays.stream(values())
                .flatMap(move -> move.from().stream()
                        .map(status -> "    " + status.wireName() + " --> " + move.to.wireName() + ": " + move.label))
                .collect(Collectors.joining("\n"));
        return """
                stateDiagram-v2
                    [*] --> queued: submit
                    [*] --> scheduled: submit, for later
                %s
                    succeeded --> [*]
                """.formatted(moves);
    }
}
