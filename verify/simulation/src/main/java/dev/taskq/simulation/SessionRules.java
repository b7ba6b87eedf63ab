package dev.taskq.simulation;

import dev.taskq.TaskStatus;
import dev.taskq.simulation.Coverage.Notable;
import dev.taskq.simulation.world.Member;
import dev.taskq.spi.Completions;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Session.EndReason;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/** Checks which session may count as lost, and which may be cleared. */
final class SessionRules {
    private final Setting setting;
    private final Violations violations;
    private final Account account;
    private final Struck struck;
    private final Coverage coverage;
    private final SilenceMemory memory = new SilenceMemory();

    SessionRules(Setting setting, Violations violations, Account account, Struck struck, Coverage coverage) {
        this.setting = setting;
        this.violations = violations;
        this.account = account;
        this.struck = struck;
        this.coverage = coverage;
    }

    /** After a restore, an id may be given again to another process, but never to the same one. */
    void opened(Member member, long session) {
        violations.check(account.life(session).isEmpty(), "session %s was given twice", session);
        violations.check(
                session > account.lastSessionOf(member),
                "session %s was given to %s, which had %s already",
                session,
                member.name(),
                account.lastSessionOf(member));
    }

    /** Sessions are also identified by their process, because a restore gives numbers again. */
    void speaks(Member by, long session) {
        account.life(session)
                .ifPresent(life -> violations.check(
                        life.member == by,
                        "%s makes a call for session %s of %s",
                        by.name(),
                        session,
                        life.member.name()));
    }

    void heardFrom(Life life) {
        violations.check(!life.ended, "ended session %s sends a heartbeat", life.id);
    }

    /** A leader has received the answer with all sessions. */
    void observed(Member by) {
        Duration silence = silence();
        memory.observed(
                by,
                violations.now(),
                silence,
                () -> account.sessions().stream()
                        .filter(life -> violations.now().minus(life.heardFrom).compareTo(silence) >= 0)
                        .filter(life -> isSilentWithMany(life, silence))
                        .toList());
    }

    void ended(Member by, Life life, EndReason reason) {
        if (reason == EndReason.LOST) {
            coverage.saw(Notable.SESSION_LOST);
            lost(by, life);
        } else {
            violations.check(by == life.member, "session %s was stopped by %s", life.id, by.name());
        }
    }

    /** The process of a lost session has died, was cut off or frozen for long enough, or never sent a heartbeat. */
    private void lost(Member by, Life life) {
        if (!account.isOfLiving(life)) {
            return;
        }
        Member member = life.member;
        coverage.saw(Notable.SESSION_LOST_ALIVE);
        checkHadItsNextHeartbeat(life);
        violations.check(
                member.isImpaired(Bounds.TIME_OUT.minus(struck.heldUpHeartbeats()))
                        || (member.wasCutOff() && member.isImpaired(Bounds.CUT_OFF)),
                "session %s of %s counts as lost, although it lives; its last heartbeat was at %s",
                life.id,
                member.name(),
                life.heardFrom);
        // What fell silent together is guarded, whether or not the store has seen connections go since.
        boolean guarded = isSilentWithMany(life, silence())
                || (member.wasCutOff() && together(life, Duration.ZERO, Member::isCutOff) > Bounds.MOST_CUT_OFF);
        violations.check(
                !guarded || member.isImpaired(Bounds.guarded(setting)),
                "session %s of %s counts as lost, while most are silent at once",
                life.id,
                member.name());
        // An accident may have made its memory begin anew.
        boolean remembers = struck.hasSpared(by.name()) && memory.isGuarded(by, life);
        violations.check(
                !remembers || member.isImpaired(Bounds.guarded(setting)),
                "session %s of %s counts as lost by %s, which has seen it fall silent with many; its last heartbeat was at %s",
                life.id,
                member.name(),
                by.name(),
                life.heardFrom);
    }

    /**
     * An agent that is cut off for a moment comes back with its next heartbeat. A restore brings back what an earlier leader has said
     * of its period.
     */
    private void checkHadItsNextHeartbeat(Life life) {
        violations.check(
                life.kind != NewSession.Kind.AGENT
                        || struck.hasSetBack()
                        || violations.now().minus(life.heardFrom).compareTo(life.period) >= 0,
                "session %s of %s counts as lost before its next heartbeat is due; its last one was at %s, and it sends one each %s",
                life.id,
                life.member.name(),
                life.heardFrom,
                life.period);
    }

    private Duration silence() {
        return Bounds.silent(setting);
    }

    private boolean isSilentWithMany(Life life, Duration silence) {
        return together(life, silence, other -> other.isImpaired(silence)) >= 2;
    }

    /** The number of other living processes that an accident made silent together with this one, for so long. */
    private long together(Life life, Duration silent, Predicate<Member> reason) {
        return account.sessions().stream()
                .filter(other -> !other.cleared && other.member != life.member)
                .filter(other ->
                        !other.ended || violations.now().minus(other.endedAt).compareTo(Bounds.TOGETHER) < 0)
                .filter(account::isOfLiving)
                .filter(other -> reason.test(other.member))
                .filter(other -> violations.now().minus(other.heardFrom).compareTo(silent) >= 0)
                .filter(other -> other.heardFrom.minus(life.heardFrom).abs().compareTo(Bounds.TOGETHER) < 0)
                .map(other -> other.member)
                .distinct()
                .count();
    }

    /** Losses are taken back only for an agent that came back. A task that kills its agents must not run for ever. */
    void forgiven(Life life) {
        violations.check(
                life.lost && life.everBack,
                "the losses with session %s of %s were taken back, and it has not come back",
                life.id,
                life.member.name());
    }

    /** The losses with a process that came back while its session was kept do not count. */
    private void checkForgiven(Life life) {
        Duration known = Bounds.withHeartbeats(Bounds.BACK_KNOWN, setting).plus(struck.longest());
        boolean back = life.lost
                && account.backAt(life)
                        .filter(at -> !violations.isWithin(at, known))
                        .isPresent()
                && !hasStoppedAtOnce(life, known);
        for (Row row : account.rows()) {
            violations.check(
                    !back
                            || row.status.isFinal()
                            || row.losses > Completions.MOST_FORGIVEN
                            || !row.lostWith.contains(life.id),
                    "session %s of %s was cleared although its process is back, and its loss still counts: %s",
                    life.id,
                    life.member.name(),
                    row);
        }
    }

    /**
     * Whether its process stopped soon after it came back. Its new session is then gone, and the leader may never see
     * it.
     */
    private static boolean hasStoppedAtOnce(Life life, Duration known) {
        Life later = life.backUnder;
        return later != null
                && later.ended
                && !later.lost
                && later.endedAt.minus(Objects.requireNonNull(life.backAt)).compareTo(known) < 0;
    }

    void cleared(Set<Long> sessions) {
        for (long id : sessions) {
            account.life(id).filter(life -> life.ended && !life.cleared).ifPresent(life -> {
                life.cleared = true;
                coverage.saw(Notable.SESSION_CLEARED);
            });
        }
        sessions.forEach(id -> account.life(id).ifPresent(this::checkForgiven));
        for (Row row : account.rows()) {
            violations.check(
                    row.status != TaskStatus.RUNNING
                            || !sessions.contains(row.session)
                            || !account.isEnded(row.session),
                    "session %s was cleared and still holds %s",
                    row.session,
                    row);
        }
    }
}
