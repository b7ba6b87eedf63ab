package dev.taskq.simulation;

import dev.taskq.CancelResult;
import dev.taskq.Operation;
import dev.taskq.RetryResult;
import dev.taskq.Schedule;
import dev.taskq.Task;
import dev.taskq.lifecycle.Move;
import dev.taskq.simulation.Coverage.Notable;
import dev.taskq.simulation.world.Member;
import dev.taskq.simulation.world.PortCall;
import dev.taskq.simulation.world.Simulation;
import dev.taskq.simulation.world.Strike;
import dev.taskq.simulation.world.World;
import dev.taskq.simulation.world.WorldListener;
import dev.taskq.spi.Advanced;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.CheckpointResult;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.FireResult;
import dev.taskq.spi.FireStep;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Progress;
import dev.taskq.spi.Promotion;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import dev.taskq.spi.Session.EndReason;
import dev.taskq.spi.TaskEffect;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Checks the promises of docs/guarantees.md at every step. Each event is checked against the rules and entered in the
 * account, and then the account is compared with the rows. The checker trusts only the order of the events.
 */
final class Checker implements WorldListener {
    private final Coverage coverage;
    private final World world;
    private BiConsumer<Member, Duration> onCrash = (member, away) -> {};
    private final Violations violations;
    private final Struck struck = new Struck();
    private final Account account;
    private final Journal journal;
    private final RowRules rowRules;
    private final CheckpointRules checkpointRules;
    private final CountRules countRules;
    private final SessionRules sessionRules;
    private final ConductRules conductRules;
    private final OperationRules operationRules;
    private final ScheduleRules scheduleRules;
    private final Comparison comparison;
    private final AcceptedTasks accepted;

    /** Makes a checker and the world that it watches. */
    Checker(Simulation simulation, Setting setting, Journal journal, Coverage coverage) {
        this.coverage = coverage;
        this.world = new World(simulation, this);
        this.violations = new Violations(simulation);
        this.account = new Account(violations);
        this.accepted = new AcceptedTasks(violations, account);
        this.rowRules = new RowRules(setting, violations, account, journal, coverage);
        this.journal = journal;
        this.checkpointRules = new CheckpointRules(violations, account, coverage);
        this.countRules = new CountRules(violations, account, coverage);
        this.sessionRules = new SessionRules(setting, violations, account, struck, coverage);
        this.conductRules = new ConductRules(setting, violations, account, struck, coverage);
        this.operationRules = new OperationRules(violations, account, coverage);
        this.scheduleRules = new ScheduleRules(violations, account, coverage);
        this.comparison = new Comparison(violations, account, world.truth(), journal, coverage);
    }

    /** Reports each process that has died, and when a new one must replace it. */
    void onCrash(BiConsumer<Member, Duration> told) {
        onCrash = told;
    }

    World world() {
        return world;
    }

    Account account() {
        return account;
    }

    Struck struck() {
        return struck;
    }

    Violations violations() {
        return violations;
    }

    Comparison comparison() {
        return comparison;
    }

    AcceptedTasks accepted() {
        return accepted;
    }

    boolean mayRefuse() {
        return conductRules.mayRefuse();
    }

    // Accidents

    @Override
    public void struck(PortCall call, Strike strike) {
        coverage.struck(strike.accident());
        struck.add(call, strike);
    }

    @Override
    public void crashed(Member member, Duration away) {
        onCrash.accept(member, away);
    }

    @Override
    public Runnable backedUp() {
        Runnable restore = account.backup();
        Runnable restoreSchedules = scheduleRules.backup();
        return () -> {
            restore.run();
            journal.forgetCheckpoints();
            restoreSchedules.run();
            operationRules.forget();
            comparison.compareAll();
        };
    }

    @Override
    public void forgot() {
        comparison.forgot();
    }

    // Rows

    @Override
    public void inserted(List<Insert> inserts, List<Inserted> results) {
        for (int i = 0; i < inserts.size(); i++) {
            Insert insert = inserts.get(i);
            Inserted result = results.get(i);
            if (result.replayed()) {
                rowRules.replayed(insert.task().idempotencyKey().orElse(""), result);
            } else {
                rowRules.inserted(insert, result);
                account.inserted(insert, result);
                scheduleRules.inserted(insert);
            }
        }
        comparison.compare(results.stream().map(Inserted::id).toList());
    }

    @Override
    public void transactionEnded(boolean committed) {
        coverage.saw(committed ? Notable.TRANSACTION_COMMITTED : Notable.TRANSACTION_ROLLED_BACK);
    }

    @Override
    public void claimed(Member by, Claim claim, List<ClaimResult> results) {
        sessionRules.speaks(by, claim.holder().session());
        for (ClaimResult result : results) {
            if (result instanceof ClaimResult.Claimed(var task)) {
                rowRules.claimed(claim, task);
                checkpointRules.claimed(task);
                conductRules.claimed(account.row(task.running().id()));
                journal.claimed(
                        task.running().id(),
                        claim.holder().session(),
                        task.running().counts().attempt());
                account.claimed(claim, task);
            }
            coverage.claimed(result);
        }
        if (results.stream().anyMatch(ClaimResult.Claimed.class::isInstance)) {
            conductRules.claimedWithRoom(by);
        } else if (results.stream().anyMatch(ClaimResult.NoRoom.class::isInstance)) {
            conductRules.claimedNothingForWantOfRoom(by);
        }
        comparison.compare(claim.ids());
    }

    @Override
    public void settled(Member by, Claim claim, List<ClaimResult> results) {
        sessionRules.speaks(by, claim.holder().session());
        coverage.saw(Notable.CLAIM_SETTLED);
        account.settled(claim);
        for (ClaimResult result : results) {
            rowRules.settled(claim, result);
            if (result instanceof ClaimResult.Claimed(var task)) {
                checkpointRules.claimed(task);
                account.row(result.id()).claimedAt = violations.now();
            }
        }
        comparison.compare(claim.ids());
    }

    @Override
    public void ended(Member by, List<Completion> completions, List<CompletionResult> results) {
        for (int i = 0; i < completions.size(); i++) {
            Completion completion = completions.get(i);
            if (results.get(i) instanceof CompletionResult.Recorded(var status, var hint)) {
                Row row = account.row(completion.id());
                if (completion.isByHolder()) {
                    sessionRules.speaks(by, completion.holder().session());
                }
                rowRules.ended(row, completion);
                countRules.ended(row, completion, status);
                account.ended(completion, status, hint, storeTime());
                coverage.recorded(status);
            } else {
                rowRules.notEnded(by, completion, results.get(i));
            }
        }
        comparison.compare(completions.stream().map(Completion::id).toList());
    }

    @Override
    public void checkpointed(Member by, List<Checkpoint> checkpoints, List<CheckpointResult> results) {
        for (int i = 0; i < checkpoints.size(); i++) {
            checkpointRules.checkpointed(by, checkpoints.get(i), results.get(i));
        }
        comparison.compare(checkpoints.stream().map(Checkpoint::id).toList());
    }

    @Override
    public void progressed(List<Progress> progress) {
        comparison.compare(progress.stream().map(each -> each.held().id()).toList());
    }

    @Override
    public void effected(long task) {
        rowRules.effected(account.row(task));
    }

    @Override
    public void promoted(Promotion promotion) {
        for (Hint hint : promotion.hints()) {
            rowRules.promoted(account.row(hint.id()));
            account.promoted(hint);
            coverage.moved(Move.DUE);
        }
        comparison.compare(promotion.hints().stream().map(Hint::id).toList());
    }

    @Override
    public void hinted(List<Hint> hints, Instant stamp) {
        for (Hint hint : hints) {
            conductRules.hintedAgain(hint, stamp, world);
            account.hinted(hint, stamp);
        }
        comparison.compare(hints.stream().map(Hint::id).toList());
    }

    @Override
    public void cancelled(List<CancelResult> results) {
        for (CancelResult result : results) {
            rowRules.cancelled(result);
            switch (result) {
                case CancelResult.Cancelled(Task task) -> {
                    account.cancelled(account.row(task.id()), storeTime());
                    coverage.moved(Move.CANCEL);
                    comparison.compare(List.of(task.id()));
                }
                case CancelResult.Requested(Task task) -> account.row(task.id()).cancelRequested = true;
                case CancelResult.AlreadyFinal alreadyFinal -> {}
                case CancelResult.NotFound notFound -> {}
            }
        }
    }

    @Override
    public void retried(List<RetryResult> results) {
        for (RetryResult result : results) {
            if (result instanceof RetryResult.Requeued(Task task)) {
                rowRules.retried(account.row(task.id()));
                account.retried(task);
                coverage.moved(Move.RETRY);
                comparison.compare(List.of(task.id()));
            }
        }
    }

    @Override
    public void started(Operation operation) {
        operationRules.started(operation);
    }

    @Override
    public void advanced(Advanced advanced) {
        operationRules.advanced(advanced);
        for (TaskEffect effect : advanced.effects()) {
            account.changed(effect, storeTime());
            coverage.changed(effect);
        }
        comparison.compare(advanced.effects().stream().map(TaskEffect::id).toList());
        advanced.operation().ifPresent(operationRules::ended);
    }

    @Override
    public void scheduled(String name, Optional<Schedule> schedule) {
        scheduleRules.scheduled(name, schedule);
    }

    @Override
    public void firing(FireStep step, FireResult result) {
        scheduleRules.firing(step, result);
    }

    @Override
    public void fired(FireStep step, FireResult result) {
        scheduleRules.fired(step, result);
    }

    @Override
    public void purged(Purge step, Purged purged) {
        List<Row> missing = comparison.missing();
        violations.check(
                missing.size() == purged.deleted(),
                "reported %s deleted rows, and deleted %s",
                purged.deleted(),
                missing.size());
        for (Row row : missing) {
            rowRules.purged(row, step, storeTime());
            account.purged(row);
            coverage.saw(Notable.PURGED);
        }
    }

    /** Waits until a schedule is not due any more, as a leader brings it about soon. */
    void firesInTime(Simulation simulation, String name) throws InterruptedException {
        Duration since = violations.now();
        while (isDue(name)) {
            violations.check(violations.isWithin(since, Bounds.FIRED), "due, and not fired: %s", name);
            simulation.sleep(Duration.ofMillis(100));
        }
    }

    private boolean isDue(String name) {
        return world.truth()
                .schedules()
                .find(name, Optional.empty())
                .flatMap(Schedule::nextFireAt)
                .filter(next -> next.isBefore(storeTime()))
                .isPresent();
    }

    boolean hasSchedule(String name) {
        return world.truth().schedules().find(name, Optional.empty()).isPresent();
    }

    private Instant storeTime() {
        return world.truth().now();
    }

    // Types

    @Override
    public void paused(String type, boolean paused) {
        account.paused(type, paused);
        coverage.saw(paused ? Notable.PAUSED : Notable.RESUMED);
    }

    @Override
    public void gauged() {
        conductRules.gauged();
    }

    // Sessions

    @Override
    public void opened(Member member, long session, NewSession.Kind kind) {
        sessionRules.opened(member, session);
        account.opened(member, session, kind);
    }

    @Override
    public void heardFrom(Member by, long session) {
        sessionRules.speaks(by, session);
        account.life(session).ifPresent(life -> {
            sessionRules.heardFrom(life);
            account.heardFrom(life);
        });
    }

    @Override
    public void heard(long session) {
        account.life(session).ifPresent(life -> life.heard = life.heardFrom);
    }

    @Override
    public void sessionEnded(Member by, long session, EndReason reason) {
        account.life(session).filter(life -> !life.ended).ifPresent(life -> {
            account.sessionEnded(life, reason);
            sessionRules.ended(by, life, reason);
        });
    }

    @Override
    public void forgiven(long session, Forgiven forgiven) {
        if (!forgiven.tasks().isEmpty()) {
            account.life(session).ifPresent(sessionRules::forgiven);
        }
        for (long id : forgiven.tasks()) {
            Row row = account.row(id);
            countRules.forgiven(row, session);
            account.forgiven(row, session);
            coverage.saw(Notable.LOSS_TAKEN_BACK);
        }
        comparison.compare(forgiven.tasks());
    }

    @Override
    public void cleared(Collection<Long> ids) {
        sessionRules.cleared(new HashSet<>(ids));
    }

    // Actions of processes

    @Override
    public void leads(Member member, Duration stoodStill) {
        conductRules.leads(member, stoodStill);
    }

    @Override
    public void leading(Member member) {
        conductRules.leading(member);
    }

    @Override
    public void learned(Member member, List<Hint> hints) {
        conductRules.learned(member, hints);
    }

    @Override
    public void sending(Member member, List<Hint> hints) {
        conductRules.sending(member, hints);
    }

    @Override
    public void taking(Member member, Collection<String> types) {
        conductRules.taking(member, types);
    }

    @Override
    public void waitedInVain(Member member, Map<Hint, Duration> untaken) {
        conductRules.waitedInVain(member, untaken);
    }

    @Override
    public void scanning(Member member, Collection<String> types) {
        if (member.name().startsWith("agent")) {
            conductRules.scanning(member, types);
        }
    }

    @Override
    public void claimFailed(Member member) {
        conductRules.claimFailed(member);
    }

    @Override
    public void acknowledged(List<Delivery> deliveries) {
        conductRules.acknowledged(deliveries);
    }
}
