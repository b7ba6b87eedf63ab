package dev.taskq.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.taskq.client.ProblemException;
import dev.taskq.client.Schedule;
import dev.taskq.client.TaskqClient;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands about schedules. */
final class ScheduleCommands {
    private ScheduleCommands() {}

    /** All of them. */
    static CommandLine line(Surroundings at) {
        return new CommandLine(new ListAll(at))
                .addSubcommand(new Get(at))
                .addSubcommand(new PutScheduleCommand(at))
                .addSubcommand(new Pause(at))
                .addSubcommand(new Resume(at))
                .addSubcommand(new Run(at))
                .addSubcommand(new Delete(at));
    }

    /** Lists schedules. */
    @Command(name = "schedules", description = "Lists the schedules, by name.")
    private static final class ListAll extends TaskqCommand {
        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "1000",
                converter = LimitConverter.class,
                description = "The most schedules (${DEFAULT-VALUE}).")
        private int limit = 1_000;

        ListAll(Surroundings at) {
            super(at);
        }

        @Override
        int run(TaskqClient client, Printer printer) {
            printer.first(
                    limit,
                    new Columns(at().clock()).schedules(),
                    client.schedules().list().map(each -> each.json().tree()),
                    "there is no schedule");
            return ExitCodes.OK;
        }
    }

    /** Does something with one schedule. */
    private abstract static class OfOne extends TaskqCommand {
        @Parameters(arity = "1", paramLabel = "NAME", description = "The name of the schedule.")
        private String name = "";

        OfOne(Surroundings at) {
            super(at);
        }

        @Override
        final int run(TaskqClient client, Printer printer) throws InterruptedException {
            try {
                return run(name, client, printer);
            } catch (ProblemException e) {
                if (Each.saysNone(e)) {
                    return noSchedule(name);
                }
                throw e;
            }
        }

        /** Says on the standard error that there is no such schedule, and returns the exit code. */
        final int noSchedule(String schedule) {
            return new Each(at())
                    .tell(
                            ExitCodes.NOT_FOUND,
                            "there is no schedule " + schedule,
                            "taskq schedules lists the schedules.");
        }

        abstract int run(String schedule, TaskqClient client, Printer printer) throws InterruptedException;

        final int show(Schedule schedule, Printer printer) {
            printer.one(schedule.json().tree());
            return ExitCodes.OK;
        }
    }

    /** Shows a schedule. */
    @Command(name = "get", description = "Shows a schedule with its params.")
    private static final class Get extends OfOne {
        Get(Surroundings at) {
            super(at);
        }

        @Override
        int run(String schedule, TaskqClient client, Printer printer) throws InterruptedException {
            return show(client.schedules().get(schedule), printer);
        }
    }

    /** Pauses a schedule. */
    @Command(name = "pause", description = "Pauses a schedule: it does not fire.")
    private static final class Pause extends OfOne {
        Pause(Surroundings at) {
            super(at);
        }

        @Override
        int run(String schedule, TaskqClient client, Printer printer) throws InterruptedException {
            return show(client.schedules().pause(schedule), printer);
        }
    }

    /** Resumes a schedule. */
    @Command(name = "resume", description = "Resumes a schedule.")
    private static final class Resume extends OfOne {
        Resume(Surroundings at) {
            super(at);
        }

        @Override
        int run(String schedule, TaskqClient client, Printer printer) throws InterruptedException {
            return show(client.schedules().resume(schedule), printer);
        }
    }

    /** Runs a schedule. */
    @Command(name = "run", description = "Queues one task of a schedule now.")
    private static final class Run extends OfOne {
        Run(Surroundings at) {
            super(at);
        }

        @Override
        int run(String schedule, TaskqClient client, Printer printer) throws InterruptedException {
            long id = client.schedules().run(schedule);
            printer.oneOr(JsonNodeFactory.instance.objectNode().put("id", id), List.of("task " + id + " is queued"));
            return ExitCodes.OK;
        }
    }

    /** Deletes a schedule. */
    @Command(name = "delete", description = "Deletes a schedule. The tasks that it fired stay.")
    private static final class Delete extends OfOne {
        Delete(Surroundings at) {
            super(at);
        }

        @Override
        int run(String schedule, TaskqClient client, Printer printer) throws InterruptedException {
            if (!client.schedules().delete(schedule)) {
                return noSchedule(schedule);
            }
            printer.oneOr(
                    JsonNodeFactory.instance.objectNode().put("name", schedule).put("deleted", true),
                    List.of("schedule " + schedule + " is deleted"));
            return ExitCodes.OK;
        }
    }
}
