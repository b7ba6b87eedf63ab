package dev.taskq.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.taskq.client.NewOperation.Action;
import dev.taskq.client.TaskqClient;
import java.util.List;
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

        @Override
        int actOn(List<Long> named, TaskqClient client, Printer printer) throws InterruptedException {
            return new Each(at())
                    .tasks(named, id -> show(client.cancel(id).json().tree(), printer));
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

        @Override
        int actOn(List<Long> named, TaskqClient client, Printer printer) throws InterruptedException {
            // The attempt makes a repeat of the call safe.
            return new Each(at())
                    .tasks(
                            named,
                            id -> show(
                                    client.retry(id, client.get(id).counts().attempt())
                                            .json()
                                            .tree(),
                                    printer));
        }
    }

    /** Deletes. */
    @Command(name = "delete", description = "Deletes final tasks with their attempts.")
    static final class Delete extends ActCommand {
        Delete(Surroundings at) {
            super(at, Action.DELETE);
        }

        @Override
        int actOn(List<Long> named, TaskqClient client, Printer printer) throws InterruptedException {
            Each each = new Each(at());
            return each.tasks(named, id -> {
                if (!client.delete(id)) {
                    return each.noTask(id);
                }
                printer.oneOr(
                        JsonNodeFactory.instance.objectNode().put("id", id).put("deleted", true),
                        List.of("task " + id + " is deleted"));
                return ExitCodes.OK;
            });
        }
    }
}
