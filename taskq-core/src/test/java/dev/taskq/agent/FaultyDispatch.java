package dev.taskq.agent;

import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.CountStep;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Promotion;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScanResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The dispatch of a store in memory, with the faults that a test asks for; remembers what it was asked. */
final class FaultyDispatch implements Dispatch {
    final PortFaults faults = new PortFaults();
    final List<Claim> claims = new ArrayList<>();
    final List<Scan> scans = new ArrayList<>();
    private final Dispatch sound;

    FaultyDispatch(Dispatch sound) {
        this.sound = sound;
    }

    @Override
    public List<ScanResult> waiting(List<Scan> asked, int max) {
        scans.addAll(asked);
        return faults.around(() -> sound.waiting(asked, max));
    }

    @Override
    public List<ClaimResult> claim(Claim claim) {
        claims.add(claim);
        return faults.around(() -> sound.claim(claim));
    }

    @Override
    public List<ClaimResult> settle(Claim claim) {
        return faults.around(() -> sound.settle(claim));
    }

    @Override
    public int hinted(List<Hint> hints, Instant stamp) {
        return sound.hinted(hints, stamp);
    }

    @Override
    public Promotion promoteDue(DueRange range, int max) {
        return sound.promoteDue(range, max);
    }

    @Override
    public List<Hint> promote(List<Long> ids) {
        return sound.promote(ids);
    }

    @Override
    public List<CountStep> count(List<Scan> asked) {
        return sound.count(asked);
    }
}
