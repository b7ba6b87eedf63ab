package dev.taskq.cli;

import dev.taskq.client.Retries;
import dev.taskq.client.TaskqClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that calls a coordinator. */
abstract class TaskqCommand implements Callable<Integer> {
    private static final Retries SOON = new Retries(4, Duration.ofSeconds(3));

    private final Surroundings at;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}. By default table on a terminal, and jsonl elsewhere.")
    private Optional<OutputFormat> output = Optional.empty();

    TaskqCommand(Surroundings at) {
        this.at = at;
    }

    final Surroundings at() {
        return at;
    }

    @Override
    public final Integer call() throws IOException, InterruptedException {
        OutputFormat format = output.orElse(at.columns().isPresent() ? OutputFormat.TABLE : OutputFormat.JSONL);
        try (TaskqClient client = connection.client(retries(), at)) {
            return run(client, new Printer(at, format));
        } finally {
            at.out().flush();
        }
    }

    /** The address that is called. */
    final URI address() {
        return connection.target(at).url();
    }

    /**
     * A client for a wait, which goes on while a coordinator is restarted. To be closed.
     *
     * @param within how long the wait may take
     */
    final TaskqClient patientClient(Duration within) {
        return connection.client(new Retries(Integer.MAX_VALUE, within), at);
    }

    /** Says on the standard error, in all formats, what is stored, so that it is known also if the command is ended. */
    final void stored(String what) {
        at.err().println(what);
    }

    /** How often calls are repeated. A person waits, so a coordinator that is away is told soon. */
    Retries retries() {
        return SOON;
    }

    /**
     * Carries the command out.
     *
     * @param client calls the coordinator
     * @param printer writes the result
     * @return the exit code
     */
    abstract int run(TaskqClient client, Printer printer) throws IOException, InterruptedException;
}
