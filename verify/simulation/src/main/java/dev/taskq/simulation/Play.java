package dev.taskq.simulation;

import dev.taskq.platform.Platform.ThreadKind;
import dev.taskq.simulation.Coverage.Notable;
import dev.taskq.simulation.world.Simulation;
import dev.taskq.simulation.world.World;
import dev.taskq.spi.Session;
import dev.taskq.spi.Session.EndReason;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * One run of a setting. It starts everything, waits until the storm is over, and then waits until every accepted task
 * is final and every ended session is cleared, each within its bound.
 */
final class Play implements Simulation.Scenario {
    private static final Duration CHECK_PERIOD = Duration.ofMillis(500);

    private final Setting setting;
    private final Coverage coverage;

    Play(Setting setting, Coverage coverage) {
        this.setting = setting;
        this.coverage = coverage;
    }

    @Override
    public void run(Simulation simulation) throws InterruptedException {
        new Stage(simulation).play();
    }

    /** The parts of one run. */
    private final class Stage {
        private final Simulation simulation;
        private final Journal journal = new Journal();
        private final Checker checker;
        private final Account account;
        private final World world;
        private final Fleet fleet;
        private final Clients clients;
        private final CalmRules calmRules;

        Stage(Simulation simulation) {
            this.simulation = simulation;
            this.checker = new Checker(simulation, setting, journal, coverage);
            this.account = checker.account();
            this.world = checker.world();
            this.fleet = new Fleet(simulation, world, setting, journal, checker.violations());
            this.clients = new Clients(simulation, fleet, checker, setting, this::isCalm);
            this.calmRules = new CalmRules(setting, journal, checker);
        }

        void play() throws InterruptedException {
            checker.onCrash(fleet::crashed);
            fleet.start();
            clients.start();
            eachAt(setting.drains(), fleet::drain);
            eachAt(setting.drainRequests(), fleet::askToDrain);
            eachAt(setting.coordinatorStops(), fleet::stopCoordinator);
            while (!isCalm() || !isSettled()) {
                simulation.sleep(CHECK_PERIOD);
                calmRules.sawSlots(fleet.slots());
                if (isCalm()) {
                    calmRules.check();
                }
            }
            checker.comparison().compareAll();
            for (Row row : account.rows()) {
                if (Handler.does(row) == Behaviour.SUCCEEDS && journal.runs(row.id) > 1) {
                    coverage.saw(Notable.ATTEMPT_RAN_TWICE);
                }
            }
            new OutcomeRules(setting, journal, checker).check();
            if (!setting.drains().isEmpty()) {
                stop();
            }
            coverage.ran(checker.accepted().number(), 0);
        }

        /** Does something to one process after the other, at these times. */
        private void eachAt(List<Integer> times, IntConsumer toProcess) {
            for (int i = 0; i < times.size(); i++) {
                int number = i;
                int at = times.get(i);
                simulation.platform().spawn("drain", ThreadKind.PLATFORM, () -> {
                    try {
                        simulation.sleep(Duration.ofMillis(at));
                        toProcess.accept(number);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
        }

        /** Whether the storm is over. Tasks may still fail. */
        private boolean isCalm() {
            Duration now = simulation.elapsed();
            return now.toMillis() > setting.storm() && now.compareTo(world.troubledUntil()) > 0;
        }

        private boolean isSettled() {
            return clients.areDone()
                    && world.truth().operations().running().isEmpty()
                    && account.rows().stream().allMatch(this::isSettled)
                    && (!setting.withQueue() || world.hints() == 0)
                    && (!setting.toTheEnd()
                            || account.sessions().stream().allMatch(life -> life.cleared || account.isLiving(life)));
        }

        /** Whether to wait until rows are deleted. Not if a jump of the clock may delay deletion for an hour. */
        private boolean isSettled(Row row) {
            boolean isDeleted = setting.deletes() && world.clockJumps().isZero();
            return row.status.isFinal() && (row.purged || !isDeleted);
        }

        private void stop() {
            // A process that stops already may have begun in the storm: a claim of unknown outcome leaves its session
            // to the
            // next leader.
            List<Long> overBefore = account.sessions().stream()
                    .filter(life -> !account.isLiving(life) || fleet.isStopping(life.member))
                    .map(life -> life.id)
                    .toList();
            fleet.close();
            // A session that is lost while all stop is kept for a while, for its agent to come back. One without a
            // heartbeat may
            // have been opened by a statement that came late, for a process that has gone.
            List<Long> left = world.truth().sessions().all().sessions().stream()
                    .filter(session -> session.heartbeats() > 0)
                    .filter(session -> session.end().stream().noneMatch(end -> end.reason() == EndReason.LOST))
                    .map(Session::id)
                    .toList();
            checker.violations()
                    .check(
                            overBefore.containsAll(left) || checker.struck().hasSetBack(),
                            "all processes have stopped in order, and sessions are left: %s",
                            left);
        }
    }
}
