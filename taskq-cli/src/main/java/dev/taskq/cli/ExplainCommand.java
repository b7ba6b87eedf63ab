package dev.taskq.cli;

import dev.taskq.client.Explanation;
import dev.taskq.client.TaskqClient;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says why a task is where it is. */
@Command(name = "explain", description = "Says why a task is where it is, and what can be done.")
final class ExplainCommand extends TaskqCommand {
    @Parameters(arity = "1", paramLabel = "ID", description = "The id of the task.")
    private long id;

    ExplainCommand(Surroundings at) {
        super(at);
    }

    @Override
    int run(TaskqClient client, Printer printer) throws InterruptedException {
        return new Each(at()).tasks(List.of(id), named -> explain(client.explain(named), printer));
    }

    private int explain(Explanation explanation, Printer printer) {
        String status = explanation.status().name();
        List<String> lines = new ArrayList<>();
        lines.add("task " + id + " of type " + printer.styled(Style.BOLD, explanation.type()) + " is "
                + printer.styled(Style.ofStatus(status), status));
        for (Explanation.Reason reason : explanation.reasons()) {
            lines.add("  " + printer.styled(Style.PLAIN, reason.text()));
            lines.add("    " + printer.styled(Style.FAINT, reason.advice()));
        }
        printer.oneOr(explanation.json().tree(), lines);
        return ExitCodes.OK;
    }
}
