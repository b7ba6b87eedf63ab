package dev.taskq.simulation;

import dev.taskq.simulation.world.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The records of the handlers about their runs. No accident affects them. */
final class Journal {
    private final Map<Long, List<Entry>> byTask = new HashMap<>();

    /** The number of the last checkpoint of each task that some attempt was told is stored. */
    private final Map<Long, Integer> acknowledged = new HashMap<>();

    /** The number of the last acknowledged checkpoint of its task when each attempt was claimed. */
    private final Map<Attempt, Integer> acknowledgedAtClaim = new HashMap<>();

    /** The number of checkpoints that handlers made of each task. */
    private final Map<Long, Integer> made = new HashMap<>();

    private final List<Entry> all = new ArrayList<>();

    private record Attempt(long task, long session, int number) {}

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
        all.add(entry);
        byTask.computeIfAbsent(task, id -> new ArrayList<>()).add(entry);
        return entry;
    }

    /** A text that identifies an attempt in its progress. */
    String note(Entry entry) {
        return String.valueOf(all.indexOf(entry));
    }

    /** The attempt that has reported a progress. */
    Entry ofNote(String note) {
        return all.get(Integer.parseInt(note));
    }

    /** The number of a checkpoint that an attempt is about to make, higher than those of the task before it. */
    int nextCheckpoint(long task) {
        return made.merge(task, 1, Integer::sum);
    }

    /** An attempt was told that its checkpoint is stored. */
    void acknowledged(long task, int number) {
        acknowledged.merge(task, number, Math::max);
    }

    /** An attempt was claimed. What is stored after it is not known to it, since it may begin much later. */
    void claimed(long task, long session, int attempt) {
        acknowledgedAtClaim.put(new Attempt(task, session, attempt), acknowledged.getOrDefault(task, 0));
    }

    /** The number of the checkpoint that an attempt must know at least. */
    int acknowledgedBefore(long task, Entry entry) {
        return acknowledgedAtClaim.getOrDefault(new Attempt(task, entry.session, entry.attempt), 0);
    }

    /** The store was set back: what it acknowledged since the backup is void. */
    void forgetCheckpoints() {
        acknowledged.clear();
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
