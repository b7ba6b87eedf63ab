package dev.taskq.memory.data;

import dev.taskq.EditResult;
import dev.taskq.Fire;
import dev.taskq.FiredTask;
import dev.taskq.ForeignScheduleException;
import dev.taskq.NewSchedule;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.PutResult;
import dev.taskq.RunResult;
import dev.taskq.Schedule;
import dev.taskq.SchedulePage;
import dev.taskq.TaskStatus;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.DueSchedule;
import dev.taskq.spi.DueSchedules;
import dev.taskq.spi.FireResult;
import dev.taskq.spi.FireStep;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.ScheduleRow;
import dev.taskq.spi.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Schedules. */
final class MemorySchedules implements Schedules {
    private final Transactions transactions;

    MemorySchedules(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public PutResult put(NewSchedule definition, Optional<String> owner, int mostOfCaller) {
        return transactions.change(transaction -> put(transaction, definition, owner, mostOfCaller));
    }

    @Override
    public EditResult edit(NewSchedule definition, Instant seen, Optional<String> owner) {
        return transactions.change(transaction -> {
            Optional<ScheduleRow> found = row(transaction, definition.name(), owner);
            if (found.isEmpty()) {
                return new EditResult.NotFound(definition.name());
            }
            if (!found.get().schedule().updatedAt().equals(seen)) {
                return new EditResult.ChangedSince(found.get().schedule());
            }
            ScheduleRow after = found.get().put(definition, transaction.now());
            transaction.put(after);
            return new EditResult.Edited(after.schedule());
        });
    }

    @Override
    public Optional<Schedule> find(String name, Optional<String> owner) {
        return row(transactions.read(), name, owner).map(ScheduleRow::schedule);
    }

    @Override
    public SchedulePage list(Optional<String> owner, Optional<String> after, int limit) {
        Transactions.checkPositive("limit", limit);
        List<Schedule> found = new ArrayList<>();
        var all = transactions.read().schedules();
        for (var entry : after.isPresent() ? all.after(after.get()) : all.ascending()) {
            if (isOf(entry.value(), owner)) {
                if (found.size() == limit) {
                    return new SchedulePage(found, Optional.of(found.getLast().name()));
                }
                found.add(entry.value().schedule().toListed());
            }
        }
        return new SchedulePage(found, Optional.empty());
    }

    @Override
    public List<Schedule> next(Instant from, Optional<String> owner, int most) {
        Transactions.checkPositive("most", most);
        return waiting(transactions.read()).stream()
                .filter(row -> !nextOf(row).isBefore(from) && isOf(row, owner))
                .limit(most)
                .map(row -> row.schedule().toListed())
                .toList();
    }

    @Override
    public Map<String, List<FiredTask>> newestTasks(Collection<String> names, Optional<String> owner, int most) {
        Transactions.checkPositive("most", most);
        Map<String, List<TaskRow>> newest = newest(Set.copyOf(names), most);
        Map<String, List<FiredTask>> shown = new HashMap<>();
        newest.forEach((name, rows) -> {
            List<FiredTask> tasks = rows.stream()
                    .filter(row -> owner.map(row.origin().caller()::equals).orElse(true))
                    .map(MemorySchedules::fired)
                    .toList();
            if (!tasks.isEmpty()) {
                shown.put(name, tasks);
            }
        });
        return shown;
    }

    /** Reads from the newest task on, until all names have as many. */
    private Map<String, List<TaskRow>> newest(Set<String> names, int most) {
        Transaction transaction = transactions.read();
        Map<String, List<TaskRow>> newest = new HashMap<>();
        Set<String> wanted = new HashSet<>(names);
        for (var entry : transaction.created().descending()) {
            if (wanted.isEmpty()) {
                break;
            }
            TaskRow row = transaction.task(entry.value()).orElseThrow();
            Optional<String> name = row.origin().fire().map(Fire::schedule).filter(wanted::contains);
            if (name.isPresent()) {
                List<TaskRow> rows = newest.computeIfAbsent(name.get(), missing -> new ArrayList<>());
                rows.add(row);
                if (rows.size() == most) {
                    wanted.remove(name.get());
                }
            }
        }
        return newest;
    }

    private static FiredTask fired(TaskRow row) {
        // A task that backs off, or that was cancelled meanwhile, has no hint: its start is of an attempt before.
        Optional<Instant> started = row.startedAt()
                .filter(start -> row.hintedAt().isPresent()
                        && row.queuedAt().filter(start::isAfter).isPresent());
        return new FiredTask(row.id(), row.status(), row.given().createdAt(), started, row.finishedAt());
    }

    @Override
    public Optional<Schedule> setPaused(String name, boolean paused, Optional<String> owner) {
        return transactions.change(transaction -> {
            Optional<ScheduleRow> found = row(transaction, name, owner);
            Optional<ScheduleRow> changed = found.filter(row -> row.schedule().paused() != paused)
                    .map(row -> row.setPaused(paused, transaction.now()));
            changed.ifPresent(transaction::put);
            return changed.or(() -> found).map(ScheduleRow::schedule);
        });
    }

    @Override
    public boolean delete(String name, Optional<String> owner) {
        return transactions.change(transaction -> {
            boolean exists = row(transaction, name, owner).isPresent();
            if (exists) {
                transaction.removeSchedule(name);
            }
            return exists;
        });
    }

    @Override
    public Run run(String name, Optional<String> owner, Optional<String> key, Origin origin) {
        return transactions.change(transaction -> row(transaction, name, owner)
                .map(row -> run(transaction, row, key, origin))
                .orElse(new Run(new RunResult.NotFound(name), Optional.empty())));
    }

    @Override
    public DueSchedules due(DueRange range, int max) {
        Transactions.checkPositive("max", max);
        Transaction transaction = transactions.read();
        Instant now = transaction.now();
        List<ScheduleRow> waiting = waiting(transaction);
        return new DueSchedules(
                waiting.stream()
                        .filter(row ->
                                range.contains(nextOf(row)) && !nextOf(row).isAfter(now))
                        .limit(max)
                        .map(MemorySchedules::due)
                        .toList(),
                now,
                waiting.stream()
                        .map(MemorySchedules::nextOf)
                        .filter(next -> next.isAfter(now))
                        .findFirst()
                        .map(next -> Duration.between(now, next)));
    }

    /** The schedules that fire, the first to fire first. */
    private static List<ScheduleRow> waiting(Transaction transaction) {
        List<ScheduleRow> waiting = new ArrayList<>();
        for (var entry : transaction.schedules().ascending()) {
            if (entry.value().schedule().nextFireAt().isPresent()) {
                waiting.add(entry.value());
            }
        }
        waiting.sort(Comparator.comparing(MemorySchedules::nextOf)
                .thenComparing(row -> row.schedule().name()));
        return waiting;
    }

    @Override
    public List<FireResult> fire(List<FireStep> steps) {
        return transactions.change(transaction ->
                steps.stream().map(step -> fire(transaction, step)).toList());
    }

    @Override
    public long count() {
        return transactions.read().schedules().size();
    }

    private static Instant nextOf(ScheduleRow row) {
        return row.schedule().nextFireAt().orElseThrow();
    }

    private static DueSchedule due(ScheduleRow row) {
        NewSchedule definition = row.schedule().definition();
        return new DueSchedule(
                definition.name(),
                row.version(),
                definition.recurrence(),
                row.anchor(),
                definition.catchUp(),
                nextOf(row));
    }

    private static boolean isOf(ScheduleRow row, Optional<String> owner) {
        return owner.map(row.schedule().definition().caller()::equals).orElse(true);
    }

    private static Optional<ScheduleRow> row(Transaction transaction, String name, Optional<String> owner) {
        return transaction.schedules().get(name).filter(row -> isOf(row, owner));
    }

    private static PutResult put(
            Transaction transaction, NewSchedule definition, Optional<String> owner, int mostOfCaller) {
        Optional<ScheduleRow> before = transaction.schedules().get(definition.name());
        if (before.filter(row -> !isOf(row, owner)).isPresent()) {
            throw new ForeignScheduleException(definition.name());
        }
        if (before.filter(row -> row.is(definition)).isPresent()) {
            return new PutResult(before.get().schedule(), PutResult.Effect.UNCHANGED);
        }
        if (before.isEmpty()) {
            Schedules.requireRoom(
                    definition,
                    transaction.schedules().size(),
                    ofCaller(transaction, definition.caller()),
                    mostOfCaller);
        }
        ScheduleRow after = before.map(row -> row.put(definition, transaction.now()))
                .orElseGet(() -> ScheduleRow.create(definition, transaction.now()));
        transaction.put(after);
        return new PutResult(
                after.schedule(), before.isPresent() ? PutResult.Effect.CHANGED : PutResult.Effect.CREATED);
    }

    private static long ofCaller(Transaction transaction, String caller) {
        long number = 0;
        for (var entry : transaction.schedules().ascending()) {
            if (isOf(entry.value(), Optional.of(caller))) {
                number++;
            }
        }
        return number;
    }

    private static Optional<TaskStatus> lastStatus(Transaction transaction, ScheduleRow row) {
        var last = row.schedule().last().task();
        return last.isPresent() ? transaction.task(last.getAsLong()).map(TaskRow::status) : Optional.empty();
    }

    private static Run run(Transaction transaction, ScheduleRow row, Optional<String> key, Origin origin) {
        NewTask task = row.task(Optional.empty(), origin);
        Insert insert = new Insert(
                key.map(task::withIdempotencyKey).orElse(task),
                key.isPresent() ? ScheduleRow.runHash(row.schedule().name()) : "");
        if (row.overlaps(lastStatus(transaction, row)) && !isReplay(transaction, insert)) {
            return new Run(
                    new RunResult.Overlapping(row.schedule().last().task().orElseThrow()), Optional.empty());
        }
        Inserted inserted =
                MemorySubmissions.insert(transaction, List.of(insert)).get(0);
        if (!inserted.replayed()) {
            transaction.put(row.run(inserted.id()));
        }
        return new Run(new RunResult.Queued(inserted.id(), inserted.replayed()), inserted.hint());
    }

    private static boolean isReplay(Transaction transaction, Insert insert) {
        return insert.task()
                .idempotencyKey()
                .flatMap(key -> transaction.underKey(
                        new State.TaskKey(insert.task().origin().caller(), key)))
                .isPresent();
    }

    private static FireResult fire(Transaction transaction, FireStep step) {
        Optional<ScheduleRow> found =
                transaction.schedules().get(step.name()).filter(row -> row.version() == step.version());
        if (found.isEmpty()) {
            return new FireResult(step.name(), FireResult.Effect.PASSED_OVER, List.of());
        }
        ScheduleRow row = found.get();
        if (!step.times().isEmpty() && row.overlaps(lastStatus(transaction, row))) {
            transaction.put(row.fire(step, true, List.of()));
            return new FireResult(step.name(), FireResult.Effect.OVERLAPPED, List.of());
        }
        List<Hint> hints = new ArrayList<>();
        for (Instant time : step.times()) {
            if (!transaction.isFired(step.name(), time)) {
                Origin origin = new Origin(
                        row.schedule().definition().caller(),
                        ScheduleRow.correlationId(step.name(), time),
                        Optional.empty());
                Insert insert = new Insert(row.task(Optional.of(time), origin), "");
                MemorySubmissions.insert(transaction, List.of(insert))
                        .get(0)
                        .hint()
                        .ifPresent(hints::add);
            }
        }
        transaction.put(row.fire(step, false, hints.stream().map(Hint::id).toList()));
        return new FireResult(step.name(), FireResult.Effect.FIRED, hints);
    }
}
