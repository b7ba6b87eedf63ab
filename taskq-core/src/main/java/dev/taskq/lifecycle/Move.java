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
 * Every move of a task from one status to another; there are no others. {@code docs/task-lifecycle.md} is drawn from
 * this table.
 */
public enum Move {
    /** Its time has come. */
    DUE("due", QUEUED, SCHEDULED),
    /** A session claims it. */
    CLAIM("claim", RUNNING, QUEUED),
    /** Its handler returned. */
    SUCCEED("handler returned", SUCCEEDED, RUNNING),
    /** It failed, timed out or was lost again, and may try again after a back-off. */
    BACK_OFF("failed or lost again, may try again", SCHEDULED, RUNNING),
    /** It was handed back, lost for the first time, or is to be tried again without delay. */
    HAND_BACK("released, or lost the first time", QUEUED, RUNNING),
    /** Given up, or too many failures or losses. */
    FAIL("given up, or too many failures or losses", FAILED, RUNNING),
    /** A cancel was asked for while it ran, and it did not succeed. */
    STOP("cancel asked for, and not succeeded", CANCELLED, RUNNING),
    /** A cancel before it ran. */
    CANCEL("cancel", CANCELLED, SCHEDULED, QUEUED),
    /** A person wants it tried again. */
    RETRY("retry by hand", QUEUED, FAILED, CANCELLED),
    /** A person does not wait until it is due. */
    RUN_NOW("retry by hand, before it is due", QUEUED, SCHEDULED);

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

    /** What it is called in the drawing. */
    public String label() {
        return label;
    }

    /** Where it starts. */
    public Set<TaskStatus> from() {
        return EnumSet.of(from, orFrom);
    }

    /** Where it ends. */
    public TaskStatus to() {
        return to;
    }

    /** Whether a task in this status may make the move. */
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
