package dev.taskq.cli;

import dev.taskq.client.NewOperation.Action;
import picocli.CommandLine.Command;

/** The commands that do the same with one task, or with many. */
final class ActCommands {
    private ActCommands() {}

    /** Cancels. */
    @Command(name = "cancel", description = "Cancels tasks. One that runs is asked to stop, and may still succeed.")
    static final class Cancel extends ActCommand {
        Cancel(Surroundings at) {
            super(at, Action.CANCEL);
        }
    }

    /** Queues again. */
    @Command(
            name = "retry",
            description = {
                "Queues failed or cancelled tasks again, with all counts at 0.",
                "A scheduled task that is named by its id is queued before it is due, and its counts stay."
            })
    static final class Retry extends ActCommand {
        Retry(Surroundings at) {
            super(at, Action.RETRY);
        }
    }

    /** Deletes. */
    @Command(name = "delete", description = "Deletes final tasks with their attempts.")
    static final class Delete extends ActCommand {
        Delete(Surroundings at) {
            super(at, Action.DELETE);
        }
    }
}
