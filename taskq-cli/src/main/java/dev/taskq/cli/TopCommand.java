package dev.taskq.cli;

import dev.taskq.client.TaskqClient;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The live screen. */
@Command(
        name = "top",
        description =
                "Shows types, rates, depth and agents live. Keys pause and resume types, retry tasks, and look inside.")
final class TopCommand extends TaskqCommand {
    private static final Duration SIZE_READ_EVERY = Duration.ofSeconds(1);

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            defaultValue = "1s",
            converter = DurationConverter.OfRepeats.class,
            description = "How often it is read again, 100ms or more (${DEFAULT-VALUE}).")
    private Duration interval = Duration.ofSeconds(1);

    TopCommand(Surroundings at) {
        super(at);
    }

    @Override
    int run(TaskqClient client, Printer printer) throws IOException, InterruptedException {
        if (at().columns().isEmpty()) {
            throw ComplaintException.usage("the output is no terminal", "For scripts: taskq types, taskq agents.");
        }
        // Fails as every command does, before the screen is taken.
        client.types().list();
        TopScreen screen = new TopScreen(address().toString(), at().isColoured(), at().clock());
        try (LiveTerminal terminal = LiveTerminal.open(at().out());
                TopFeed feed = new TopFeed(client, at().clock(), interval).start()) {
            TopControl control = new TopControl(feed);
            Terminals.Size size = terminal.size();
            long sizeRead = System.nanoTime();
            while (true) {
                TopData data = feed.data();
                TopView shown = control.view();
                int selected = control.settle(data);
                terminal.show(screen.lines(data, shown, selected, control.message(), size));
                for (Key key : terminal.keys()) {
                    if (key == Key.QUIT) {
                        return ExitCodes.OK;
                    }
                    control.on(key, data);
                    // No further key acts on what another view had shown.
                    data = data.withoutDetailsUnless(control.view().equals(shown));
                }
                if (System.nanoTime() - sizeRead > SIZE_READ_EVERY.toNanos()) {
                    size = terminal.size();
                    sizeRead = System.nanoTime();
                }
            }
        }
    }
}
