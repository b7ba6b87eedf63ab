package dev.taskq.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskq.client.TaskqClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The commands that stop and restart the dispatch of types. */
final class PauseCommands {
    private PauseCommands() {}

    /** Pauses or resumes. */
    abstract static class OfTypes extends TaskqCommand {
        @Parameters(arity = "1..*", paramLabel = "TYPE", description = "The types.")
        private List<String> types = new ArrayList<>();

        OfTypes(Surroundings at) {
            super(at);
        }

        @Override
        final int run(TaskqClient client, Printer printer) throws InterruptedException {
            return new Each(at()).run(types, type -> {
                Optional<String> warning = change(type, client);
                ObjectNode json =
                        JsonNodeFactory.instance.objectNode().put("type", type).put("paused", isPause());
                warning.ifPresent(text -> json.put("warning", text));
                printer.oneOr(json, List.of("type " + type + " is " + (isPause() ? "paused" : "not paused")));
                warning.ifPresent(printer::note);
                return ExitCodes.OK;
            });
        }

        abstract Optional<String> change(String type, TaskqClient client) throws InterruptedException;

        abstract boolean isPause();
    }

    /** Stops the dispatch. */
    @Command(
            name = "pause",
            description = "Stops the dispatch of types. Running tasks continue, and submits are accepted.")
    static final class Pause extends OfTypes {
        Pause(Surroundings at) {
            super(at);
        }

        @Override
        Optional<String> change(String type, TaskqClient client) throws InterruptedException {
            return client.types().pause(type);
        }

        @Override
        boolean isPause() {
            return true;
        }
    }

    /** Restarts the dispatch. */
    @Command(name = "resume", description = "Restarts the dispatch of types.")
    static final class Resume extends OfTypes {
        Resume(Surroundings at) {
            super(at);
        }

        @Override
        Optional<String> change(String type, TaskqClient client) throws InterruptedException {
            return client.types().resume(type);
        }

        @Override
        boolean isPause() {
            return false;
        }
    }
}
