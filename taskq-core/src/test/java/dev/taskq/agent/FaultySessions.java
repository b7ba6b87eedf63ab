package dev.taskq.agent;

import dev.taskq.spi.Drained;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Progress;
import dev.taskq.spi.SessionList;
import dev.taskq.spi.Sessions;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The sessions of a store in memory, with the faults that a test asks for; remembers the progress of each call. */
final class FaultySessions implements Sessions {
    final PortFaults faults = new PortFaults();
    final List<List<Progress>> reports = new CopyOnWriteArrayList<>();
    private final Sessions sound;

    FaultySessions(Sessions sound) {
        this.sound = sound;
    }

    @Override
    public long open(NewSession session, boolean draining) {
        return sound.open(session, draining);
    }

    @Override
    public HeartbeatAnswer heartbeat(Heartbeat heartbeat) {
        return sound.heartbeat(heartbeat);
    }

    @Override
    public void reportProgress(long session, List<Progress> progress) {
        reports.add(progress);
        faults.around(() -> {
            sound.reportProgress(session, progress);
            return progress;
        });
    }

    @Override
    public SessionList all() {
        return sound.all();
    }

    @Override
    public Optional<Drained> drain(long session) {
        return sound.drain(session);
    }

    @Override
    public boolean stop(long session) {
        return sound.stop(session);
    }

    @Override
    public boolean endLost(long session, long heartbeats) {
        return sound.endLost(session, heartbeats);
    }

    @Override
    public void clear(Collection<Long> sessions) {
        sound.clear(sessions);
    }
}
