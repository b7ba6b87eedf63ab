package dev.taskq.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.taskq.client.NewOperation;
import dev.taskq.client.NewOperation.Action;
import dev.taskq.client.Operation;
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
            return new Each(at()).run(named, id -> show(client.cancel(id).json().tree(), printer));
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
                    .run(
                            named,
                            id -> show(
                                    client.retry(id, client.get(id).counts().attempt())
                                            .json()
                                            .tree(),
                                    printer));
        }
    }

    /** Queues before they are due. */
    @Command(
            name = "run-now",
            description = {
                "Queues scheduled tasks before they are due, whether they were delayed or wait for another attempt.",
                "Their counts stay. Other tasks stay as they are."
            })
    static final class RunNow extends ActCommand {
        RunNow(Surroundings at) {
            super(at, Action.RUN_NOW);
        }

        /** One operation for all of them: a retry of each would also queue a task that was cancelled meanwhile. */
        @Override
        int actOn(List<Long> named, TaskqClient client, Printer printer) throws InterruptedException {
            Operation ended = operate(NewOperation.of(Action.RUN_NOW, named), client, printer);
            int code = OperationCommands.exitCode(ended);
            return code == ExitCodes.OK && ended.counts().failed() > 0 ? ExitCodes.REFUSED : code;
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
            return new Each(at()).run(named, id -> delete(id, client, printer));
        }

        private static int delete(long id, TaskqClient client, Printer printer) throws InterruptedException {
            boolean deleted = client.delete(id);
            printer.oneOr(
                    JsonNodeFactory.instance.objectNode().put("id", id).put("deleted", deleted),
                    List.of(deleted ? "task " + id + " is deleted" : "there is no task " + id));
            return deleted ? ExitCodes.OK : ExitCodes.NOT_FOUND;
        }
    }
}
