package dev.taskq.chaos;

import java.util.ArrayList;
import java.util.List;

/** The record of one fault of a run. Thread-safe. */
final class FaultRecord {
    private final int number;
    private final FaultKind kind;
    private final List<Harm> harms = new ArrayList<>();
    private final List<GoesOn> goesOn = new ArrayList<>();
    private final List<Long> recoveries = new ArrayList<>();
    private final List<Long> crashes = new ArrayList<>();
    private final List<Back> backs = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long startedAt;
    private long endedAt = Long.MAX_VALUE;

    FaultRecord(int number, FaultKind kind, long startedAt) {
        this.number = number;
        this.kind = kind;
        this.startedAt = startedAt;
    }

    /**
     * A type whose tasks must still be started during the fault.
     *
     * @param type the type
     * @param from the beginning
     * @param to the end
     */
    record GoesOn(String type, long from, long to) {}

    /**
     * Members that can work again.
     *
     * @param at the moment
     * @param members their names
     */
    record Back(long at, List<String> members) {
        Back {
            members = List.copyOf(members);
        }
    }

    int number() {
        return number;
    }

    FaultKind kind() {
        return kind;
    }

    /** When it began to have an effect. */
    synchronized long startedAt() {
        return startedAt;
    }

    /** It has an effect only from now on. What it did before, such as submits, was its preparation, which may have taken long. */
    synchronized void prepared() {
        startedAt = Time.now();
    }

    /** When it ended; far in the future while it lasts. */
    synchronized long endedAt() {
        return endedAt;
    }

    synchronized void end() {
        endedAt = Time.now();
    }

    synchronized void harm(Harm harm) {
        harms.add(harm);
    }

    synchronized List<Harm> harms() {
        return List.copyOf(harms);
    }

    synchronized void mustGoOn(String type, long from, long to) {
        goesOn.add(new GoesOn(type, from, to));
    }

    synchronized List<GoesOn> goesOn() {
        return List.copyOf(goesOn);
    }

    /** Records the time of a recovery, in microseconds. */
    synchronized void recovered(long micros) {
        recoveries.add(micros);
    }

    synchronized List<Long> recoveries() {
        return List.copyOf(recoveries);
    }

    /**
     * Records the moment from which members can work again. The report shows how long each took.
     *
     * @param at the moment
     * @param members their names
     */
    synchronized void backAt(long at, List<String> members) {
        backs.add(new Back(at, members));
    }

    /** Records that Postgres forgets now what was not synced. */
    synchronized void crashed() {
        crashes.add(Time.now());
    }

    /** When Postgres forgot what was not synced. */
    synchronized List<Long> crashes() {
        return kind.crashesPostgres() ? List.of(startedAt) : List.copyOf(crashes);
    }

    synchronized List<Back> backs() {
        return List.copyOf(backs);
    }

    synchronized void note(String note) {
        notes.add(note);
    }

    @Override
    public synchronized String toString() {
        return "#" + number + " " + kind.wireName() + (notes.isEmpty() ? "" : ": " + String.join(", ", notes));
    }

    /** Whether the effects of the two overlapped. */
    boolean touches(FaultRecord other) {
        return isFelt(other.startedAt(), other.feltUntil());
    }

    /** Whether it had an effect at a time. */
    boolean isFelt(long from, long to) {
        return startedAt() < to && from < feltUntil();
    }

    /** The end of its effects; far in the future while it lasts. */
    long feltUntil() {
        return endedAt() == Long.MAX_VALUE ? Long.MAX_VALUE : endedAt() + Time.micros(kind.aftermath());
    }
}
