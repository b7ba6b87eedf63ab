package dev.taskq.simulation;

import dev.taskq.AttemptOutcome;
import dev.taskq.CancelResult;
import dev.taskq.RetryResult;
import dev.taskq.Task;
import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.Move;
import dev.taskq.lifecycle.Verdicts;
import dev.taskq.simulation.Coverage.Notable;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.EndResult;
import dev.taskq.spi.Ending;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.Promotion;
import dev.taskq.spi.Session.EndReason;
import dev.taskq.testkit.simulation.Accident;
import dev.taskq.testkit.simulation.Member;
import dev.taskq.testkit.simulation.PortCall;
import dev.taskq.testkit.simulation.Simulation;
import dev.taskq.testkit.simulation.Strike;
import dev.taskq.testkit.simulation.WorldListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks the invariants of docs/architecture.md after every step. Keeps its own account of every row and session from what
 * each write was and what it was answered, compares each write with that account, and the account with the rows.
 *
 * <p>It trusts neither the coordinator and the agents nor the store in memory: only the order in which things happened.
 */
final class Checker implements WorldListener {
    private final Simulation simulation;
    private final Journal journal;
    private final Coverage coverage;
    private final Map<Long, Row> rows = new TreeMap<>();
    private final Map<String, Long> keys = new HashMap<>();
    private final Map<String, Long> unkeyed = new HashMap<>();
    private final Map<Member, MemberFacts> members = new HashMap<>();
    private final Map<Long, Life> sessions = new TreeMap<>();
    private final Map<String, Long> accepted = new HashMap<>();
    private boolean retriedByHand;
    private Duration slowest = Duration.ZERO;
    private Duration gaugedAt = Duration.ZERO;
    private boolean gauged;
    private boolean orderly = true;
    private Predicate<Hint> hasHint = hint -> false;
    private int processStrikes;
    private int strikes;
    private @Nullable Function<Collection<Long>, List<Task>> truth;
    private BiConsumer<Member, Duration> onCrash = (member, away) -> {};

    Checker(Simulation simulation, Journal journal, Coverage coverage) {
        this.simulation = simulation;
        this.journal = journal;
        this.coverage = coverage;
    }

    /** A session. */
    static final class Life {
        final long id;
        final Member member;
        final Duration opened;
        Duration beaten;
        Duration endedAt = Duration.ZERO;
        boolean hasBeaten;
        boolean ended;
        boolean cleared;
        long settledUpTo;

        Life(long id, Member member, Duration opened) {
            this.id = id;
            this.member = member;
            this.opened = opened;
            this.beaten = opened;
        }
    }

    /**
     * Begins to compare with the rows themselves.
     *
     * @param find reads rows
     * @param waitingHint whether the queue has a hint
     * @param crashed told of each process that has died
     */
    void watch(
            Function<Collection<Long>, List<Task>> find,
            Predicate<Hint> waitingHint,
            BiConsumer<Member, Duration> crashed) {
        hasHint = waitingHint;
        truth = find;
        onCrash = crashed;
    }

    @Override
    public void crashed(Member member, Duration away) {
        onCrash.accept(member, away);
    }

    Collection<Row> rows() {
        return rows.values();
    }

    Collection<Life> sessions() {
        return sessions.values();
    }

    boolean isEnded(long session) {
        Life life = sessions.get(session);
        return life == null || life.ended;
    }

    /** Whether a session is one of a process that has not crashed, and the latest that it knows of. */
    boolean isOfLiving(long session) {
        Life life = sessions.get(session);
        return life != null && life.member.process().isAlive() && !isStray(life);
    }

    TaskStatus statusOf(long id) {
        return row(id).status;
    }

    int acceptedTasks() {
        return accepted.size();
    }

    boolean wasAnyRetriedByHand() {
        return retriedByHand;
    }

    int strikes() {
        return strikes;
    }

    /** How often an accident struck a process, or so much of the world that processes suffer. */
    int processStrikes() {
        return processStrikes;
    }

    /** Whether hints still arrive soon, and one behind the other, after such an accident to an agent. */
    private static boolean leavesHintsInOrder(Accident accident) {
        return switch (accident) {
            case FAIL_BEFORE, FAIL_AFTER, CRASH_BEFORE, CRASH_AFTER, FREEZE_BEFORE, FREEZE_AFTER, LOCK_ROWS -> true;
            default -> false;
        };
    }

    // What clients were told

    void accepted(String name, long id) {
        Long before = accepted.put(name, id);
        check(before == null || before == id, "%s was accepted as %s and as %s", name, before, id);
        check(rows.containsKey(id), "%s was accepted as %s, and there is no such row", name, id);
    }

    Collection<Long> acceptedIds() {
        return accepted.values();
    }

    // What took effect

    @Override
    public void struck(PortCall call, Strike strike) {
        coverage.struck(strike.accident());
        strikes++;
        orderly &= call.process().startsWith("agent") && leavesHintsInOrder(strike.accident());
        // Whatever takes long may be what a call of the lead waits for.
        slowest = slowest.compareTo(strike.length()) > 0 ? slowest : strike.length();
        if (strike.accident() == Accident.STUCK || strike.accident().kind() != Accident.Kind.CALL) {
            processStrikes++;
        }
    }

    @Override
    public void inserted(List<Insert> inserts, List<Inserted> results) {
        for (int i = 0; i < inserts.size(); i++) {
            Insert insert = inserts.get(i);
            Inserted result = results.get(i);
            String key = insert.task().idempotencyKey().orElse("");
            if (result.replayed()) {
                coverage.saw(Notable.REPLAYED);
                check(
                        Long.valueOf(result.id()).equals(keys.get(key)),
                        "key %s stands for %s and was answered %s",
                        key,
                        keys.get(key),
                        result.id());
                continue;
            }
            check(!rows.containsKey(result.id()), "id %s was given twice", result.id());
            Row row = new Row(result.id(), insert, result.status(), now());
            result.hint().ifPresent(hint -> row.stamp = hint.hintedAt());
            rows.put(result.id(), row);
            if (key.isEmpty()) {
                Long before = unkeyed.put(insert.task().params(), result.id());
                check(before == null, "one submit gave tasks %s and %s", before, result.id());
            }
            if (!key.isEmpty()) {
                Long before = keys.put(key, result.id());
                check(before == null, "key %s gave tasks %s and %s", key, before, result.id());
            }
        }
        compare(results.stream().map(Inserted::id).toList());
    }

    @Override
    public void claimed(Claim claim, List<ClaimResult> results) {
        Life life = sessions.get(claim.session());
        for (ClaimResult result : results) {
            if (result instanceof ClaimResult.Locked) {
                coverage.saw(Notable.CLAIM_LOCKED);
            }
            if (!(result instanceof ClaimResult.Claimed(var task))) {
                continue;
            }
            Row row = row(task.id());
            check(row.status == TaskStatus.QUEUED, "claim of what is not queued: %s", row);
            check(life != null && !life.ended, "claim of ended session %s was committed: %s", claim.session(), row);
            check(
                    life == null || claim.token() > life.settledUpTo,
                    "claim (%s, %s) was committed after it was settled: %s",
                    claim.session(),
                    claim.token(),
                    row);
            check(
                    task.counts().attempt() == row.counts.attempt() + 1,
                    "attempt %s of %s",
                    task.counts().attempt(),
                    row);
            row.moveTo(TaskStatus.RUNNING, now());
            row.claimedAt = now();
            row.session = claim.session();
            row.token = claim.token();
            row.counts = task.counts();
            row.maxAttempts = task.maxAttempts();
            row.timeout = task.timeout();
            coverage.moved(Move.CLAIM);
        }
        compare(claim.ids());
    }

    @Override
    public void settled(Claim claim, List<ClaimResult> results) {
        coverage.saw(Notable.CLAIM_SETTLED);
        Life life = sessions.get(claim.session());
        if (life != null) {
            life.settledUpTo = Math.max(life.settledUpTo, claim.token());
        }
        for (ClaimResult result : results) {
            Row row = row(result.id());
            boolean held = row.isHeldBy(claim.session(), claim.token());
            switch (result) {
                case ClaimResult.Claimed(var task) -> {
                    check(held, "settled as claimed, and not held: %s", row);
                    row.claimedAt = now();
                }
                case ClaimResult.Gone gone -> check(!held, "settled as gone, and held all the same: %s", row);
                case ClaimResult.Locked locked -> {}
            }
        }
        compare(claim.ids());
    }

    @Override
    public void ended(List<Ending> endings, List<EndResult> results) {
        for (int i = 0; i < endings.size(); i++) {
            Ending ending = endings.get(i);
            Row row = row(ending.id());
            switch (results.get(i)) {
                case EndResult.Recorded(TaskStatus status, var hint) -> {
                    recorded(row, ending, status);
                    hint.ifPresent(sent -> row.stamp = sent.hintedAt());
                }
                case EndResult.AlreadyRecorded() -> {
                    coverage.saw(Notable.ENDING_ALREADY_RECORDED);
                    check(
                            row.status != TaskStatus.RUNNING && row.wasHeldBy(ending.session(), ending.token()),
                            "said to be recorded already: %s of %s",
                            ending,
                            row);
                }
                case EndResult.Refused() -> {
                    coverage.saw(Notable.ENDING_REFUSED);
                    check(!row.isHeldBy(ending.session(), ending.token()), "refused: %s of %s", ending, row);
                }
                case EndResult.Locked() -> coverage.saw(Notable.ENDING_LOCKED);
            }
        }
        compare(endings.stream().map(Ending::id).toList());
    }

    private void recorded(Row row, Ending ending, TaskStatus status) {
        check(
                row.isHeldBy(ending.session(), ending.token()),
                "an ending was recorded of an execution that does not hold its task: %s of %s",
                ending,
                row);
        if (ending.outcome() == AttemptOutcome.SUCCEEDED) {
            check(
                    journal.hasReturned(row.id, ending.session()),
                    "success was recorded of what never returned: %s of %s",
                    ending,
                    row);
        }
        checkWhoEnds(row, ending);
        Counts before = row.counts;
        boolean stopped = row.cancelRequested && ending.outcome() != AttemptOutcome.SUCCEEDED;
        Expected expected = Expected.after(before, ending.outcome());
        row.counts = new Counts(
                before.attempt(),
                ending.verdict().failures(),
                ending.verdict().losses(),
                ending.verdict().releases());
        check(
                expected.matches(row.counts),
                "counts became %s after %s, not %s: %s",
                row.counts,
                ending.outcome(),
                expected,
                row);
        if (stopped) {
            check(status == TaskStatus.CANCELLED, "a cancel was asked for, and it became %s: %s", status, row);
        } else {
            check(status == ending.verdict().status(), "the verdict was %s, and it became %s", ending, status);
            boolean tooOften = row.counts.failures() >= row.maxAttempts || row.counts.losses() >= Verdicts.MOST_LOSSES;
            if (tooOften && ending.outcome() != AttemptOutcome.SUCCEEDED) {
                check(status == TaskStatus.FAILED, "tried too often, and it became %s: %s", status, row);
            }
        }
        if (row.counts.losses() >= Verdicts.MOST_LOSSES) {
            coverage.saw(Notable.TASK_LOST_TOO_OFTEN);
        }
        if (!ending.own()) {
            row.session = 0;
            row.token = 0;
        }
        row.moveTo(status, now());
        coverage.moved(
                switch (status) {
                    case SUCCEEDED -> Move.SUCCEED;
                    case SCHEDULED -> Move.BACK_OFF;
                    case QUEUED -> Move.HAND_BACK;
                    case FAILED -> Move.FAIL;
                    case CANCELLED -> Move.STOP;
                    case RUNNING -> throw new AssertionError(status);
                });
    }

    private void checkWhoEnds(Row row, Ending ending) {
        switch (ending.outcome()) {
            case LOST ->
                check(isEnded(ending.session()), "taken back from session %s, which lives: %s", ending.session(), row);
            case TIMED_OUT -> {
                Duration ran = now().minus(row.claimedAt);
                // An agent's own clock may be a little ahead of the commit that stamps the start.
                check(ran.compareTo(row.timeout.minus(Bounds.LATE_COMMIT)) >= 0, "timed out after %s: %s", ran, row);
                if (!ending.own()) {
                    coverage.saw(Notable.TIMED_OUT_BY_LEAD);
                    check(
                            ran.compareTo(row.timeout.plus(Bounds.OVERDUE_AT_LEAST)) >= 0,
                            "found overdue after %s: %s",
                            ran,
                            row);
                }
            }
            case RELEASED ->
                check(
                        !journal.exits(row.id, ending.session()),
                        "released, and it had called for the end of its process: %s",
                        row);
            case SUCCEEDED, FAILED, GAVE_UP -> {}
        }
    }

    /** The counts that must follow; releases come to 0 where anything else happens. */
    private record Expected(int failures, int losses, int releases, boolean mayBeFailure) {
        static Expected after(Counts before, AttemptOutcome outcome) {
            return switch (outcome) {
                case SUCCEEDED -> new Expected(before.failures(), before.losses(), 0, false);
                case FAILED, GAVE_UP, TIMED_OUT -> new Expected(before.failures() + 1, before.losses(), 0, false);
                case LOST -> new Expected(before.failures(), before.losses() + 1, 0, false);
                case RELEASED ->
                    new Expected(
                            before.failures(),
                            before.losses(),
                            before.releases() + 1,
                            before.releases() + 1 == Verdicts.MOST_RELEASES);
            };
        }

        boolean matches(Counts counts) {
            return mayBeFailure
                    ? counts.failures() == failures + 1 && counts.losses() == losses && counts.releases() == 0
                    : counts.failures() == failures && counts.losses() == losses && counts.releases() == releases;
        }
    }

    @Override
    public void promoted(Member by, Promotion promotion) {
        Duration led = facts(by).ledAt;
        check(
                by.isImpaired(Duration.ZERO) || now().minus(led).compareTo(Bounds.LEADS.plus(slowest)) < 0,
                "%s works as the lead, and its last good beat as such was at %s",
                by.name(),
                led);
        for (Hint hint : promotion.hints()) {
            Row row = row(hint.id());
            check(row.status == TaskStatus.SCHEDULED, "promoted, and not scheduled: %s", row);
            row.moveTo(TaskStatus.QUEUED, now());
            row.stamp = hint.hintedAt();
            coverage.moved(Move.DUE);
        }
        compare(promotion.hints().stream().map(Hint::id).toList());
    }

    @Override
    public void hinted(List<Hint> hints, Instant stamp) {
        for (Hint hint : hints) {
            coverage.saw(Notable.HINTED_AGAIN);
            Row row = row(hint.id());
            row.hintedAgain++;
            check(
                    !orderly || row.status != TaskStatus.QUEUED || !hasHint.test(hint),
                    "a hint was sent again for what has one: %s",
                    row);
            if (row.status == TaskStatus.QUEUED && row.stamp.equals(hint.hintedAt())) {
                row.stamp = stamp;
            }
            check(
                    row.status != TaskStatus.QUEUED || row.hintedAgain <= Bounds.MOST_HINTS + strikes,
                    "hints are sent again and again: %s",
                    row);
        }
        compare(hints.stream().map(Hint::id).toList());
    }

    @Override
    public void cancelled(List<CancelResult> results) {
        for (CancelResult result : results) {
            switch (result) {
                case CancelResult.Cancelled(Task task) -> {
                    Row row = row(task.id());
                    check(Move.CANCEL.isOpenTo(row.status), "cancelled at once: %s", row);
                    row.moveTo(TaskStatus.CANCELLED, now());
                    coverage.moved(Move.CANCEL);
                }
                case CancelResult.Requested(Task task) -> {
                    Row row = row(task.id());
                    check(row.status == TaskStatus.RUNNING, "asked to end what does not run: %s", row);
                    row.cancelRequested = true;
                }
                case CancelResult.AlreadyFinal(Task task) ->
                    check(row(task.id()).status.isFinal(), "said to be final: %s", row(task.id()));
                case CancelResult.NotFound(long id) -> check(!rows.containsKey(id), "not found: %s", id);
            }
        }
    }

    @Override
    public void retried(List<RetryResult> results) {
        for (RetryResult result : results) {
            if (result instanceof RetryResult.Requeued(Task task)) {
                Row row = row(task.id());
                check(Move.RETRY.isOpenTo(row.status), "retried by hand: %s", row);
                row.moveTo(TaskStatus.QUEUED, now());
                row.counts = new Counts(row.counts.attempt(), 0, 0, 0);
                row.cancelRequested = false;
                row.retriedByHand = true;
                retriedByHand = true;
                task.times().queuedAt().ifPresent(stamp -> row.stamp = stamp);
                row.session = 0;
                row.token = 0;
                coverage.moved(Move.RETRY);
                compare(List.of(task.id()));
            }
        }
    }

    @Override
    public void opened(Member member, long session) {
        check(!sessions.containsKey(session), "session %s was given twice", session);
        sessions.put(session, new Life(session, member, now()));
    }

    @Override
    public void beaten(long session) {
        Life life = sessions.get(session);
        if (life != null) {
            check(!life.ended, "ended session %s beats", session);
            life.beaten = now();
            life.hasBeaten = true;
        }
    }

    @Override
    public void sessionEnded(Member by, long session, EndReason reason) {
        Life life = sessions.get(session);
        if (life == null || life.ended) {
            return;
        }
        life.ended = true;
        life.endedAt = now();
        if (reason == EndReason.LOST) {
            coverage.saw(Notable.SESSION_LOST);
            checkLost(life);
        } else {
            check(by == life.member, "session %s was stopped by %s", session, by.name());
        }
    }

    /** The living are not killed: only who has died, or was cut off or stood still for long enough, or never beat. */
    private void checkLost(Life life) {
        Member member = life.member;
        if (!member.process().isAlive() || isStray(life)) {
            return;
        }
        coverage.saw(Notable.SESSION_LOST_ALIVE);
        check(
                member.isImpaired(Bounds.TIME_OUT) || (member.isCutOff() && member.isImpaired(Bounds.CUT_OFF)),
                "session %s of %s counts as lost, and it lives; it beat at %s",
                life.id,
                member.name(),
                life.beaten);
        boolean guarded = member.isCutOff()
                ? together(life, Member::isCutOff) > Bounds.MOST_CUT_OFF
                : together(life, other -> other.isImpaired(Bounds.SILENT)) >= 2;
        check(
                !guarded || member.isImpaired(Bounds.GUARDED),
                "session %s of %s counts as lost, while most are silent at once",
                life.id,
                member.name());
    }

    /** How many other processes that live fell silent with this one, for a reason. */
    private long together(Life life, Predicate<Member> reason) {
        return sessions.values().stream()
                .filter(other -> !other.cleared && other.member != life.member)
                .filter(other -> !other.ended || now().minus(other.endedAt).compareTo(Bounds.TOGETHER) < 0)
                .filter(other -> other.member.process().isAlive() && other.hasBeaten && !isStray(other))
                .filter(other -> reason.test(other.member))
                .filter(other -> other.beaten.minus(life.beaten).abs().compareTo(Bounds.TOGETHER) < 0)
                .map(other -> other.member)
                .distinct()
                .count();
    }

    /** A session that its owner does not know of: its opening had an unknown outcome, or there is a later one. */
    boolean isStray(Life life) {
        return !life.hasBeaten
                || sessions.values().stream()
                        .anyMatch(other -> other.member == life.member && other.hasBeaten && other.id > life.id);
    }

    @Override
    public void cleared(Collection<Long> ids) {
        Set<Long> these = new HashSet<>(ids);
        for (long id : these) {
            Life life = sessions.get(id);
            if (life == null || !life.ended) {
                continue;
            }
            if (!life.cleared) {
                coverage.saw(Notable.SESSION_CLEARED);
            }
            life.cleared = true;
        }
        for (Row row : rows.values()) {
            check(
                    row.status != TaskStatus.RUNNING || !these.contains(row.session) || !isEnded(row.session),
                    "session %s was cleared and still holds %s",
                    row.session,
                    row);
        }
    }

    /** Claims that were not synced are forgotten, and nothing else. */
    @Override
    public void forgot() {
        if (truth == null) {
            return;
        }
        Map<Long, Task> tasks = new HashMap<>();
        truth.apply(rows.keySet()).forEach(task -> tasks.put(task.id(), task));
        for (Row row : rows.values()) {
            Task task = tasks.get(row.id);
            if (task == null) {
                throw violation("an accepted row was forgotten: %s", row);
            }
            if (row.status == TaskStatus.RUNNING && task.status() == TaskStatus.QUEUED) {
                coverage.saw(Notable.CLAIM_FORGOTTEN);
                row.forgotten = true;
                row.moveTo(TaskStatus.QUEUED, now());
                row.counts = task.counts();
                row.session = 0;
                row.token = 0;
            }
            compare(row, task);
        }
    }

    // Hints, and who takes them when

    /** What is remembered of a process. */
    private static final class MemberFacts {
        Duration ledAt = Duration.ZERO;
        Duration claimFailedAt = Duration.ofDays(-1);
        final Map<Hint, Duration> learned = new HashMap<>();
    }

    private MemberFacts facts(Member member) {
        return members.computeIfAbsent(member, absent -> new MemberFacts());
    }

    @Override
    public void gauged() {
        gauged = true;
        gaugedAt = now();
    }

    /** Whether somebody may be refused because too much waits: not by a count that is too old. */
    boolean mayRefuse() {
        return gauged && now().minus(gaugedAt).compareTo(Bounds.BELIEVED) < 0;
    }

    @Override
    public void learned(Member member, List<Hint> hints) {
        hints.forEach(hint -> facts(member).learned.put(hint, now()));
    }

    @Override
    public void sending(Member member, List<Hint> hints) {
        for (Hint hint : hints) {
            Duration since = facts(member).learned.remove(hint);
            // An agent's hints are few; it is the coordinators' buffers that are long.
            check(
                    since == null
                            || member.name().startsWith("agent")
                            || now().minus(since).compareTo(Bounds.SENT) < 0,
                    "%s sends a hint that it has had since %s: %s",
                    member.name(),
                    since,
                    hint);
        }
    }

    @Override
    public void claimFailed(Member member) {
        facts(member).claimFailedAt = now();
    }

    @Override
    public void taking(Member member) {
        Duration failedAt = facts(member).claimFailedAt;
        check(
                now().minus(failedAt).compareTo(Bounds.AFTER_FAILED_CLAIM) >= 0,
                "%s takes hints, and its claim failed at %s",
                member.name(),
                failedAt);
        Duration heard = sessions.values().stream()
                .filter(life -> life.member == member)
                .map(life -> life.beaten)
                .reduce(member.thawedAt(), (one, other) -> one.compareTo(other) > 0 ? one : other);
        check(
                now().minus(heard).compareTo(Bounds.TAKES_UNHEARD) <= 0,
                "%s takes hints, and has not been heard of since %s",
                member.name(),
                heard);
    }

    /** Only hints of what is claimed or gone may go: a row that waits needs its own. */
    @Override
    public void acknowledged(List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            Row row = row(delivery.hint().id());
            check(
                    row.status != TaskStatus.QUEUED
                            || row.forgotten
                            || !row.stamp.equals(delivery.hint().hintedAt()),
                    "the hint was removed of a row that waits: %s",
                    row);
        }
    }

    @Override
    public void leads(Member member) {
        MemberFacts facts = facts(member);
        facts.ledAt = now();
        Duration still = member.standsStillInDuty();
        check(
                still.compareTo(Bounds.STANDSTILL) < 0,
                "%s is the lead again, and its duty has stood still for %s",
                member.name(),
                still);
    }

    // The account and the rows

    private void compare(Collection<Long> ids) {
        if (truth != null) {
            truth.apply(ids).forEach(task -> compare(row(task.id()), task));
        }
    }

    private void compare(Row row, Task task) {
        check(
                row.status == task.status() && row.counts.equals(task.counts()),
                "the row says %s %s: %s",
                task.status(),
                task.counts(),
                row);
    }

    void compareAll() {
        compare(rows.keySet());
    }

    private Row row(long id) {
        Row row = rows.get(id);
        if (row == null) {
            throw violation("nobody has stored task %s", id);
        }
        return row;
    }

    private Duration now() {
        return simulation.elapsed();
    }

    private void check(boolean holds, String otherwise, @Nullable Object... facts) {
        if (!holds) {
            throw violation(otherwise, facts);
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // The annotation would cost a dependency of its own.
    Error violation(String what, @Nullable Object... facts) {
        return simulation.fail(String.format(Locale.ROOT, what, facts));
    }
}
