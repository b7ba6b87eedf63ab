package dev.taskq.simulation;

import dev.taskq.simulation.world.Member;
import dev.taskq.spi.NewSession;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A session in the account. */
final class Life {
    final long id;
    final Member member;
    final NewSession.Kind kind;

    /** When its counter moved last. */
    Duration heardFrom;

    /** When the heartbeat took effect to which its owner got the last answer. */
    Duration heard = Duration.ZERO;

    /** How often its owner sends heartbeats, by the last answer that said so. */
    Duration period = Duration.ZERO;

    /** When its process first sent a heartbeat under a later session. */
    @Nullable
    Duration backAt;

    /** That later session. */
    @Nullable
    Life backUnder;

    /** Whether its process has ever come back, possibly before a restore. */
    boolean everBack;

    Duration endedAt = Duration.ZERO;
    boolean wasHeardFrom;
    boolean ended;

    /** Whether it was found lost. */
    boolean lost;

    boolean cleared;

    /** No claim with a token up to this may commit any more. */
    long settledUpTo;

    Life(long id, Member member, NewSession.Kind kind, Duration opened) {
        this.kind = kind;
        this.id = id;
        this.member = member;
        this.heardFrom = opened;
    }
}
