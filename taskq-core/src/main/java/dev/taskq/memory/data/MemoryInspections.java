package dev.taskq.memory.data;

import dev.taskq.CallDeadline;
import dev.taskq.Fire;
import dev.taskq.ScheduledTask;
import dev.taskq.ScheduledTasks;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.memory.data.State.Stamp;
import dev.taskq.memory.data.State.TypeShown;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.ErrorLines;
import dev.taskq.spi.FailedTask;
import dev.taskq.spi.FailedTasks;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.ScheduledScan;
import dev.taskq.spi.ScheduledStep;
import dev.taskq.spi.SessionReading;
import dev.taskq.spi.SessionReading.Reported;
import dev.taskq.spi.SessionReadings;
import dev.taskq.spi.SessionStatus;
import dev.taskq.spi.TaskDetail;
import dev.taskq.spi.TaskDetail.Holding;
import dev.taskq.spi.TaskMark;
import dev.taskq.spi.TypeReading;
import dev.taskq.spi.TypeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/** What clients and operators are shown. */
final class MemoryInspections implements Inspections {
    private final Transactions transactions;
    private final long process;

    MemoryInspections(Transactions transactions, long process) {
        this.transactions = transactions;
        this.process = process;
    }

    @Override
    public void report(SessionStatus status) {
        transactions.alter(transaction -> {
            boolean living = transaction
                    .session(status.session())
                    .filter(session -> session.isLiving(process))
                    .isPresent();
            if (living) {
                transaction.put(new Reported(transaction.now(), status));
            }
        });
    }

    @Override
    public SessionReadings sessions() {
        Transaction transaction = transactions.read();
        List<SessionReading> readings = new ArrayList<>();
        for (var entry : transaction.sessions().ascending()) {
            SessionRow session = entry.value();
            if (session.end().isEmpty()) {
                readings.add(new SessionReading(
                        session.id(),
                        session.spec(),
                        session.openedAt(),
                        session.drain(),
                        transaction.reported(session.id())));
            }
        }
        return new SessionReadings(transaction.now(), readings);
    }

    @Override
    public List<TypeReading> types() {
        Transaction transaction = transactions.read();
        List<TypeReading> readings = new ArrayList<>();
        for (var entry : transaction.types().ascending()) {
            readings.add(reading(transaction, entry.value()));
        }
        return readings;
    }

    @Override
    public List<TypeReading> types(Collection<String> names) {
        Transaction transaction = transactions.read();
        return new TreeSet<>(names)
                .stream()
                        .flatMap(name -> transaction.types().get(name).stream())
                        .map(type -> reading(transaction, type))
                        .toList();
    }

    private static TypeReading reading(Transaction transaction, TypeState type) {
        TypeShown shown = transaction.shown(type.name());
        return new TypeReading(
                type,
                transaction.useOf(type.name()).caller().isEmpty(),
                shown.pause().filter(pause -> type.paused()),
                shown.waitsSince(),
                shown.scheduled());
    }

    @Override
    public List<ScheduledStep> countScheduled(List<ScheduledScan> scans, int rows) {
        Transactions.checkPositive("rows", rows);
        Transaction transaction = transactions.read();
        Map<String, List<Long>> scheduled = new HashMap<>();
        scans.forEach(scan -> scheduled.put(scan.type(), new ArrayList<>()));
        for (var entry : transaction.scheduled().ascending()) {
            TaskRow row = transaction.task(entry.value()).orElseThrow();
            scheduled.getOrDefault(row.type(), new ArrayList<>()).add(row.id());
        }
        List<ScheduledStep> steps = new ArrayList<>();
        for (ScheduledScan scan : scans) {
            List<Long> read = scheduled.getOrDefault(scan.type(), List.of()).stream()
                    .filter(id -> id > scan.after())
                    .sorted()
                    .limit(rows)
                    .toList();
            steps.add(new ScheduledStep(
                    read.size(), read.size() == rows ? OptionalLong.of(read.getLast()) : OptionalLong.empty()));
        }
        return steps;
    }

    @Override
    public ScheduledTasks scheduled(Instant from, Optional<String> owner, int most, int rows) {
        if (most < 1 || rows < most) {
            throw new IllegalArgumentException("most must be 1 or more, and rows must be no fewer");
        }
        Transaction transaction = transactions.read();
        List<TaskRow> read = new ArrayList<>();
        for (var entry : dueFrom(transaction, from)) {
            if (read.size() == rows) {
                break;
            }
            read.add(transaction.task(entry.value()).orElseThrow());
        }
        return ScheduledTasks.of(
                read.stream()
                        .filter(row -> owner.map(row.origin().caller()::equals).orElse(true))
                        .limit(most)
                        .map(MemoryInspections::scheduled)
                        .toList(),
                most,
                read.size() == rows ? read.getLast().runAt() : Optional.empty());
    }

    /** Ids begin with 1. */
    private static Iterable<SortedTree.Entry<Stamp, Long>> dueFrom(Transaction transaction, Instant from) {
        return transaction.scheduled().after(new Stamp(from, 0));
    }

    private static ScheduledTask scheduled(TaskRow row) {
        int attempt = row.counts().attempt();
        return new ScheduledTask(
                row.id(),
                row.type(),
                row.origin().caller(),
                row.runAt().orElseThrow(),
                attempt,
                row.attempts().stream()
                        .filter(ended -> ended.attempt() == attempt)
                        .map(Task.Attempt::outcome)
                        .findFirst(),
                row.origin().fire().map(Fire::schedule));
    }

    @Override
    public List<Integer> countDue(List<DueRange> ranges, int most) {
        Transactions.checkPositive("most", most);
        Transaction transaction = transactions.read();
        List<Integer> counts = new ArrayList<>();
        for (DueRange range : ranges) {
            int count = 0;
            for (var entry : dueFrom(transaction, range.from())) {
                if (count == most || !range.contains(entry.key().at())) {
                    break;
                }
                count++;
            }
            counts.add(count);
        }
        return counts;
    }

    @Override
    public List<TaskDetail> details(Collection<Long> ids, CallDeadline caller) {
        Transaction transaction = transactions.read();
        return new TreeSet<>(ids)
                .stream()
                        .flatMap(id -> transaction.task(id).stream())
                        .map(row -> detail(transaction, row))
                        .toList();
    }

    private static TaskDetail detail(Transaction transaction, TaskRow row) {
        Optional<Holding> holding = row.holder()
                .filter(holder -> row.status() == TaskStatus.RUNNING)
                .map(holder -> new Holding(
                        holder.session(),
                        transaction
                                .session(holder.session())
                                .filter(session -> session.end().isEmpty())
                                .isPresent()));
        Optional<TaskRow> later = Optional.of(row)
                .filter(task -> task.dueAt().isAfter(task.given().createdAt()));
        return new TaskDetail(
                row.toShown(transaction.progress(row)),
                transaction.now(),
                row.hintedAt(),
                row.given().bytes(),
                later.map(TaskRow::dueAt),
                row.cancelRequestedAt(),
                holding);
    }

    @Override
    public FailedTasks failures(Duration window, int most) {
        Transactions.checkPositive("most", most);
        Transaction transaction = transactions.read();
        Instant since = transaction.now().minus(window);
        List<TaskRow> rows = new ArrayList<>();
        for (var entry : transaction.tasks().ascending()) {
            TaskRow row = entry.value();
            boolean isRead = row.error().isPresent()
                    && row.finishedAt().filter(end -> !end.isBefore(since)).isPresent();
            if (isRead) {
                rows.add(row);
            }
        }
        rows.sort(Comparator.comparing((TaskRow row) -> row.finishedAt().orElseThrow())
                .reversed());
        List<TaskRow> read = rows.subList(0, Math.min(most, rows.size()));
        return new FailedTasks(
                transaction.now(),
                read.stream()
                        .filter(row -> row.status() == TaskStatus.FAILED)
                        .map(row -> failed(transaction, row))
                        .toList(),
                read.size() == most ? read.getLast().finishedAt() : Optional.empty());
    }

    private static FailedTask failed(Transaction transaction, TaskRow row) {
        String line = ErrorLines.first(row.error().orElseThrow());
        int characters = line.codePointCount(0, line.length());
        return new FailedTask(
                row.id(),
                row.type(),
                row.finishedAt().orElseThrow(),
                line.substring(0, line.offsetByCodePoints(0, Math.min(characters, LONGEST_ERROR_READ))),
                row.holder()
                        .flatMap(holder -> transaction.reported(holder.session()))
                        .map(reported -> reported.status().version())
                        .filter(version -> !version.isEmpty()));
    }

    @Override
    public Map<Long, TaskMark> marks(Collection<Long> ids) {
        Transaction transaction = transactions.read();
        Map<Long, TaskMark> marks = new LinkedHashMap<>();
        for (long id : ids) {
            transaction
                    .task(id)
                    .ifPresent(row -> marks.put(
                            id,
                            new TaskMark(
                                    row.status(),
                                    row.counts().attempt(),
                                    row.updatedAt(),
                                    transaction.progress(row).map(Task.Progress::at))));
        }
        return marks;
    }
}
