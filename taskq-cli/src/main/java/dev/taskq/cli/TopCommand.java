package dev.taskq.cli;

import dev.taskq.client.NewOperation;
import dev.taskq.client.NewOperation.Action;
import dev.taskq.client.Operation;
import dev.taskq.client.Task;
import dev.taskq.client.TaskFilter;
import dev.taskq.client.TaskStatus;
import dev.taskq.client.TaskqClient;
import dev.taskq.client.TypeInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
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

    private TopView view = new TopView.Types();
    private int selected;
    /** What is done if the answer to the question is yes. */
    private Optional<TopFeed.Call> asked = Optional.empty();

    private String question = "";

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
            Terminals.Size size = terminal.size();
            long sizeRead = System.nanoTime();
            while (true) {
                TopData data = feed.data();
                TopView shown = view;
                select(selected, data);
                String message = asked.isPresent() ? question : feed.message();
                terminal.show(screen.lines(data, view, selected, message, size));
                for (Key key : terminal.keys()) {
                    if (key == Key.QUIT) {
                        return ExitCodes.OK;
                    }
                    on(key, data, feed);
                    // No further key acts on what another view had shown.
                    data = data.withoutDetailsUnless(view.equals(shown));
                }
                if (System.nanoTime() - sizeRead > SIZE_READ_EVERY.toNanos()) {
                    size = terminal.size();
                    sizeRead = System.nanoTime();
                }
            }
        }
    }

    private void on(Key key, TopData data, TopFeed feed) {
        if (asked.isPresent()) {
            if (key == Key.YES) {
                feed.ask(asked.get());
            }
            asked = Optional.empty();
            return;
        }
        switch (key) {
            // Several keys may come before the next screen.
            case UP -> select(selected - 1, data);
            case DOWN -> select(selected + 1, data);
            case BACK -> show(view.back(), feed);
            case AGENTS -> show(new TopView.Agents(), feed);
            case ENTER -> enter(data, feed);
            case PAUSE -> selectedType(data).ifPresent(type -> feed.ask(calls -> pauseOrResume(type, calls)));
            case RETRY -> retry(data, feed);
            case QUIT, YES, OTHER -> {
                // Nothing to do.
            }
        }
    }

    private void select(int row, TopData data) {
        selected = Math.max(0, Math.min(row, TopScreen.rows(data, view) - 1));
    }

    private void show(TopView next, TopFeed feed) {
        view = next;
        selected = 0;
        feed.show(next);
    }

    private void enter(TopData data, TopFeed feed) {
        selectedType(data).ifPresent(type -> show(new TopView.Tasks(type.type()), feed));
        selectedTask(data).ifPresent(task -> show(new TopView.Why(task.type(), task.id()), feed));
    }

    private void retry(TopData data, TopFeed feed) {
        selectedType(data).ifPresent(type -> {
            question = "Retry all failed tasks of " + type.type() + "? y/n";
            asked = Optional.of(calls -> retryFailed(type.type(), calls));
        });
        selectedTask(data).ifPresent(task -> feed.ask(calls -> retryOne(task.id(), calls)));
        if (view instanceof TopView.Why why) {
            feed.ask(calls -> retryOne(why.id(), calls));
        }
    }

    private Optional<TypeInfo> selectedType(TopData data) {
        return view instanceof TopView.Types && selected < data.types().size()
                ? Optional.of(data.types().get(selected))
                : Optional.empty();
    }

    private Optional<Task> selectedTask(TopData data) {
        return view instanceof TopView.Tasks && selected < data.tasks().size()
                ? Optional.of(data.tasks().get(selected))
                : Optional.empty();
    }

    private static String pauseOrResume(TypeInfo type, TaskqClient calls) throws InterruptedException {
        if (type.paused()) {
            calls.types().resume(type.type());
            return type.type() + " is resumed";
        }
        calls.types().pause(type.type());
        return type.type() + " is paused: running tasks continue, and submits are accepted";
    }

    private static String retryFailed(String type, TaskqClient calls) throws InterruptedException {
        Operation operation = calls.operations()
                .start(NewOperation.of(
                        Action.RETRY, TaskFilter.ALL.withType(type).withStatus(TaskStatus.FAILED)));
        return "operation " + operation.id() + " retries the failed tasks of " + type;
    }

    private static String retryOne(long id, TaskqClient calls) throws InterruptedException {
        return "task " + id + " is "
                + calls.retry(id, calls.get(id).counts().attempt()).status();
    }
}
