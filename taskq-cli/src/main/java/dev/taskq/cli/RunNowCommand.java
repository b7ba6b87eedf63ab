package dev.taskq.cli;

import dev.taskq.client.NewOperation;
import dev.taskq.client.NewOperation.Action;
import dev.taskq.client.Operation;
import dev.taskq.client.TaskStatus;
import dev.taskq.client.TaskqClient;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;

/**
 * Queues before they are due.
 *
 * <p>Named tasks are read first, because an operation only counts those that it could not handle. The operation decides: it
 * handles a task only if that is still scheduled.
 */
@Command(
        name = "run-now",
        description = {
            "Queues scheduled tasks before they are due, whether they were delayed or wait for another attempt.",
            "Their counts stay. Other tasks stay as they are."
        })
final class RunNowCommand extends ActCommand {
    /** An operation takes so many ids. */
    private static final int MOST_IDS = 1_000;

    RunNowCommand(Surroundings at) {
        super(at, Action.RUN_NOW);
    }

    /** One operation for up to 1,000 of them: a retry of each would also queue a task that was cancelled meanwhile. */
    @Override
    int actOn(List<Long> named, TaskqClient client, Printer printer) throws InterruptedException {
        List<Long> scheduled = new ArrayList<>();
        Each each = new Each(at());
        int read = each.tasks(named.stream().distinct().toList(), id -> {
            TaskStatus status = client.get(id).status();
            if (status.equals(TaskStatus.SCHEDULED)) {
                scheduled.add(id);
                return ExitCodes.OK;
            }
            return refused(id, "is " + status + ", and only a scheduled task can be run now");
        });
        int run = each.run(parts(scheduled), part -> runNow(part, client, printer));
        return read == ExitCodes.OK ? run : read;
    }

    /** Tasks of one operation. */
    private record Part(List<Long> ids) {
        @Override
        public String toString() {
            return ids.size() == 1 ? ids.getFirst().toString() : ids.getFirst() + " … " + ids.getLast();
        }
    }

    private static List<Part> parts(List<Long> ids) {
        return IntStream.iterate(0, from -> from < ids.size(), from -> from + MOST_IDS)
                .mapToObj(from -> new Part(ids.subList(from, Math.min(ids.size(), from + MOST_IDS))))
                .toList();
    }

    private int runNow(Part part, TaskqClient client, Printer printer) throws InterruptedException {
        Operation ended = operate(NewOperation.of(Action.RUN_NOW, part.ids()), client, printer);
        int code = OperationCommands.exitCode(ended);
        return code == ExitCodes.OK && ended.counts().failed() > 0
                ? new Each(at()).tasks(part.ids(), id -> changedMeanwhile(id, client))
                : code;
    }

    /** A task that became due meanwhile is queued as well, and may have run. One that was cancelled or locked is not. */
    private int changedMeanwhile(long id, TaskqClient client) throws InterruptedException {
        TaskStatus status = client.get(id).status();
        return status.equals(TaskStatus.SCHEDULED) || status.equals(TaskStatus.CANCELLED)
                ? refused(id, "is " + status + " now, and may not have been queued")
                : ExitCodes.OK;
    }

    private int refused(long id, String why) {
        return new Each(at()).tell(ExitCodes.REFUSED, "task " + id + " " + why, "explain says why it is where it is.");
    }
}
