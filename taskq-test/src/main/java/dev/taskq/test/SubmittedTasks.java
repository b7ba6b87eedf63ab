package dev.taskq.test;

import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskType;
import dev.taskq.coordinator.Tasks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.assertj.core.api.AssertProvider;

/**
 * The tasks of one type that were submitted, as they were when they were read. {@code assertThat(tasks)} of AssertJ gives a
 * {@link SubmittedTasksAssert}. Immutable.
 *
 * @param <P> the params class
 */
public final class SubmittedTasks<P> implements AssertProvider<SubmittedTasksAssert<P>> {
    private final TaskType<P> type;
    private final List<SubmittedTask<P>> all;
    private final Function<String, List<Long>> idsOfKey;
    private final Optional<String> key;

    private SubmittedTasks(
            TaskType<P> type, List<SubmittedTask<P>> all, Function<String, List<Long>> idsOfKey, Optional<String> key) {
        this.type = type;
        this.all = List.copyOf(all);
        this.idsOfKey = idsOfKey;
        this.key = key;
    }

    static <P> SubmittedTasks<P> read(Tasks tasks, TaskType<P> type) {
        TaskFilter ofType = TaskFilter.ALL.withType(type.name());
        List<SubmittedTask<P>> all = new ArrayList<>();
        for (long id : ids(tasks, ofType)) {
            tasks.find(id).map(task -> SubmittedTask.of(task, type)).ifPresent(all::add);
        }
        return new SubmittedTasks<>(type, all, key -> ids(tasks, ofType.withIdempotencyKey(key)), Optional.empty());
    }

    /** In the order of the submits. */
    static List<Long> ids(Tasks tasks, TaskFilter filter) {
        List<Long> ids = new ArrayList<>();
        Optional<TaskPage.Cursor> from = Optional.empty();
        do {
            TaskPage page = tasks.list(filter, from, Tasks.LIST_LIMIT);
            page.tasks().stream().map(Task::id).forEach(ids::add);
            from = page.next();
        } while (from.isPresent());
        Collections.reverse(ids);
        return ids;
    }

    /**
     * The type.
     *
     * @return the type that was asked for
     */
    public TaskType<P> type() {
        return type;
    }

    /**
     * The tasks.
     *
     * @return the tasks in the order in which they were submitted
     */
    public List<SubmittedTask<P>> list() {
        return all;
    }

    /**
     * The params of the tasks.
     *
     * @return the params in the order of the submits
     */
    public List<P> params() {
        return all.stream().map(SubmittedTask::params).toList();
    }

    /**
     * Those with an idempotency key.
     *
     * @param of the key
     * @return the tasks, one for each caller that used the key
     */
    public SubmittedTasks<P> withKey(String of) {
        List<Long> ids = idsOfKey.apply(of);
        return new SubmittedTasks<>(
                type,
                all.stream().filter(each -> ids.contains(each.task().id())).toList(),
                idsOfKey,
                Optional.of(of));
    }

    /**
     * For {@code assertThat} of AssertJ, which calls it.
     *
     * @return assertions about these tasks
     */
    @Override
    public SubmittedTasksAssert<P> assertThat() {
        return new SubmittedTasksAssert<>(this);
    }

    /** What an assertion says about the tasks. */
    String described() {
        return "tasks of type " + type.name()
                + key.map(of -> " with the key " + of).orElse("");
    }

    /** The tasks, one on each line. */
    String lines() {
        return all.isEmpty()
                ? "  none"
                : all.stream().map(each -> "  " + each.line()).collect(Collectors.joining("\n"));
    }

    @Override
    public String toString() {
        return described() + ":\n" + lines();
    }
}
