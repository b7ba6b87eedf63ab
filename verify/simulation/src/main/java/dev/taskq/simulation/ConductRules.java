package dev.taskq.simulation;

import dev.taskq.TaskStatus;
import dev.taskq.simulation.Coverage.Notable;
import dev.taskq.simulation.world.Member;
import dev.taskq.simulation.world.World;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks what processes may do, independent of the rows: lead, take, send and remove hints, refuse a client. */
final class ConductRules {
    private final Setting setting;
    private final Violations violations;
    private final Account account;
    private final Struck struck;
    private final Coverage coverage;
    private final Map<Member, Facts> members = new HashMap<>();
    private Duration gaugedAt = Bounds.LONG_AGO;

    ConductRules(Setting setting, Violations violations, Account account, Struck struck, Coverage coverage) {
        this.setting = setting;
        this.violations = violations;
        this.account = account;
        this.struck = struck;
        this.coverage = coverage;
    }

    /** The known facts about a process. */
    private static final class Facts {
        Duration ledAt = Duration.ZERO;
        Duration leadsFrom = Duration.ZERO;
        Duration lease = Duration.ZERO;
        Duration claimFailedAt = Bounds.LONG_AGO;
        Duration withoutRoomSince = Bounds.LONG_AGO;
        int withoutRoom;
        Optional<Duration> drainsSince = Optional.empty();
        final Map<Hint, Duration> learned = new HashMap<>();
    }

    private Facts facts(Member member) {
        return members.computeIfAbsent(member, absent -> new Facts());
    }

    // The leader

    void leads(Member member, Duration stoodStill, Duration lease) {
        Facts facts = facts(member);
        if (sinceThen(facts.ledAt).compareTo(lease.minus(Bounds.LET_GO)) >= 0) {
            facts.leadsFrom = violations.now();
        }
        facts.ledAt = violations.now();
        facts.lease = lease;
        Duration readOnly = member.readOnlyFor();
        violations.check(
                readOnly.compareTo(Bounds.withHeartbeats(Bounds.READ_ONLY_LEADER, setting)) < 0
                        || sinceThen(facts.leadsFrom).compareTo(Bounds.withHeartbeats(Bounds.READ_ONLY_LEADER, setting))
                                < 0,
                "%s has led since %s, and has reached no server that takes writes for %s",
                member.name(),
                facts.leadsFrom,
                readOnly);
        violations.check(
                stoodStill.compareTo(Bounds.STANDSTILL) < 0,
                "%s is the leader again, although its duty had stood still for %s",
                member.name(),
                stoodStill);
    }

    /**
     * A write of the leader begins. Its wait for a lock does not count, but the call before it may have been slow: it may
     * have waited for a cut link first and then for the store.
     */
    void leading(Member member) {
        Duration led = facts(member).ledAt;
        Duration leads = facts(member).lease.plus(Bounds.LEADS).plus(struck.longestCall());
        Duration thawed = member.thawedAt();
        violations.check(
                sinceThen(led.compareTo(thawed) > 0 ? led : thawed).compareTo(leads) < 0,
                "%s begins to write as the leader, and its last successful heartbeat as the leader was at %s",
                member.name(),
                led);
    }

    // Claims

    /** An agent has claimed a task, so it had room. It may look for more after each short task. */
    void claimedWithRoom(Member member) {
        facts(member).withoutRoom = 0;
    }

    /** An agent without room waits for room, and does not claim repeatedly. */
    void claimedNothingForWantOfRoom(Member member) {
        Facts facts = facts(member);
        if (sinceThen(facts.withoutRoomSince).compareTo(Bounds.A_SECOND) >= 0) {
            facts.withoutRoomSince = violations.now();
            facts.withoutRoom = 0;
        }
        facts.withoutRoom++;
        violations.check(
                facts.withoutRoom <= Bounds.MOST_WITHOUT_ROOM,
                "%s claims repeatedly without room: %s times since %s",
                member.name(),
                facts.withoutRoom,
                facts.withoutRoomSince);
    }

    // Hints

    void learned(Member member, List<Hint> hints) {
        hints.forEach(hint -> facts(member).learned.put(hint, violations.now()));
    }

    void sending(Member member, List<Hint> hints) {
        for (Hint hint : hints) {
            Duration since = facts(member).learned.remove(hint);
            // An agent has few hints. Only the buffers of coordinators are long.
            violations.check(
                    since == null
                            || member.name().startsWith("agent")
                            || sinceThen(since).compareTo(Bounds.SENT) < 0,
                    "%s sends a hint that it has had since %s, too late: %s",
                    member.name(),
                    since,
                    hint);
        }
    }

    /** Called before the account records that hints were sent again. */
    void hintedAgain(Hint hint, Instant stamp, World world) {
        coverage.saw(Notable.HINTED_AGAIN);
        Duration ahead = Duration.between(world.truth().now(), stamp);
        violations.check(
                ahead.compareTo(Hint.MOST_AHEAD.plus(world.clockJumps())) <= 0,
                "a row is to be stamped %s ahead of the clock: %s",
                ahead,
                hint);
        Row row = account.row(hint.id());
        if (row.status == TaskStatus.QUEUED) {
            violations.check(
                    !struck.isOrderly() || !world.hasHint(hint),
                    "a hint was sent again for a row that has one: %s",
                    row);
            violations.check(
                    row.hintedAgain < Bounds.MOST_HINTS + struck.number(), "hints are sent again too often: %s", row);
        }
    }

    /**
     * Only hints of claimed or gone tasks may be removed, because a waiting row needs its hint. A hint is identified by
     * its stamp, so a hint from an earlier stay in the queue with the same stamp may be removed as well.
     */
    void acknowledged(List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            Row row = account.row(delivery.hint().id());
            violations.check(
                    row.status != TaskStatus.QUEUED
                            || row.pastStamps.contains(delivery.hint().hintedAt())
                            || !row.stamp.equals(delivery.hint().hintedAt()),
                    "the hint of a waiting row was removed: %s",
                    row);
        }
    }

    // Taking

    /**
     * Where nothing goes wrong, a hint is taken soon while an agent waits for one. An agent that ends, is paused or has no memory
     * may have been woken and take nothing; then the others come without a wake-up.
     */
    void waitedInVain(Member member, Map<Hint, Duration> untaken) {
        if (struck.number() > 0 || setting.endsProcesses() || setting.memory() > 0) {
            return;
        }
        if (setting.stopsAgents() || !setting.pauses().isEmpty()) {
            return;
        }
        untaken.forEach((hint, since) -> {
            Row row = account.row(hint.id());
            violations.check(
                    since.compareTo(Bounds.UNTAKEN) < 0
                            || row.status != TaskStatus.QUEUED
                            || !row.stamp.equals(hint.hintedAt()),
                    "%s waits, and a hint was not taken for %s: %s",
                    member.name(),
                    since,
                    row);
        });
    }

    /** An agent has learned that it is to take no more. */
    void drains(Member member) {
        Facts facts = facts(member);
        if (facts.drainsSince.isEmpty()) {
            facts.drainsSince = Optional.of(violations.now());
            coverage.saw(Notable.DRAINED);
        }
    }

    /** An agent begins to claim. It looks right before that whether it drains, whatever it had found by then. */
    void claiming(Member member) {
        facts(member).drainsSince.ifPresent(since -> {
            throw violations.violation(
                    "%s claims, although it knows since %s that it is to take no more", member.name(), since);
        });
    }

    void claimFailed(Member member) {
        facts(member).claimFailedAt = violations.now();
    }

    void taking(Member member, Collection<String> types) {
        Duration failedAt = facts(member).claimFailedAt;
        violations.check(
                sinceThen(failedAt).compareTo(Bounds.AFTER_FAILED_CLAIM) >= 0,
                "%s takes hints, although its claim failed at %s",
                member.name(),
                failedAt);
        Duration thawed = member.thawedAt();
        Duration lastHeartbeat = account.lastHeartbeatOf(member);
        Duration heardFrom = lastHeartbeat.compareTo(thawed) > 0 ? lastHeartbeat : thawed;
        violations.check(
                sinceThen(heardFrom)
                                .compareTo(Bounds.withHeartbeats(Bounds.TAKES_UNHEARD, setting)
                                        .plus(struck.heldUpHeartbeats()))
                        <= 0,
                "%s takes hints, although its last heartbeat was at %s",
                member.name(),
                heardFrom);
        scanning(member, types);
    }

    /** An agent begins to ask for tasks of some types. It must know none of them to be paused. */
    void scanning(Member member, Collection<String> types) {
        for (String type : types) {
            account.pausedSince(type).ifPresent(paused -> {
                for (Life life : account.sessions()) {
                    violations.check(
                            life.member != member || life.heard.compareTo(paused) <= 0,
                            "%s asks for %s, which it knows to be paused since %s",
                            member.name(),
                            type,
                            paused);
                }
            });
        }
    }

    /**
     * Called before a claim is entered. Its type must not have been paused so long ago that every agent must know it.
     */
    void claimed(Row row) {
        account.pausedSince(row.type())
                .ifPresent(paused -> violations.check(
                        sinceThen(paused)
                                        .compareTo(Bounds.withHeartbeats(Bounds.PAUSE_KNOWN, setting)
                                                .plus(struck.inAll()))
                                <= 0,
                        "paused since %s, and claimed nevertheless: %s",
                        paused,
                        row));
    }

    // Clients

    void gauged() {
        gaugedAt = violations.now();
    }

    /** Whether a submit may be refused because of the backlog. A count that is too old may not refuse one. */
    boolean mayRefuse() {
        return sinceThen(gaugedAt).compareTo(Bounds.believed(setting)) < 0;
    }

    private Duration sinceThen(Duration then) {
        return violations.now().minus(then);
    }
}
