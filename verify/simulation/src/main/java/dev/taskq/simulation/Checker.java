package dev.taskq.simulation;

import dev.taskq.CancelResult;
import dev.taskq.EditResult;
import dev.taskq.Operation;
import dev.taskq.RetryResult;
import dev.taskq.Schedule;
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
    private final Rules rules;
    private final Comparison comparison;
    private final ExecutionChecks executions;
    private final ClientChecks clients;
    private final AcceptedTasks accepted;

    /** Makes a checker and the world that it watches. */
    Checker(Simulation simulation, Setting setting, Journal journal, Coverage coverage) {
        this.coverage = coverage;
        this.world = new World(simulation, this);
        this.violations = new Violations(simulation);
        this.account = new Account(violations);
        this.accepted = new AcceptedTasks(violations, account);
        this.journal = journal;
        this.rules = Rules.of(setting, violations, account, struck, journal, coverage);
        this.comparison = new Comparison(violations, account, world.truth(), journal, coverage);
        this.executions = new ExecutionChecks(rules, account, journal, comparison, world, coverage);
        this.clients = new ClientChecks(rules, account, comparison, world, coverage);
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
        return rules.conduct().mayRefuse();
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
        Runnable restoreSchedules = rules.schedules().backup();
        return () -> {
            restore.run();
            journal.forgetCheckpoints();
            restoreSchedules.run();
            rules.operations().forget();
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
                rules.rows().replayed(insert.task().idempotencyKey().orElse(""), result);
            } else {
                rules.rows().inserted(insert, result);
                account.inserted(insert, result);
                rules.schedules().inserted(insert);
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
        executions.claimed(by, claim, results);
    }

    @Override
    public void settled(Member by, Claim claim, List<ClaimResult> results) {
        executions.settled(by, claim, results);
    }

    @Override
    public void ended(Member by, List<Completion> completions, List<CompletionResult> results) {
        executions.ended(by, completions, results);
    }

    @Override
    public void checkpointed(Member by, List<Checkpoint> checkpoints, List<CheckpointResult> results) {
        executions.checkpointed(by, checkpoints, results);
    }

    @Override
    public void progressed(List<Progress> progress) {
        executions.progressed(progress);
    }

    @Override
    public void effected(long task) {
        executions.effected(task);
    }

    @Override
    public void promoted(Promotion promotion) {
        for (Hint hint : promotion.hints()) {
            rules.rows().promoted(account.row(hint.id()));
            account.promoted(hint);
            coverage.moved(Move.DUE);
        }
        comparison.compare(promotion.hints().stream().map(Hint::id).toList());
    }

    @Override
    public void hinted(List<Hint> hints, Instant stamp) {
        for (Hint hint : hints) {
            rules.conduct().hintedAgain(hint, stamp, world);
            account.hinted(hint, stamp);
        }
        comparison.compare(hints.stream().map(Hint::id).toList());
    }

    @Override
    public void cancelled(List<CancelResult> results) {
        clients.cancelled(results);
    }

    @Override
    public void retried(List<RetryResult> results) {
        clients.retried(results);
    }

    @Override
    public void started(Operation operation) {
        rules.operations().started(operation);
    }

    @Override
    public void advanced(Advanced advanced) {
        clients.advanced(advanced);
    }

    @Override
    public void edited(String name, Instant seen, EditResult result) {
        rules.schedules().edited(name, seen, result);
    }

    @Override
    public void scheduled(String name, Optional<Schedule> schedule) {
        rules.schedules().scheduled(name, schedule);
    }

    @Override
    public void firing(FireStep step, FireResult result) {
        rules.schedules().firing(step, result);
    }

    @Override
    public void fired(FireStep step, FireResult result) {
        rules.schedules().fired(step, result);
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
            rules.rows().purged(row, step, world.truth().now());
            account.purged(row);
            coverage.saw(Notable.PURGED);
        }
    }

    // Types

    @Override
    public void paused(String type, boolean paused) {
        account.paused(type, paused);
        coverage.saw(paused ? Notable.PAUSED : Notable.RESUMED);
    }

    @Override
    public void gauged() {
        rules.conduct().gauged();
    }

    // Sessions

    @Override
    public void opened(Member member, long session, NewSession.Kind kind) {
        rules.sessions().opened(member, session);
        account.opened(member, session, kind);
    }

    @Override
    public void observed(Member by) {
        rules.sessions().observed(by);
    }

    @Override
    public void heardFrom(Member by, long session) {
        rules.sessions().speaks(by, session);
        account.life(session).ifPresent(life -> {
            rules.sessions().heardFrom(life);
            account.heardFrom(life);
        });
    }

    @Override
    public void heard(long session, Duration at, Optional<Duration> period) {
        account.life(session).ifPresent(life -> {
            life.heard = at;
            life.period = period.orElse(life.period);
        });
    }

    @Override
    public void sessionEnded(Member by, long session, EndReason reason) {
        account.life(session).filter(life -> !life.ended).ifPresent(life -> {
            account.sessionEnded(life, reason);
            rules.sessions().ended(by, life, reason);
        });
    }

    @Override
    public void forgiven(long session, Forgiven forgiven) {
        if (!forgiven.tasks().isEmpty()) {
            account.life(session).ifPresent(rules.sessions()::forgiven);
        }
        for (long id : forgiven.tasks()) {
            Row row = account.row(id);
            rules.counts().forgiven(row, session);
            account.forgiven(row, session);
            coverage.saw(Notable.LOSS_TAKEN_BACK);
        }
        comparison.compare(forgiven.tasks());
    }

    @Override
    public void cleared(Collection<Long> ids) {
        rules.sessions().cleared(new HashSet<>(ids));
    }

    // Actions of processes

    @Override
    public void leads(Member member, Duration stoodStill, Duration lease) {
        rules.conduct().leads(member, stoodStill, lease);
    }

    @Override
    public void leading(Member member) {
        rules.conduct().leading(member);
    }

    @Override
    public void learned(Member member, List<Hint> hints) {
        rules.conduct().learned(member, hints);
    }

    @Override
    public void sending(Member member, List<Hint> hints) {
        rules.conduct().sending(member, hints);
    }

    @Override
    public void taking(Member member, Collection<String> types) {
        rules.conduct().taking(member, types);
    }

    @Override
    public void waitedInVain(Member member, Map<Hint, Duration> untaken) {
        rules.conduct().waitedInVain(member, untaken);
    }

    @Override
    public void scanning(Member member, Collection<String> types) {
        if (member.name().startsWith("agent")) {
            rules.conduct().scanning(member, types);
        }
    }

    @Override
    public void drains(Member member) {
        rules.conduct().drains(member);
    }

    @Override
    public void claiming(Member member) {
        rules.conduct().claiming(member);
    }

    @Override
    public void claimFailed(Member member) {
        rules.conduct().claimFailed(member);
    }

    @Override
    public void acknowledged(List<Delivery> deliveries) {
        rules.conduct().acknowledged(deliveries);
    }
}
