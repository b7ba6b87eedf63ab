package dev.taskq.coordinator;

import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.TaskRejectedException;
import dev.taskq.engine.StoreClock;
import dev.taskq.spi.Insert;
import dev.taskq.spi.SubmitCheck;
import dev.taskq.spi.SubmitCheck.Checked;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What tasks must pass before they are written: the checks of each, its type, and the backlog of that type. Thread-safe. */
final class Admission {
    private final SubmitCheck check;
    private final KnownTypes types;
    private final Backlog backlog;
    private final StoreClock storeClock;
    private final Announcements announcements;

    Admission(
            SubmitCheck check, KnownTypes types, Backlog backlog, StoreClock storeClock, Announcements announcements) {
        this.announcements = announcements;
        this.check = check;
        this.types = types;
        this.backlog = backlog;
        this.storeClock = storeClock;
    }

    /** Admits one task, or throws what it is refused for. */
    Checked admit(NewTask task) {
        Checked checked = check.check(task, storeClock.estimate());
        types.admit(task);
        backlog.admit(List.of(task));
        return checked;
    }

    /** Admits a list of tasks, all or none. */
    List<Checked> admitAll(List<NewTask> tasks) {
        if (tasks.isEmpty()) {
            throw new TaskRejectedException("/tasks", "must not be empty");
        }
        List<Checked> checked = check.checkAll(tasks, storeClock.estimate());
        types.admitAll(tasks);
        backlog.admit(tasks);
        return checked;
    }

    /** Checks a task that is not stored now, and admits its type, or throws what it is refused for. */
    void admitType(NewTask task) {
        check.check(task, storeClock.estimate());
        types.admit(task);
    }

    /** An origin with a correlation id. */
    Origin identified(Origin origin) {
        return check.identified(origin);
    }

    /** The warnings for the types of admitted tasks, by type. */
    Map<String, String> warnings(List<Insert> tasks) {
        return announcements.warnings(
                tasks.stream().map(insert -> insert.task().type()).collect(Collectors.toSet()));
    }

    /** A task of the type was written. */
    void accepted(String type) {
        backlog.accepted(type);
    }
}
