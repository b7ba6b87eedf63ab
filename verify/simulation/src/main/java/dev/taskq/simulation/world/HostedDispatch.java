package dev.taskq.simulation.world;

import dev.taskq.StoreUnavailableException;
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
import java.util.List;
import java.util.Optional;

/**
 * The way of tasks from due to running, over a process's connection to the {@link StoreHost}.
 *
 * @param host the server
 * @param member the process
 * @param dispatch the same chapter of the store in memory, opened for this process
 * @param listener is told what took effect
 */
record HostedDispatch(StoreHost host, Member member, Dispatch dispatch, WorldListener listener) implements Dispatch {
    @Override
    public List<ScanResult> waiting(List<Scan> scans, int max) {
        listener.scanning(member, scans.stream().map(Scan::type).toList());
        return host.call(member, Operation.WAITING, List.of(), () -> dispatch.waiting(scans, max));
    }

    @Override
    public List<ClaimResult> claim(Claim claim) {
        listener.claiming(member);
        try {
            return host.call(
                    member, Operation.CLAIM, claim.ids(), claim.holder().session(), () -> {
                        List<ClaimResult> results = dispatch.claim(claim);
                        listener.claimed(member, claim, results);
                        return results;
                    });
        } catch (StoreUnavailableException e) {
            listener.claimFailed(member);
            throw e;
        }
    }

    @Override
    public List<ClaimResult> settle(Claim claim) {
        return host.settle(member, dispatch, claim);
    }

    @Override
    public int hinted(List<Hint> hints, Instant stamp) {
        List<Long> ids = hints.stream().map(Hint::id).toList();
        return host.call(member, Operation.HINTED, ids, () -> {
            int stamped = dispatch.hinted(hints, stamp);
            listener.hinted(hints, stamp);
            return stamped;
        });
    }

    @Override
    public Promotion promoteDue(DueRange range, int max) {
        listener.leading(member);
        member.inDuty(true);
        Promotion done;
        try {
            done = host.call(member, Operation.PROMOTE, List.of(), () -> {
                Promotion promotion = dispatch.promoteDue(range, max);
                listener.promoted(promotion);
                return promotion;
            });
        } finally {
            member.inDuty(false);
        }
        host.learned(member, done.hints());
        return done;
    }

    @Override
    public List<Hint> promote(List<Long> ids) {
        List<Hint> hints = host.call(member, Operation.PROMOTE, ids, () -> {
            List<Hint> promoted = dispatch.promote(ids);
            listener.promoted(new Promotion(promoted, Optional.empty()));
            return promoted;
        });
        host.learned(member, hints);
        return hints;
    }

    @Override
    public List<CountStep> count(List<Scan> scans) {
        return host.call(member, Operation.COUNT, List.of(), () -> dispatch.count(scans));
    }
}
