package dev.taskq.simulation;

import dev.taskq.simulation.world.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the handlers wrote down when they ran: in a place of their own, which no fault reaches. */
final class Journal {
    private final Map<Long, List<Entry>> byTask = new HashMap<>();

    /** One attempt that ran. */
    static final class Entry {
        final Member member;
        final long session;
        final int attempt;
        boolean ended;
        boolean returned;
        boolean exits;

        Entry(Member member, long session, int attempt) {
            this.member = member;
            this.session = session;
            this.attempt = attempt;
        }

        /** Whether it still runs. */
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

    /** Whether an attempt of that session returned well, or is about to: it notes so before it returns. */
    boolean hasReturned(long task, long session) {
        return byTask.getOrDefault(task, List.of()).stream()
                .anyMatch(entry -> entry.returned && entry.session == session);
    }

    /** Whether an attempt of that session called for the end of its process. */
    boolean exits(long task, long session) {
        return byTask.getOrDefault(task, List.of()).stream().anyMatch(entry -> entry.exits && entry.session == session);
    }

    boolean runsNow(long task, long session) {
        return byTask.getOrDefault(task, List.of()).stream()
                .anyMatch(entry -> entry.session == session && entry.runs());
    }

    /** The attempts that run at this moment, of whatever task. */
    long running() {
        return byTask.values().stream()
                .flatMap(List::stream)
                .filter(Entry::runs)
                .count();
    }
}
