package dev.taskq.simulation;

import dev.taskq.simulation.world.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The records of the handlers about their runs. No accident affects them. */
final class Journal {
    private final Map<Long, List<Entry>> byTask = new HashMap<>();

    /** The record of one attempt. */
    static final class Entry {
        final Member member;
        final long session;
        final int attempt;
        boolean ended;
        boolean returned;
        boolean exits;

        /** Whether it was interrupted after it had committed its completion. */
        boolean stoppedAfterCommit;

        Entry(Member member, long session, int attempt) {
            this.member = member;
            this.session = session;
            this.attempt = attempt;
        }

        /** Whether the attempt still runs. */
        boolean runs() {
            return !ended && member.process().isAlive();
        }
    }

    Entry begun(long task, Entry entry) {
        byTask.computeIfAbsent(task, id -> new ArrayList<>()).add(entry);
        return entry;
    }

    int runs(long task) {
        return byTask.getOrDefault(task, List.of()).size();
    }

    /** Whether an attempt of that session succeeded, or is about to: the handler records this before it returns. */
    boolean hasReturned(long task, long session) {
        return byTask.getOrDefault(task, List.of()).stream()
                .anyMatch(entry -> entry.returned && entry.session == session);
    }

    /** Whether an attempt of that session called for the exit of its process. */
    boolean exits(long task, long session) {
        return byTask.getOrDefault(task, List.of()).stream().anyMatch(entry -> entry.exits && entry.session == session);
    }

    boolean wasStoppedAfterCommit(long task) {
        return byTask.getOrDefault(task, List.of()).stream().anyMatch(entry -> entry.stoppedAfterCommit);
    }

    boolean runsNow(long task, long session) {
        return byTask.getOrDefault(task, List.of()).stream()
                .anyMatch(entry -> entry.session == session && entry.runs());
    }

    /** The attempts of all tasks that run now. */
    long running() {
        return byTask.values().stream()
                .flatMap(List::stream)
                .filter(Entry::runs)
                .count();
    }
}
