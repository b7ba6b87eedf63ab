package dev.taskq.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** Prints a script by which bash and zsh complete commands and options. */
@Command(
        name = CompletionCommand.NAME,
        description = "Prints a script for bash and zsh. Use it by: source <(taskq completion)")
final class CompletionCommand implements Callable<Integer> {
    static final String NAME = "completion";

    private final Surroundings at;

    CompletionCommand(Surroundings at) {
        this.at = at;
    }

    @Override
    public Integer call() {
        at.out().print(AutoComplete.bash("taskq", new CommandLines(at).line("")));
        at.out().flush();
        return ExitCodes.OK;
    }
}
