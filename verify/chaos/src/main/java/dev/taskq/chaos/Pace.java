package dev.taskq.chaos;

import dev.taskq.chaos.Answer.Meaning;
import dev.taskq.chaos.ClientRecord.Told;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How soon the client's own tasks were started. If these had to wait as well, all processes were slow, for example
 * because other programs used the machine.
 */
final class Pace {
    /** The longest time from a call to the starts of its tasks that is steady. */
    static final long LONGEST = 5 * Time.SECOND / 2;

    private static final long LONGEST_GAP = Time.SECOND;

    /** The time until all tasks of a call were started, by the time of the call. */
    private final NavigableMap<Long, Long> waits = new TreeMap<>();

    Pace(Evidence evidence) {
        for (Told told : evidence.calls()) {
            for (Answer answer : told.answers()) {
                waits.merge(answer.sentAt(), wait(evidence, answer), Math::max);
            }
        }
    }

    private static long wait(Evidence evidence, Answer answer) {
        if (answer.meaning() != Meaning.ACCEPTED) {
            return Long.MAX_VALUE;
        }
        return answer.ids().stream()
                .map(id -> evidence.startOf(id)
                        .map(start -> start - answer.sentAt())
                        .orElse(Long.MAX_VALUE))
                .max(Long::compare)
                .orElse(Long.MAX_VALUE);
    }

    /** Whether calls were made in all of a time, and all were accepted and their tasks started in good time. */
    boolean isSteady(long from, long to) {
        long before = from;
        for (Map.Entry<Long, Long> call : waits.subMap(from, to).entrySet()) {
            if (call.getKey() - before > LONGEST_GAP || call.getValue() > LONGEST) {
                return false;
            }
            before = call.getKey();
        }
        return to - before <= LONGEST_GAP;
    }
}
