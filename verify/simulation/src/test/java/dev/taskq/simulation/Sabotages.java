package dev.taskq.simulation;

import dev.taskq.simulation.Sabotage.Driver;
import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Operation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** All removals of protections, and the circumstances in which each must be found. */
final class Sabotages {
    private static final String CORE = "taskq-core/src/main/java/dev/taskq/";
    private static final String HOSTS = "verify/simulation/src/main/java/dev/taskq/simulation/world/";

    private Sabotages() {}

    static List<Sabotage> all() {
        List<Sabotage> all = new ArrayList<>();
        all.addAll(claimsAndCompletions());
        all.addAll(bounds());
        all.addAll(agents());
        all.addAll(hints());
        all.addAll(leader());
        all.addAll(taking());
        return all;
    }

    static Sabotage named(String name) {
        return all().stream()
                .filter(sabotage -> sabotage.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Sabotage seeds(String name, String file, String text, String replacement, Supplier<Focus> focus) {
        return new Sabotage(name, file, text, replacement, Driver.SEEDS, focus);
    }

    private static Sabotage searched(String name, String file, String text, String replacement, Supplier<Focus> focus) {
        return new Sabotage(name, file, text, replacement, Driver.EXHAUSTIVE, focus);
    }

    private static List<Order> times(int number, Order order) {
        return IntStream.range(0, number).mapToObj(i -> order).toList();
    }

    private static Order at(int millis, Behaviour does) {
        return new Order(does, 0, millis, 0, true, -1, false);
    }

    private static Order unkeyed(Behaviour does) {
        return new Order(does, 0, 500, 0, false, -1, false);
    }

    /** Without accidents. */
    private static Focus calm(Setting setting) {
        return Focus.of(setting, Set.of(), Set.of(), 0);
    }

    /** A crash of the store loses a claim while its completion is in flight. Scans claim the task again soon. */
    private static Focus forgottenClaims() {
        return Focus.of(
                        Setting.small(3_000, Order.of(Behaviour.SUCCEEDS))
                                .withAgents(1, 3)
                                .withoutQueue(),
                        EnumSet.of(Accident.STORE_CRASH),
                        EnumSet.of(Operation.COMPLETE),
                        1)
                .oneIn(1);
    }

    /**
     * The store is set back to before agents opened their sessions. The numbers of those sessions are then given to
     * others.
     */
    private static Focus setBack() {
        return Focus.of(
                        Setting.small(4_000, Order.of(Behaviour.SUCCEEDS), Order.of(Behaviour.TAKES_LONG))
                                .withAgents(3, 2),
                        EnumSet.of(Accident.STORE_SET_BACK),
                        EnumSet.of(Operation.OPEN_SESSION),
                        1)
                .oneIn(2);
    }

    /**
     * An agent that can hold one task has slots for two more. Sometimes the agent has hints although the leader has
     * none.
     */
    private static Focus littleMemory() {
        return Focus.of(
                        Setting.small(
                                        8_000,
                                        Order.of(Behaviour.HANGS),
                                        Order.of(Behaviour.HANGS),
                                        Order.of(Behaviour.FAILS))
                                .withAgents(1, 2)
                                .withMemory(1),
                        EnumSet.of(Accident.CUT_QUEUE),
                        EnumSet.of(Operation.ENQUEUE),
                        1)
                .oneIn(2);
    }

    /**
     * The store is set back to before agents opened their sessions, and to after their claims. One agent is frozen
     * meanwhile with a completion in flight. Afterwards its number belongs to another agent that runs the same task.
     */
    private static Focus setBackUnderAnCompletion() {
        return new Focus(
                Setting.small(12_000, Order.of(Behaviour.TAKES_LONG)).withAgents(3, 1),
                Map.of(
                        Operation.OPEN_SESSION, Set.of(Accident.CRASH_BEFORE, Accident.STORE_SET_BACK),
                        Operation.COMPLETE, Set.of(Accident.FREEZE_BEFORE)),
                0,
                6,
                2);
    }

    private static List<Sabotage> claimsAndCompletions() {
        Supplier<Focus> lateClaims = () -> Focus.of(
                Setting.small(2_000, Order.of(Behaviour.SUCCEEDS)),
                EnumSet.of(Accident.LATE_START, Accident.LATE_COMMIT, Accident.FAIL_AFTER, Accident.LOCK_ROWS),
                EnumSet.of(Operation.CLAIM, Operation.SETTLE),
                2);
        return List.of(
                seeds(
                        "the fence at the completion",
                        CORE + "memory/data/MemoryCompletions.java",
                        ".filter(row -> row.wasHeldBy(completion.holder()));",
                        ";",
                        Sabotages::forgottenClaims),
                seeds(
                        "the token",
                        CORE + "memory/data/TaskRow.java",
                        "holder.filter(by::equals).isPresent()",
                        "holder.filter(held -> held.session() == by.session()).isPresent()",
                        Sabotages::forgottenClaims),
                seeds(
                        "the session's process",
                        CORE + "memory/data/SessionRow.java",
                        "return end.isEmpty() && process == ofProcess;",
                        "return end.isEmpty();",
                        Sabotages::setBack),
                seeds(
                        "the ids of a process's sessions rise",
                        CORE + "memory/data/Transaction.java",
                        "lastSession = Math.max(lastSession, above) + 1;",
                        "lastSession = lastSession + 1;",
                        Sabotages::setBack),
                seeds(
                        "the session's process at the completion",
                        CORE + "memory/data/MemoryCompletions.java",
                        ".filter(session -> session.process() != process)",
                        ".filter(session -> session.process() != process && session.id() < 0)",
                        Sabotages::setBackUnderAnCompletion),
                seeds(
                        "the session's row as the fence of claims",
                        CORE + "memory/data/MemoryDispatch.java",
                        ".filter(row -> row.isLiving(process))",
                        "",
                        () -> new Focus(
                                Setting.small(16_000, at(11_000, Behaviour.SUCCEEDS))
                                        .withAgents(1, 1),
                                Map.of(
                                        Operation.CLAIM, Set.of(Accident.LATE_START),
                                        Operation.SETTLE, Set.of(Accident.CRASH_BEFORE),
                                        Operation.ORPHANS, Set.of(Accident.STUCK)),
                                0,
                                3,
                                1)),
                searched(
                        "the stop of claims that were settled",
                        CORE + "memory/data/MemoryDispatch.java",
                        "boolean stopped = claim.holder().token() < session.minToken();",
                        "boolean stopped = false;",
                        lateClaims),
                searched(
                        "the settling of unknown claims",
                        CORE + "agent/Claims.java",
                        "            unsettled = Optional.of(claim);\n            return Set.of();",
                        "            slots.giveBackUnused(items.size());\n            return Set.of();",
                        lateClaims),
                searched("the two snapshots of settling", HOSTS + "StoreHost.java", """
                            return call(member, Operation.SETTLE, claim.ids(), claim.holder().session(), () -> {
                                List<ClaimResult> results = dispatch.settle(claim);
                    """, """
                            MemoryDatabase.Snapshot before = database.snapshot();
                            List<ClaimResult> results = dispatch.settle(claim);
                            database.restore(before);
                            return call(member, Operation.SETTLE, claim.ids(), claim.holder().session(), () -> {
                                dispatch.settle(claim);
                    """, lateClaims),
                searched(
                        "locked is not gone, when a claim is settled",
                        CORE + "agent/Claims.java",
                        "if (results.get(i) instanceof ClaimResult.Locked) {",
                        "if (results.get(i) instanceof ClaimResult.Locked && i < 0) {",
                        lateClaims),
                searched(
                        "locked is not gone, when hints are removed",
                        CORE + "agent/Claims.java",
                        "case ClaimResult.Locked locked -> {}",
                        "case ClaimResult.Locked locked -> settled.add(locked.id());",
                        lateClaims),
                searched(
                        "a key stands for one task",
                        CORE + "memory/data/MemorySubmissions.java",
                        "transaction.underKey(key);",
                        "Optional.empty();",
                        () -> Settings.named("submits")),
                seeds(
                        "nothing of unknown outcome is repeated blindly",
                        CORE + "engine/BatchWriter.java",
                        "case OutcomeUnknownException unknown -> false;",
                        "case OutcomeUnknownException unknown -> true;",
                        () -> Focus.of(
                                        Setting.small(3_000).withOrders(times(8, unkeyed(Behaviour.SUCCEEDS))),
                                        EnumSet.of(Accident.FAIL_AFTER, Accident.SLOW),
                                        EnumSet.of(Operation.INSERT),
                                        4)
                                .oneIn(2)));
    }

    private static List<Sabotage> bounds() {
        return List.of(
                seeds(
                        "the loss of an agent that is back does not count",
                        CORE + "leader/LostSessions.java",
                        ".filter(Absence::back).map(Absence::process)",
                        ".filter(absence -> false).map(Absence::process)",
                        ShortCuts::focus),
                seeds(
                        "the last loss fails no task whose agent is back",
                        CORE + "leader/LostSessions.java",
                        "return absence != null && absence.back();",
                        "return false;",
                        ShortCuts::amongCrashes),
                seeds(
                        "only the same process counts as back",
                        CORE + "leader/LostSessions.java",
                        "return new Owner(\n                    session.process(), session.spec().kind(), session.spec().name());",
                        "return new Owner(0, session.spec().kind(), \"\");",
                        () -> calm(Setting.small(100, Order.of(Behaviour.KILLS)))),
                seeds(
                        "the last loss waits for its agent",
                        CORE + "leader/LostSessions.java",
                        "LAST_LOSS_WAITS = Duration.ofSeconds(10)",
                        "LAST_LOSS_WAITS = Duration.ZERO",
                        () -> calm(Setting.small(100, Order.of(Behaviour.KILLS)))),
                seeds(
                        "losses may be taken back while a task runs",
                        CORE + "memory/data/MemoryCompletions.java",
                        ".counts(verdict.failures(), row.counts().losses(), verdict.releases())",
                        ".counts(verdict.failures(), verdict.losses(), verdict.releases())",
                        ShortCuts::focus),
                seeds(
                        "the bound on failures",
                        CORE + "lifecycle/Verdicts.java",
                        "if (retryAfter.isEmpty() || failures >= maxAttempts) {",
                        "if (retryAfter.isEmpty()) {",
                        () -> calm(Setting.small(100, Order.of(Behaviour.FAILS)))),
                seeds(
                        "the bound on losses",
                        CORE + "lifecycle/Verdicts.java",
                        "if (losses >= MOST_LOSSES) {",
                        "if (losses > 10 * MOST_LOSSES) {",
                        () -> calm(Setting.small(100, Order.of(Behaviour.KILLS)))),
                seeds(
                        "one suspect at a time",
                        CORE + "agent/Claims.java",
                        "items, !executions.haveSuspect(), bytes.room());",
                        "items, true, bytes.room());",
                        () -> calm(Setting.small(100, Order.of(Behaviour.HANGS), Order.of(Behaviour.KILLS))
                                .withAgents(1, 2))),
                seeds(
                        "the bound on releases",
                        CORE + "lifecycle/Verdicts.java",
                        "if (counts.releases() + 1 >= MOST_RELEASES) {",
                        "if (counts.releases() > 10 * MOST_RELEASES) {",
                        () -> calm(Setting.small(60_000, Order.of(Behaviour.HANGS))
                                .withAgents(1, 2)
                                .withDrains(IntStream.rangeClosed(1, 13)
                                        .map(i -> i * 4_500)
                                        .boxed()
                                        .toList()))));
    }

    private static List<Sabotage> agents() {
        return List.of(
                searched(
                        "completions are repeated until something is said",
                        CORE + "agent/Reporter.java",
                        "            repeat(report);\n        } else if",
                        "            finished(report);\n        } else if",
                        () -> Settings.named("completions")),
                seeds(
                        "a completion of a locked row is tried again",
                        CORE + "agent/Reporter.java",
                        "            repeat(report);\n            return;",
                        "            finished(report);\n            return;",
                        () -> Focus.of(
                                        Setting.small(2_000, Order.of(Behaviour.SUCCEEDS)),
                                        EnumSet.of(Accident.LOCK_ROWS),
                                        EnumSet.of(Operation.COMPLETE),
                                        1)
                                .oneIn(1)),
                seeds(
                        "what called for exit has failed",
                        CORE + "agent/AgentParts.java",
                        "            if (exits) {",
                        "            if (exits && executions.all().isEmpty()) {",
                        () -> calm(Setting.small(100, Order.of(Behaviour.EXITS)))),
                seeds(
                        "the agents' own look at the store",
                        CORE + "agent/Poller.java",
                        "return scanStore(types, free);",
                        "return NOT_NOW;",
                        () -> calm(
                                Setting.small(100, Order.of(Behaviour.SUCCEEDS)).withoutQueue())),
                seeds(
                        "a scan goes on behind what was locked",
                        CORE + "agent/StoreScan.java",
                        "            continueAt.putAll(lastScannedAt);\n",
                        "",
                        () -> Focus.of(
                                        Setting.small(1_000, Order.of(Behaviour.SUCCEEDS), at(700, Behaviour.SUCCEEDS))
                                                .withAgents(1, 1)
                                                .withoutQueue(),
                                        EnumSet.of(Accident.LOCK_ROWS),
                                        EnumSet.of(Operation.CLAIM),
                                        1)
                                .oneIn(1)),
                seeds(
                        "what an agent claims fits its memory",
                        CORE + "memory/data/MemoryDispatch.java",
                        "boolean fits = claim.room().fits(bytes, row.given().bytes(), first);",
                        "boolean fits = true;",
                        Sabotages::littleMemory),
                seeds(
                        "an unused slot does not wake the agent that took it",
                        CORE + "agent/Slots.java",
                        "void giveBackUnused(int number) {\n        release(number);",
                        "void giveBackUnused(int number) {\n        giveBack(number);",
                        Sabotages::littleMemory),
                seeds(
                        "an agent without room waits, where looks alone find work",
                        CORE + "agent/Poller.java",
                        "if (bytes.isGivenSince(given) || !storeScan.isAlone(watch.hintsFail())) {",
                        "if (bytes.isGivenSince(given) || !watch.hintsFail()) {",
                        Sabotages::littleMemory),
                seeds(
                        "a count too old is not used",
                        CORE + "coordinator/Backlog.java",
                        "if (!type.believed.isExpired() &&",
                        "if (type.countedAt.isPresent() &&",
                        () -> Focus.of(
                                        Setting.small(90_000)
                                                .withBacklogLimit(3)
                                                .withOrders(IntStream.rangeClosed(1, 14)
                                                        .mapToObj(i -> at(i * 4_000, Behaviour.SUCCEEDS))
                                                        .toList()),
                                        EnumSet.of(Accident.FAIL_BEFORE),
                                        EnumSet.of(Operation.RECORD_BACKLOG),
                                        1_000)
                                .from(6_000)
                                .oneIn(1)));
    }

    private static List<Sabotage> hints() {
        // There is one slot, and a handler hangs in it. The tasks behind it wait for long, and it shows whether they
        // have a hint.
        List<Order> waiting = new ArrayList<>(times(5, Order.of(Behaviour.HANGS)));
        waiting.add(at(2_000, Behaviour.SUCCEEDS));
        waiting.add(at(2_500, Behaviour.SUCCEEDS));
        Setting full = Setting.small(3_000).withAgents(1, 1).withOrders(waiting);
        return List.of(
                seeds(
                        "the reconciler",
                        CORE + "leader/Reconciler.java",
                        "                tour.addAll(types);\n",
                        "",
                        () -> Focus.of(full, EnumSet.of(Accident.HINTS_LOST), EnumSet.of(Operation.ENQUEUE), 20)
                                .oneIn(1)),
                seeds(
                        "the floor's 10 s",
                        CORE + "spi/TypeState.java",
                        "FLOOR_SLACK = Duration.ofSeconds(10)",
                        "FLOOR_SLACK = Duration.ZERO",
                        () -> Focus.of(
                                        Setting.small(
                                                3_000, at(1_500, Behaviour.SUCCEEDS), unkeyed(Behaviour.SUCCEEDS)),
                                        EnumSet.of(Accident.LATE_COMMIT),
                                        EnumSet.of(Operation.INSERT),
                                        2)
                                .oneIn(1)),
                seeds(
                        "the maximum in the stamp",
                        CORE + "leader/Watermark.java",
                        "return first.isAfter(least) ? first : least;",
                        "return least;",
                        // Several times, so that all hints with a later stamp than the clock's wait for long.
                        () -> Focus.of(full, EnumSet.of(Accident.CLOCK_BACK), EnumSet.of(Operation.HEARTBEAT), 3)
                                .from(1_000)
                                .oneIn(2)),
                seeds(
                        "a stamp far ahead is no hint's",
                        CORE + "leader/Watermark.java",
                        "if (wrong.getValue().isAfter(latest)) {",
                        "if (wrong.getValue().isBefore(Instant.EPOCH)) {",
                        () -> Focus.of(full, EnumSet.of(Accident.HINTS_AHEAD), EnumSet.of(Operation.ENQUEUE), 3)
                                .oneIn(2)),
                seeds(
                        "the look at pending entries for the oldest",
                        CORE + "memory/HintLine.java",
                        """
                                    oldest = Optional.of(first.value().hint().hintedAt());
                                    break;
                        """,
                        """
                                    break;
                        """,
                        () -> Focus.of(
                                        Setting.small(12_000, Order.of(Behaviour.SUCCEEDS))
                                                .withAgents(1, 1),
                                        EnumSet.of(Accident.FREEZE_BEFORE),
                                        EnumSet.of(Operation.CLAIM),
                                        1)
                                .oneIn(1)),
                seeds(
                        "take-over",
                        CORE + "memory/HintLine.java",
                        "if (entries.size() == max || now - mark.key().at < QueuePort.REDELIVERY.toNanos()) {",
                        "if (entries.size() <= max) {",
                        () -> Focus.of(
                                        Setting.small(2_000, Order.of(Behaviour.SUCCEEDS)),
                                        EnumSet.of(Accident.FAIL_AFTER),
                                        EnumSet.of(Operation.TAKE),
                                        3)
                                .oneIn(2)),
                seeds(
                        "stale hints are dropped by the sender",
                        CORE + "coordinator/Sender.java",
                        "if (next.since().elapsed().compareTo(STALE) > 0) {",
                        "if (batch.size() > BATCH) {",
                        () -> Focus.of(
                                        Setting.small(8_000)
                                                .withOrders(IntStream.range(0, 40)
                                                        .mapToObj(i -> at(i * 150, Behaviour.SUCCEEDS))
                                                        .toList()),
                                        EnumSet.of(Accident.SLOW, Accident.FREEZE_AFTER),
                                        EnumSet.of(Operation.ENQUEUE, Operation.HEARTBEAT, Operation.SESSIONS),
                                        8)
                                .oneIn(4)));
    }

    private static List<Sabotage> leader() {
        Supplier<Focus> crashes = () -> Focus.of(
                        Setting.small(16_000)
                                .withOrders(List.of(
                                        at(11_000, Behaviour.TAKES_LONG),
                                        at(11_100, Behaviour.TAKES_LONG),
                                        at(12_000, Behaviour.SUCCEEDS))),
                        EnumSet.of(Accident.CRASH_AFTER),
                        EnumSet.of(Operation.CLAIM),
                        2)
                .oneIn(1);
        return List.of(
                seeds(
                        "the orphans' pass",
                        CORE + "leader/Reclaim.java",
                        "under.defer(ends.complete(under, orphans));",
                        "under.defer(ends.complete(under, List.of()));",
                        crashes),
                seeds(
                        "its locked rows kept",
                        CORE + "leader/Reclaim.java",
                        "under.defer(ends.complete(under, orphans));",
                        "ends.complete(under, orphans);",
                        () -> Focus.of(
                                        Setting.small(16_000, Order.of(Behaviour.KILLS)),
                                        EnumSet.of(Accident.LOCK_ROWS),
                                        EnumSet.of(Operation.COMPLETE),
                                        3)
                                .oneIn(1)),
                seeds(
                        "its limit to sessions ended before it",
                        CORE + "leader/EndedSessions.java",
                        "sessions.stream().filter(pass::serves).map(Session::id)",
                        "sessions.stream().map(Session::id)",
                        ShortCuts::amongSlowPasses),
                seeds(
                        "leadership only by a committed heartbeat",
                        CORE + "leader/Leadership.java",
                        "return !lease.isExpired();",
                        "return lease.overdue().compareTo(Duration.ofHours(1)) < 0;",
                        () -> Focus.of(
                                Setting.small(20_000)
                                        .withCoordinators(2)
                                        .withOrders(IntStream.range(0, 10)
                                                .mapToObj(i -> new Order(
                                                        Behaviour.SUCCEEDS, 0, i * 1_500, 1_000, true, -1, false))
                                                .toList()),
                                EnumSet.of(Accident.FAIL_BEFORE),
                                EnumSet.of(Operation.HEARTBEAT),
                                40)),
                seeds(
                        "a session that was heard of since it was judged lives",
                        CORE + "memory/data/MemorySessions.java",
                        "session -> session.heartbeats() == heartbeats",
                        "session -> true",
                        () -> new Focus(
                                Setting.small(20_000, at(12_000, Behaviour.LASTS))
                                        .withAgents(1, 1),
                                Map.of(
                                        Operation.CLAIM, Set.of(Accident.CUT_STORE),
                                        Operation.END_SESSION, Set.of(Accident.FREEZE_BEFORE)),
                                0,
                                3,
                                1)),
                seeds(
                        "a term ends with the lease",
                        CORE + "leader/LeaderDuties.java",
                        "            term = null;\n",
                        "",
                        () -> Focus.of(
                                Setting.small(20_000)
                                        .withCoordinators(2)
                                        .withOrders(IntStream.range(0, 10)
                                                .mapToObj(i -> new Order(
                                                        Behaviour.SUCCEEDS, 0, i * 1_500, 1_000, true, -1, false))
                                                .toList()),
                                EnumSet.of(Accident.FAIL_BEFORE),
                                EnumSet.of(Operation.HEARTBEAT),
                                40)),
                seeds(
                        "a leader whose duties move",
                        CORE + "leader/Leadership.java",
                        "if (duties.stream().anyMatch(duty -> duty.sinceLastRound().compareTo(STANDSTILL) > 0)) {",
                        "if (duties.isEmpty()) {",
                        () -> Focus.of(
                                        Setting.small(3_000, Order.of(Behaviour.SUCCEEDS)),
                                        EnumSet.of(Accident.STUCK),
                                        EnumSet.of(Operation.PROMOTE),
                                        1)
                                .oneIn(2)),
                seeds(
                        "the heartbeat's counter apart from its questions",
                        HOSTS + "StoreHost.java",
                        "if (operation.touchesTasks()) {\n            awaitTable(STATEMENT);",
                        "if (operation.touchesTasks() || (operation == Operation.HEARTBEAT && !tasks.isEmpty())) {\n"
                                + "            awaitTable(HEARTBEAT_ANSWER);",
                        () -> Focus.of(
                                        Setting.small(3_000, Order.of(Behaviour.LASTS)),
                                        EnumSet.of(Accident.LOCK_TABLE),
                                        EnumSet.of(Operation.SESSIONS),
                                        1)
                                .from(600)
                                .oneIn(3)),
                seeds(
                        "an observer whose own connection is new does not judge by connections",
                        CORE + "spi/Sessions.java",
                        "SETTLED = Duration.ofSeconds(10)",
                        "SETTLED = Duration.ZERO",
                        () -> new Focus(
                                Setting.small(8_000, Order.of(Behaviour.LASTS)).withAgents(1, 1),
                                Map.of(
                                        Operation.SESSIONS, Set.of(Accident.LOCKS_DROPPED),
                                        Operation.HEARTBEAT, Set.of(Accident.SLOW)),
                                600,
                                12,
                                3)),
                seeds(
                        "what has ended is kept for its time",
                        CORE + "memory/data/MemoryCompletions.java",
                        "row.finishedAt().filter(end -> end.plus(kept).isBefore(now)).isPresent()",
                        "row.finishedAt().filter(end -> end.isBefore(now.plus(kept))).isPresent()",
                        () -> calm(Setting.small(500, Order.of(Behaviour.SUCCEEDS), at(50_000, Behaviour.TAKES_LONG))
                                .withRetention(30_000))),
                seeds(
                        "deleting begins again at the first row",
                        CORE + "leader/Pruner.java",
                        "            position = 0;\n",
                        "            position = Long.MAX_VALUE;\n",
                        () -> calm(
                                Setting.small(500, Order.of(Behaviour.SUCCEEDS)).withRetention(1_000))),
                seeds(
                        "the guard",
                        CORE + "leader/FailureDetector.java",
                        "boolean withMany = together > FEW_SILENT && together * MANY_ONE_IN > all;",
                        "boolean withMany = false;",
                        () -> Focus.of(
                                        Setting.small(3_000, Order.of(Behaviour.SUCCEEDS))
                                                .withAgents(4, 1),
                                        EnumSet.of(Accident.CUT_MOST),
                                        EnumSet.of(Operation.SESSIONS),
                                        1)
                                .from(600)
                                .oneIn(3)),
                seeds(
                        "ages are not believed after the clock has jumped",
                        CORE + "engine/StoreClock.java",
                        "return !suspended.isExpired();",
                        "return false;",
                        () -> Focus.of(
                                        Setting.small(70_000)
                                                .withAgents(2, 4)
                                                .withOrders(IntStream.range(0, 14)
                                                        .mapToObj(i -> at(54_000 + i * 600, Behaviour.TAKES_LONG))
                                                        .toList()),
                                        EnumSet.of(Accident.CLOCK_FORWARD),
                                        EnumSet.of(Operation.SESSIONS),
                                        1)
                                .from(54_000)
                                .oneIn(6)));
    }

    private static List<Sabotage> taking() {
        return List.of(
                seeds(
                        "a leader whose rounds keep failing lets go",
                        CORE + "leader/Leadership.java",
                        "duty.sinceLastSuccess().compareTo(STANDSTILL) > 0",
                        "duty.sinceLastSuccess().isNegative()",
                        () -> Focus.of(
                                        Setting.small(30_000, Order.of(Behaviour.SUCCEEDS)),
                                        EnumSet.of(Accident.POOL_READ_ONLY),
                                        EnumSet.of(Operation.PROMOTE),
                                        1)
                                .oneIn(1)),
                seeds(
                        "nothing paused is asked for",
                        CORE + "agent/Poller.java",
                        "        types.removeIf(sessionState::isPaused);\n",
                        "",
                        () -> calm(Setting.small(6_000, at(2_000, Behaviour.SUCCEEDS))
                                .withPauses(List.of(new Pause(0, 500, 3_000))))),
                seeds(
                        "taking only while the heartbeat works",
                        CORE + "agent/Poller.java",
                        "if (types.isEmpty() || !sessionState.mayTake()) {",
                        "if (types.isEmpty()) {",
                        () -> Focus.of(
                                        Setting.small(6_000, Order.of(Behaviour.SUCCEEDS)),
                                        EnumSet.of(Accident.CUT_STORE),
                                        EnumSet.of(Operation.HEARTBEAT),
                                        2)
                                .oneIn(2)),
                seeds(
                        "taking only while claims work",
                        CORE + "agent/Claims.java",
                        "pause.reset(AFTER_FAILURE);",
                        "pause.expire();",
                        () -> Focus.of(
                                        Setting.small(6_000, Order.of(Behaviour.SUCCEEDS)),
                                        EnumSet.of(Accident.FAIL_BEFORE),
                                        EnumSet.of(Operation.CLAIM),
                                        2)
                                .oneIn(1)));
    }
}
