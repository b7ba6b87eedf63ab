package dev.taskq.simulation;

import dev.taskq.simulation.world.SimulationFailure;
import dev.taskq.simulation.world.Strike;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Removes from a failing schedule what it does not need: accidents, switches, tasks, processes, random choices of the
 * order. A shorter schedule that fails in the same way replaces it. Ends when nothing can be removed, or after long
 * enough.
 */
final class Shortening {
    private static final int MOST_RUNS = 400;

    private Schedule shortest;
    private String what;
    private int runs;

    private Shortening(Finding finding) {
        this.shortest = finding.schedule();
        this.what = finding.what();
    }

    static Finding shorten(Finding finding) {
        return new Shortening(finding).run(finding);
    }

    private Finding run(Finding finding) {
        boolean changed = true;
        while (changed && runs < MOST_RUNS) {
            changed = takeOutStrikes();
            changed |= takeOutSwitches();
            changed |= takeOutOrders();
            changed |= takeOutStops();
            changed |= takeOutPausesAndBounds();
            changed |= takeOutProcesses();
            changed |= !shortest.isPlain() && fails(shortest.inPlainOrder());
        }
        return new Finding(finding.name(), shortest, what, finding.stuck(), finding.number());
    }

    /** Whether a shorter schedule fails like the first one. It then replaces it. */
    private boolean fails(Schedule candidate) {
        if (runs++ >= MOST_RUNS) {
            return false;
        }
        Optional<SimulationFailure> failure = Plays.play(candidate);
        if (failure.isEmpty() || !kind(failure.get().what()).equals(kind(what))) {
            return false;
        }
        shortest = candidate;
        what = failure.get().what();
        return true;
    }

    /** The words that all failures of one kind have in common: those before the first number. */
    private static String kind(String text) {
        return text.replaceAll("[0-9].*", "");
    }

    private boolean takeOutStrikes() {
        boolean changed = false;
        List<Spot> spots = new ArrayList<>(shortest.strikes().keySet());
        for (int size = spots.size(); size >= 1; size /= 2) {
            for (int from = 0; from < spots.size(); from += size) {
                SortedMap<Spot, Strike> left = new TreeMap<>(shortest.strikes());
                for (Spot spot : spots.subList(from, Math.min(spots.size(), from + size))) {
                    left.remove(spot);
                }
                changed |= left.size() < shortest.strikes().size() && fails(shortest.with(left));
            }
        }
        return changed;
    }

    private boolean takeOutSwitches() {
        boolean changed = false;
        for (Map.Entry<Long, Integer> entry : shortest.switches().entrySet()) {
            SortedMap<Long, Integer> left = new TreeMap<>(shortest.switches());
            left.remove(entry.getKey());
            changed |= fails(shortest.withSwitches(left));
        }
        return changed;
    }

    private boolean takeOutOrders() {
        boolean changed = false;
        for (int i = shortest.setting().orders().size() - 1; i >= 0; i--) {
            List<Order> left = new ArrayList<>(shortest.setting().orders());
            if (left.size() > 1) {
                left.remove(i);
                changed |= fails(shortest.with(shortest.setting().withOrders(left)));
            }
        }
        return changed;
    }

    private boolean takeOutStops() {
        Setting setting = shortest.setting();
        boolean changed = !setting.drains().isEmpty() && fails(shortest.with(setting.withDrains(List.of())));
        Setting rest = shortest.setting();
        changed |= !rest.drainRequests().isEmpty() && fails(shortest.with(rest.withDrainRequests(List.of())));
        rest = shortest.setting();
        changed |= !rest.coordinatorStops().isEmpty() && fails(shortest.with(rest.withCoordinatorStops(List.of())));
        return changed;
    }

    private boolean takeOutPausesAndBounds() {
        Setting setting = shortest.setting();
        boolean changed = !setting.pauses().isEmpty() && fails(shortest.with(setting.withPauses(List.of())));
        setting = shortest.setting();
        changed |= !setting.bulks().isEmpty() && fails(shortest.with(setting.withBulks(List.of())));
        setting = shortest.setting();
        changed |= !setting.schedules().isEmpty() && fails(shortest.with(setting.withSchedules(List.of())));
        setting = shortest.setting();
        changed |= setting.deletes() && fails(shortest.with(setting.withRetention(0)));
        setting = shortest.setting();
        changed |= setting.mixture() != Mixture.NONE && fails(shortest.with(setting.withPreset(setting.preset())));
        setting = shortest.setting();
        changed |= setting.memory() > 0 && fails(shortest.with(setting.withMemory(0)));
        return changed;
    }

    private boolean takeOutProcesses() {
        boolean changed = false;
        Setting setting = shortest.setting();
        if (setting.agents() > 1) {
            changed = fails(shortest.with(setting.withAgents(setting.agents() - 1, setting.slots())));
        }
        setting = shortest.setting();
        if (setting.coordinators() > 1) {
            changed |= fails(shortest.with(setting.withCoordinators(setting.coordinators() - 1)));
        }
        setting = shortest.setting();
        if (setting.withQueue()) {
            changed |= fails(shortest.with(setting.withoutQueue()));
        }
        return changed;
    }
}
