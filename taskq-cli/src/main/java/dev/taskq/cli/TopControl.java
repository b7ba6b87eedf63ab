package dev.taskq.cli;

import dev.taskq.client.NewOperation;
import dev.taskq.client.NewOperation.Action;
import dev.taskq.client.Operation;
import dev.taskq.client.Task;
import dev.taskq.client.TaskFilter;
import dev.taskq.client.TaskStatus;
import dev.taskq.client.TaskqClient;
import dev.taskq.client.TypeInfo;
import java.util.Optional;

/** What the keys of the live screen do. They act on what the screen showed as selected, or on nothing. For one thread. */
final class TopControl {
    private final TopFeed feed;
    private final TopSelection selection = new TopSelection();
    private TopView view = new TopView.Types();
    /** What is done if the answer to the question is yes. */
    private Optional<TopFeed.Call> asked = Optional.empty();

    private String question = "";

    TopControl(TopFeed feed) {
        this.feed = feed;
    }

    TopView view() {
        return view;
    }

    /** What the last key did, or asks. */
    String message() {
        return asked.isPresent() ? question : feed.message();
    }

    /** Takes what is shown next, and returns the number of the selected row; -1 if none is. */
    int settle(TopData data) {
        selection.settle(data.names(view));
        return selection.row(data.names(view));
    }

    /** Does what a key stands for, with what was shown. */
    void on(Key key, TopData data) {
        if (asked.isPresent()) {
            if (key == Key.YES) {
                feed.ask(asked.get());
            }
            asked = Optional.empty();
            return;
        }
        switch (key) {
            // Several keys may come before the next screen.
            case UP -> selection.move(-1, data.names(view));
            case DOWN -> selection.move(1, data.names(view));
            case BACK -> show(view.back());
            case AGENTS -> show(new TopView.Agents());
            case ENTER -> enter(data);
            case PAUSE -> selectedType(data).ifPresent(type -> feed.ask(calls -> pauseOrResume(type, calls)));
            case RETRY -> retry(data);
            case QUIT, YES, OTHER -> {
                // Nothing to do.
            }
        }
    }

    private void show(TopView next) {
        view = next;
        selection.reset();
        feed.show(next);
    }

    private void enter(TopData data) {
        Optional<TypeInfo> type = selectedType(data);
        Optional<Task> task = selectedTask(data);
        type.ifPresent(one -> show(new TopView.Tasks(one.type())));
        task.ifPresent(one -> show(new TopView.Why(one.type(), one.id())));
    }

    private void retry(TopData data) {
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
        int row = selection.row(data.names(view));
        return view instanceof TopView.Types && row >= 0
                ? Optional.of(data.types().get(row))
                : Optional.empty();
    }

    private Optional<Task> selectedTask(TopData data) {
        int row = selection.row(data.names(view));
        return view instanceof TopView.Tasks && row >= 0
                ? Optional.of(data.tasks().get(row))
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
