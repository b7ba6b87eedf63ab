package dev.taskq.simulation.world;

import dev.taskq.spi.Drained;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.Held;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Progress;
import dev.taskq.spi.Session.EndReason;
import dev.taskq.spi.SessionList;
import dev.taskq.spi.Sessions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Sessions and their heartbeats, over a process's connection to the {@link StoreHost}.
 *
 * @param host the server
 * @param member the process
 * @param sessions the same chapter of the store in memory, opened for this process
 * @param listener is told what took effect
 */
record HostedSessions(StoreHost host, Member member, Sessions sessions, WorldListener listener) implements Sessions {
    @Override
    public long open(NewSession session, boolean draining) {
        return host.call(member, Operation.OPEN_SESSION, List.of(), () -> {
            long id = sessions.open(session, draining);
            host.connections().opened(member, id);
            listener.opened(member, id, session.kind());
            return id;
        });
    }

    @Override
    public HeartbeatAnswer heartbeat(Heartbeat heartbeat) {
        List<Long> asked = heartbeat.held().stream().map(Held::id).toList();
        // It cannot know of a later wait. The agent of the same process sends heartbeats of its own meanwhile.
        Duration stoodStill = member.inDutyFor();
        Heard heard = host.call(member, Operation.HEARTBEAT, asked, () -> {
            HeartbeatAnswer answer = sessions.heartbeat(heartbeat);
            member.heardFrom();
            if (!answer.ended()) {
                listener.heardFrom(member, heartbeat.session());
            }
            if (answer.leads()) {
                host.leads(member);
                listener.leads(member, stoodStill, heartbeat.bid().lease());
            }
            return new Heard(answer, host.elapsed());
        });
        if (!heard.answer().ended()) {
            listener.heard(heartbeat.session(), heard.at(), periodIn(heard.answer()));
        }
        if (heard.answer().drain()) {
            listener.drains(member);
        }
        return heard.answer();
    }

    private static Optional<Duration> periodIn(HeartbeatAnswer answer) {
        return answer.facts().filter(facts -> facts.isFresh(answer.now())).map(LeaseFacts::heartbeatPeriod);
    }

    /** An answer, and when its heartbeat took effect: an earlier one may take effect after it. */
    private record Heard(HeartbeatAnswer answer, Duration at) {}

    @Override
    public void reportProgress(long session, List<Progress> progress) {
        host.call(member, Operation.REPORT_PROGRESS, List.of(), () -> {
            sessions.reportProgress(session, progress);
            listener.progressed(progress);
            return progress;
        });
    }

    @Override
    public SessionList all() {
        SessionList all = host.call(
                member,
                Operation.SESSIONS,
                List.of(),
                () -> host.connections().withDisconnected(member, sessions.all()));
        listener.observed(member);
        return all;
    }

    @Override
    public Optional<Drained> drain(long session) {
        return host.call(member, Operation.DRAIN, List.of(), () -> sessions.drain(session));
    }

    @Override
    public boolean stop(long session) {
        return end(session, EndReason.STOPPED, () -> sessions.stop(session));
    }

    @Override
    public boolean endLost(long session, long heartbeats) {
        return end(session, EndReason.LOST, () -> sessions.endLost(session, heartbeats));
    }

    private boolean end(long session, EndReason reason, BooleanSupplier write) {
        return host.call(member, Operation.END_SESSION, List.of(), session, () -> {
            boolean ended = write.getAsBoolean();
            if (ended) {
                listener.sessionEnded(member, session, reason);
            }
            return ended;
        });
    }

    @Override
    public void clear(Collection<Long> ended) {
        host.call(member, Operation.CLEAR_SESSIONS, List.of(), () -> {
            sessions.clear(ended);
            listener.cleared(ended);
            return ended;
        });
    }
}
