package dev.taskq.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Reads command lines and carries the commands out. For one thread. */
final class CommandLines {
    private final Surroundings at;

    CommandLines(Surroundings at) {
        this.at = at;
    }

    @Command(
            name = "taskq",
            description = "Submits tasks to a coordinator, shows them and acts on them.",
            synopsisSubcommandLabel = "COMMAND",
            exitCodeListHeading = "Exit codes:%n",
            exitCodeList = {
                "0:done",
                "1:failed",
                "2:wrong command line, profile or file",
                "3:there is no such task, type, schedule or operation",
                "4:refused by the coordinator",
                "5:the coordinator cannot be reached, or is not ready",
                "6:not final within the time",
                "7:the task failed or was cancelled",
                "8:verify found something wrong"
            },
            footer = "Set TASKQ_URL and TASKQ_TOKEN, or write a profile. docs/cli.md has an example of each command.")
    private static final class Root implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(names = "--version", description = "Prints the version.")
        private boolean version;

        @Override
        public Integer call() {
            if (version) {
                String built = Main.class.getPackage().getImplementationVersion();
                spec.commandLine()
                        .getOut()
                        .println("taskq " + (built == null ? "of a build without a version" : built));
                return ExitCodes.OK;
            }
            throw new ParameterException(spec.commandLine(), "there is no command");
        }
    }

    /** Carries a command out, and returns its exit code. */
    int run(String... args) {
        int code = line(args.length == 0 ? "" : args[0]).execute(args);
        // Help and version are not written by a printer.
        return code == ExitCodes.OK && at.out().checkError()
                ? Failures.tell(new OutputFailedException(), at.err())
                : code;
    }

    /** The command line with all commands, or with the one that is named: to describe all takes a while. */
    CommandLine line(String name) {
        CommandLine line = new CommandLine(new Root());
        Map<String, Supplier<Object>> commands = commands();
        Supplier<Object> one = commands.get(name);
        if (one == null || name.equals(CompletionCommand.NAME)) {
            commands.forEach((each, command) -> line.addSubcommand(each, command.get()));
        } else {
            line.addSubcommand(name, one.get());
        }
        configure(line);
        return line;
    }

    private Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> all = new LinkedHashMap<>();
        all.put("submit", () -> new SubmitCommand(at));
        all.put("get", () -> new GetCommand(at));
        all.put("wait", () -> new WaitCommand(at));
        all.put("list", () -> new ListCommand(at));
        all.put("cancel", () -> new ActCommands.Cancel(at));
        all.put("retry", () -> new ActCommands.Retry(at));
        all.put("run-now", () -> new RunNowCommand(at));
        all.put("delete", () -> new ActCommands.Delete(at));
        all.put("explain", () -> new ExplainCommand(at));
        all.put("events", () -> new EventsCommand(at));
        all.put("types", () -> new TypesCommand(at));
        all.put("pause", () -> new PauseCommands.Pause(at));
        all.put("resume", () -> new PauseCommands.Resume(at));
        all.put("agents", () -> AgentCommands.line(at));
        all.put("history", () -> new HistoryCommand(at));
        all.put("errors", () -> new ErrorsCommand(at));
        all.put("audit", () -> new AuditCommand(at));
        all.put("verify", () -> new VerifyCommand(at));
        all.put("schedules", () -> ScheduleCommands.line(at));
        all.put("operations", () -> OperationCommands.line(at));
        all.put("top", () -> new TopCommand(at));
        all.put(CompletionCommand.NAME, () -> new CompletionCommand(at));
        return all;
    }

    private void configure(CommandLine line) {
        Ansi ansi = at.isColoured() ? Ansi.ON : Ansi.OFF;
        line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // "cancel" is a command of operations, and a value of its --action.
        line.setAllowSubcommandsAsOptionParameters(true);
        // @FILE is the params of a task, and not a file of arguments.
        line.setExpandAtFiles(false);
        line.registerConverter(Instant.class, new TimeConverter(at.clock()));
        line.registerConverter(Long.class, new NumberConverter<>(Long::valueOf));
        line.registerConverter(long.class, new NumberConverter<>(Long::valueOf));
        line.registerConverter(Integer.class, new NumberConverter<>(Integer::valueOf));
        line.registerConverter(int.class, new NumberConverter<>(Integer::valueOf));
        line.setOut(new PrintWriter(at.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(at.err(), true, StandardCharsets.UTF_8));
        line.setUsageHelpWidth(at.columns().map(width -> Math.max(width, 60)).orElse(100));
        addHelp(line);
        line.setParameterExceptionHandler((exception, args) -> wrong(exception));
        line.setExecutionExceptionHandler((exception, failed, result) -> Failures.tell(exception, at.err()));
    }

    private static void addHelp(CommandLine line) {
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Prints this text.")
                        .build());
        line.getCommandSpec().usageMessage().sortOptions(false);
        line.getSubcommands().values().forEach(CommandLines::addHelp);
    }

    private int wrong(ParameterException exception) {
        String command = exception.getCommandLine().getCommandSpec().qualifiedName();
        at.err().println("taskq: " + Text.oneLine(String.valueOf(exception.getMessage())));
        if (exception.getCommandLine().getParent() == null) {
            at.err()
                    .println(
                            "  The commands are " + String.join(", ", commands().keySet()) + ".");
        }
        at.err().println("  " + command + " --help tells more.");
        return ExitCodes.USAGE;
    }
}
