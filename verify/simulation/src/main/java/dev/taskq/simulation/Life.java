package dev.taskq.simulation;

import dev.taskq.simulation.world.Member;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A session, as the account knows it. */
final class Life {
    final long id;
    final Member member;

    /** When its counter was moved last. */
    Duration heardFrom;

    /** When the last heartbeat took effect of which its owner has the answer. */
    Duration heard = Duration.ZERO;

    /** When its process was first heard of under a later session. */
    @Nullable
    Duration backAt;

    /** That later session. */
    @Nullable
    Life backUnder;

    /** Whether it was, before a restore perhaps. */
    boolean everBack;

    Duration endedAt = Duration.ZERO;
    boolean wasHeardFrom;
    boolean ended;

    /** Whether it was found lost. */
    boolean lost;

    boolean cleared;

    /** No claim under a token up to this may be committed any more. */
    long settledUpTo;

    Life(long id, Member member, Duration opened) {
        this.id = id;
        this.member = member;
        this.heardFrom = opened;
    }
}
