package dev.taskq.leader;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How rarely sessions may still send heartbeats: as rarely as they are asked to, or as they were asked to before if that is longer
 * and some may not have learned of the shorter period yet. Thread-safe.
 */
final class ExpectedPeriod {
    /** A session learns of another period with its next heartbeat, or with the one after it if that fails. Either may be slow. */
    private static final int KNOWN_AFTER_PERIODS = 4;

    /** A large fleet may shrink step by step. So many steps are told apart. */
    private static final int MOST = 16;

    private final Platform platform;

    /** What sessions may still go by, each shorter than the one before. All are asked to go by the last. */
    private final Deque<Ask> asked = new ArrayDeque<>();

    /** Nothing was asked yet. */
    ExpectedPeriod(Platform platform) {
        this.platform = platform;
    }

    /** The longest that a session may still go by; zero while none was asked for. */
    synchronized Duration get() {
        forget();
        return asked.isEmpty() ? Duration.ZERO : asked.getFirst().period();
    }

    /** All are asked to send heartbeats so often from now on. */
    synchronized void ask(Duration period) {
        forget();
        if (!asked.isEmpty()) {
            // Until now it was what all were asked for: some may have learned of it just before.
            asked.addLast(fromNow(asked.removeLast().period()));
        }
        asked.removeIf(ask -> ask.period().compareTo(period) <= 0);
        if (asked.size() == MOST) {
            joinLongest();
        }
        asked.addLast(fromNow(period));
    }

    private Ask fromNow(Duration period) {
        return new Ask(period, platform.timer(period.multipliedBy(KNOWN_AFTER_PERIODS)));
    }

    /** Forgets the longer ones that no session goes by any more. */
    private void forget() {
        Ask last = asked.peekLast();
        asked.removeIf(ask -> !ask.equals(last) && ask.untilAllKnow().isExpired());
    }

    /** The longest then counts for as long as the next one would. */
    private void joinLongest() {
        Ask longest = asked.removeFirst();
        Ask next = asked.removeFirst();
        boolean sooner =
                longest.untilAllKnow().remaining().compareTo(next.untilAllKnow().remaining()) < 0;
        asked.addFirst(sooner ? new Ask(longest.period(), next.untilAllKnow()) : longest);
    }

    /** A period, and until when sessions may go by it once they were asked for a shorter one. */
    private record Ask(Duration period, Timer untilAllKnow) {}
}
